package dev.sonde.torch;

import dev.sonde.data.Batch;
import dev.sonde.net.Shape;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** The crossing between Java arrays and tensors; every tensor belongs to the caller's {@link Scope}. */
public final class Tensors {
  private Tensors() {}

  /** A batch's images, {@code [N, C, H, W]} in channels-last memory: the loader's {@code [N, H, W, C]} array with its axes renamed. */
  public static Tensor images(Batch batch, Precision precision) {
    long[] sizes = {batch.size(), batch.height(), batch.width(), batch.channels()};
    Tensor filled = of(batch.images(), sizes).permute(0, 3, 1, 2);
    return precision == Precision.FLOAT32 ? filled : filled.to(precision.type);
  }

  /** Floats in row-major order as a tensor of the given sizes; the array may be longer than needed. */
  public static Tensor of(float[] values, long... sizes) {
    Scope.require("Tensors.of");
    Tensor tensor = torch.empty(sizes, new TensorOptions(ScalarType.Float), null);
    new FloatPointer(tensor.data_ptr()).put(values, 0, Math.toIntExact(tensor.numel()));
    return tensor;
  }

  /** Doubles in row-major order as a tensor of the given sizes and type. */
  public static Tensor of(double[] values, Precision precision, long... sizes) {
    Scope.require("Tensors.of");
    Tensor tensor = torch.empty(sizes, new TensorOptions(ScalarType.Double), null);
    new DoublePointer(tensor.data_ptr()).put(values, 0, Math.toIntExact(tensor.numel()));
    return precision == Precision.FLOAT64 ? tensor : tensor.to(precision.type);
  }

  /** Class indices as an int64 tensor {@code [N]}, or {@code [N, h, w]} where each pixel has one. */
  public static Tensor labels(Batch batch) {
    Scope.require("Tensors.labels");
    long[] labels = new long[batch.places()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = batch.labels()[i];
    }
    Tensor tensor = torch.empty(sizes(batch), new TensorOptions(ScalarType.Long), null);
    new LongPointer(tensor.data_ptr()).put(labels);
    return tensor;
  }

  private static long[] sizes(Batch batch) {
    return batch.dense() ? new long[] {batch.size(), batch.labelHeight(), batch.labelWidth()} : new long[] {batch.size()};
  }

  /** The values in row-major order, whatever the memory order. */
  public static double[] doubles(Tensor tensor) {
    Tensor dense = tensor.detach().to(ScalarType.Double).contiguous();
    double[] values = new double[Math.toIntExact(dense.numel())];
    new DoublePointer(dense.data_ptr()).get(values);
    return values;
  }

  /** The values in row-major order as floats, whatever the memory order. */
  public static float[] floats(Tensor tensor) {
    Tensor dense = tensor.detach().to(ScalarType.Float).contiguous();
    float[] values = new float[Math.toIntExact(dense.numel())];
    new FloatPointer(dense.data_ptr()).get(values);
    return values;
  }

  /** A map that was flattened in memory order, {@code [N, H·W·C]}, channel by channel instead, {@code [N, C·H·W]}; as it is where {@code map} is null. */
  static Tensor logicalOrder(Tensor flat, @Nullable Shape map) {
    if (map == null) {
      return flat;
    }
    try (Tensor places = flat.reshape(-1, map.height(), map.width(), map.channels()); Tensor channels = places.permute(0, 3, 1, 2)) {
      return channels.reshape(-1, map.elements());
    }
  }

  /** Maps brought to another height and width, bilinear with corners not aligned: {@code [N, K, h, w] → [N, K, height, width]}. */
  public static Tensor resized(Tensor maps, long height, long width) {
    return maps.size(2) == height && maps.size(3) == width ? maps
        : torch.upsample_bilinear2d(maps, new long[] {height, width}, false, new DoubleOptional(), new DoubleOptional());
  }

  /** The class of the highest score at each place, the lowest among equals, in row-major order: {@code [N, K, H, W] → N·H·W}. */
  public static short[] classes(Tensor scores) {
    Tensor best = scores.detach().argmax(new LongOptional(1), false).to(ScalarType.Short).contiguous();
    short[] classes = new short[Math.toIntExact(best.numel())];
    new ShortPointer(best.data_ptr()).get(classes);
    return classes;
  }

  /** Whether two tensors hold the same bits: sizes, type and every value; NaN equals nothing. */
  public static boolean identical(Tensor a, Tensor b) {
    return a.scalar_type().value == b.scalar_type().value && Arrays.equals(a.shape(), b.shape()) && a.equal(b);
  }

  static long[] sizes(List<Integer> sizes) {
    return sizes.stream().mapToLong(Integer::longValue).toArray();
  }
}
