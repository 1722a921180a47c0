package dev.sonde.loss;

import org.bytedeco.pytorch.Tensor;

/**
 * A loss: scores and true classes to one number, differentiable in the scores.
 *
 * <p>Written {@code cross-entropy}, {@code cross-entropy smoothing=0.1 ignore=255}, {@code squared-hinge},
 * {@code pairwise-squared-hinge}; the records' {@code toString} is that text.
 */
@FunctionalInterface
public interface Loss {
  /**
   * The loss of a batch: {@code [N, K], [N] → []} or {@code [N, K, H, W], [N, H, W] → []}.
   *
   * @param scores  one number per class, not normalised
   * @param classes true classes as int64, each in {@code [0, K)}
   */
  Tensor of(Tensor scores, Tensor classes);

  /** Reads the text form; throws {@link IllegalArgumentException} naming the nearest known word where it is none. */
  static Loss parse(String text) {
    return LossText.parse(text);
  }

  static CrossEntropy crossEntropy() {
    return new CrossEntropy(0, CrossEntropy.IGNORE);
  }

  static Loss squaredHinge() {
    return new SquaredHinge();
  }

  static Loss pairwiseSquaredHinge() {
    return new PairwiseSquaredHinge();
  }
}
