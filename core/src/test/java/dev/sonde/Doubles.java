package dev.sonde;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Float64 and int64 tensors from and to Java arrays, for tests of rooms that do not import {@code torch}. */
public final class Doubles {
  private Doubles() {}

  public static Tensor tensor(double[] values, long... sizes) {
    Tensor tensor = torch.empty(sizes, new TensorOptions(ScalarType.Double), null);
    new DoublePointer(tensor.data_ptr()).put(values);
    return tensor;
  }

  public static Tensor tensor(int[] values, long... sizes) {
    Tensor tensor = torch.empty(sizes, new TensorOptions(ScalarType.Long), null);
    LongPointer target = new LongPointer(tensor.data_ptr());
    for (int i = 0; i < values.length; i++) {
      target.put(i, values[i]);
    }
    return tensor;
  }

  public static double[] of(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.numel())];
    new DoublePointer(tensor.contiguous().data_ptr()).get(values);
    return values;
  }
}
