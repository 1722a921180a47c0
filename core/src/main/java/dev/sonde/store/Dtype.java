package dev.sonde.store;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The element type of a stored tensor, under the name that the safetensors format gives it. */
public enum Dtype {
  F64(8, ScalarType.Double),
  F32(4, ScalarType.Float),
  F16(2, ScalarType.Half),
  BF16(2, ScalarType.BFloat16),
  I64(8, ScalarType.Long),
  I32(4, ScalarType.Int),
  I16(2, ScalarType.Short),
  I8(1, ScalarType.Char),
  U8(1, ScalarType.Byte),
  BOOL(1, ScalarType.Bool);

  private final int width;
  private final ScalarType scalar;

  Dtype(int width, ScalarType scalar) {
    this.width = width;
    this.scalar = scalar;
  }

  /** Bytes of one element. */
  public int width() {
    return width;
  }

  /** libtorch's name of the same type. */
  public ScalarType scalar() {
    return scalar;
  }

  /** PyTorch's name of the same type, as {@code float32}. */
  String torchName() {
    return switch (this) {
      case F64, F32, F16 -> "float" + 8 * width;
      case BF16 -> "bfloat16";
      case I64, I32, I16, I8 -> "int" + 8 * width;
      case U8 -> "uint8";
      case BOOL -> "bool";
    };
  }

  boolean floating() {
    return name().contains("F");
  }

  static Optional<Dtype> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  static Dtype of(String name, Tensor tensor) {
    ScalarType scalar = tensor.scalar_type().intern();
    return Arrays.stream(values()).filter(type -> type.scalar == scalar).findFirst().orElseThrow(() -> new IllegalArgumentException(
        "tensor \"%s\" has elements of type %s, which safetensors cannot hold; convert it to one of %s".formatted(
            name, scalar, Arrays.toString(values()))));
  }
}
