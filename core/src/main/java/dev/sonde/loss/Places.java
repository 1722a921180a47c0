package dev.sonde.loss;

import static org.bytedeco.pytorch.global.torch.zeros_like;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The places of a batch that count: all but those of class {@link CrossEntropy#IGNORE}.
 *
 * @param counted bool, {@code [N]} or {@code [N, H, W]}
 * @param truth   the true classes of the same extent, 0 where the place does not count, so that they may serve as an index
 */
record Places(Tensor counted, Tensor truth) {
  static Places of(Tensor classes) {
    Tensor counted = classes.ne(new Scalar(CrossEntropy.IGNORE));
    return new Places(counted, classes.masked_fill(counted.logical_not(), new Scalar(0)));
  }

  /** How many count, at least 1: what a sum over them may be divided by. */
  Tensor number() {
    return counted.sum().clamp_min(new Scalar(1));
  }

  /** {@code counted} with an axis for the classes, {@code [N, 1]} or {@code [N, 1, H, W]}. */
  Tensor overClasses() {
    return counted.unsqueeze(1);
  }

  /** The entry of the true class along axis 1: {@code [N, K, …] → [N, …]}. */
  Tensor pick(Tensor perClass) {
    return perClass.gather(1, truth.unsqueeze(1)).squeeze(1);
  }

  /** 1 at the true class and 0 elsewhere, of the extent of {@code scores}; 0 throughout where the place does not count. */
  Tensor oneHot(Tensor scores) {
    return zeros_like(scores).scatter(1, truth.unsqueeze(1), new Scalar(1)).mul(overClasses());
  }

  /** The mean of one number per place over those that count; 0 where none does. */
  Tensor mean(Tensor perPlace) {
    return perPlace.mul(counted).sum().div(number());
  }
}
