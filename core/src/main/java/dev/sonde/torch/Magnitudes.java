package dev.sonde.torch;

import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How large a tensor's values are, in float64 and without a temporary of its size.
 *
 * <p>libtorch adds up one norm's elements in float32, one by one, which over 40 million loses a sixth; so every row is summed by itself and the rows
 * in float64. Values that vanish are squared in float64, or their squares would be zero.
 */
public final class Magnitudes {
  private Magnitudes() {}

  /** {@code Σ|x| / n}. */
  public static double mean(Tensor tensor) {
    try (Scope scope = Scope.silent()) {
      return rows(tensor, 1).sum().item_double() / tensor.numel();
    }
  }

  /** {@code ‖x‖₂}. */
  public static double norm(Tensor tensor) {
    double scale = mean(tensor);
    if (scale == 0 || !Double.isFinite(scale)) {
      return scale;
    }
    try (Scope scope = Scope.silent()) {
      boolean tiny = scale < 1e-12;
      return Math.sqrt(rows(tiny ? tensor.to(ScalarType.Double) : tensor, 2).square().sum().item_double());
    }
  }

  private static Tensor rows(Tensor tensor, double order) {
    boolean narrow = tensor.scalar_type().value == ScalarType.BFloat16.value; // sums in it would lose almost everything
    ScalarTypeOptional type = narrow ? new ScalarTypeOptional(ScalarType.Float) : new ScalarTypeOptional();
    long[] within = LongStream.range(1, tensor.dim()).toArray();
    return torch.linalg_vector_norm(tensor, new Scalar(order), within, false, type).to(ScalarType.Double);
  }
}
