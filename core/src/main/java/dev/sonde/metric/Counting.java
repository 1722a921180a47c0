package dev.sonde.metric;

import java.util.Optional;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A batch whose predictions and counts are taken in libtorch: no score crosses to Java, which for maps of many classes is most of the time.
 *
 * @param predicted the class of the highest score, the lowest among equals, one per place
 * @param truth     int64 of the same extent; negative where the place does not count
 */
record Counting(Tensor predicted, Tensor truth, long classes) {
  /** Empty where some score is no number: libtorch's maximum would choose it, and {@link Scores} must decide. */
  static Optional<Counting> of(Tensor scores, Tensor classes) {
    long number = scores.size(1);
    T_TensorTensor_T highest = scores.detach().max(1, false);
    Tensor predicted = highest.get1();
    if (predicted.numel() != classes.numel()) {
      throw new IllegalArgumentException(predicted.numel() + " rows of scores came with " + classes.numel() + " classes");
    }
    Tensor truth = classes.to(ScalarType.Long).view_as(predicted);
    long largest = truth.numel() == 0 ? -1 : truth.max().item_long();
    if (largest >= number) {
      throw new IllegalArgumentException("class " + largest + " lies outside the " + number + " classes that were scored");
    }
    return highest.get0().isnan().any().item_bool() ? Optional.empty() : Optional.of(new Counting(predicted, truth, number));
  }

  static Optional<Counting> of(Tensor scores, int[] classes) {
    return of(scores, tensor(classes));
  }

  long right() {
    return predicted.eq(truth).sum().item_long();
  }

  long total() {
    return truth.ge(new Scalar(0)).sum().item_long();
  }

  /** How often each pair of true and predicted class came together, {@code truth·K + predicted}. */
  long[] pairs() {
    Tensor pairs = truth.mul(new Scalar(classes)).add(predicted).masked_select(truth.ge(new Scalar(0)));
    Tensor counts = pairs.bincount(new TensorOptional(), classes * classes);
    long[] values = new long[Math.toIntExact(counts.numel())];
    new LongPointer(counts.data_ptr()).get(values);
    return values;
  }

  private static Tensor tensor(int[] classes) {
    Tensor tensor = torch.empty(new long[] {classes.length}, new TensorOptions(ScalarType.Long), null);
    long[] values = new long[classes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = classes[i];
    }
    new LongPointer(tensor.data_ptr()).put(values);
    return tensor;
  }
}
