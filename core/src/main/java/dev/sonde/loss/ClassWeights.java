package dev.sonde.loss;

import static org.bytedeco.pytorch.global.torch.empty;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** One factor per class, written {@code 1,2.5,0.5}; none at all weighs every class alike. */
record ClassWeights(List<Double> values) {
  ClassWeights {
    values = List.copyOf(values);
    for (double value : values) {
      if (!(value >= 0) || Double.isInfinite(value)) {
        throw new IllegalArgumentException("class weight " + value + " must be a number of at least 0");
      }
    }
    if (!values.isEmpty() && values.stream().allMatch(value -> value == 0)) {
      throw new IllegalArgumentException("all " + values.size() + " class weights are 0, so nothing would be learned; give one more");
    }
  }

  /** Reads the written form; throws {@link NumberFormatException} where a part of it is no number. */
  static ClassWeights parse(String text) {
    return new ClassWeights(Stream.of(text.split(",", -1)).map(Double::valueOf).toList());
  }

  boolean none() {
    return values.isEmpty();
  }

  /** Throws {@link IllegalArgumentException} where there are some, but not one for each of {@code classes}. */
  void check(long classes, String loss) {
    if (!none() && values.size() != classes) {
      throw new IllegalArgumentException("the loss " + loss + " has " + values.size() + " class weights, but " + classes
          + " classes are scored; give one for each");
    }
  }

  /** The factors as {@code [K]} in the type of {@code scores}; throws {@link IllegalArgumentException} where there are not {@code K}. */
  Tensor like(Tensor scores, String loss) {
    check(scores.size(1), loss);
    Tensor tensor = empty(new long[] {values.size()}, new TensorOptions(ScalarType.Double), null);
    new DoublePointer(tensor.data_ptr()).put(values.stream().mapToDouble(Double::doubleValue).toArray());
    return tensor.to(scores);
  }

  @Override
  public String toString() {
    return values.stream().map(ClassWeights::text).collect(Collectors.joining(","));
  }

  /** A number as people write it: without {@code .0}. */
  static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9 ? Long.toString((long) value) : Double.toString(value);
  }
}
