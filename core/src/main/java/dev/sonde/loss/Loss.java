package dev.sonde.loss;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A loss: scores and true classes to one number, differentiable in the scores.
 *
 * <p>Written {@code cross-entropy}, {@code cross-entropy smoothing=0.1 ignore=255 weights=1,2.5}, {@code ohem keep=0.7 min=100000},
 * {@code dice}, {@code dice smooth=1e-5}, {@code focal gamma=2 alpha=0.75,0.25}, {@code lovasz}, {@code balanced-bce},
 * {@code squared-hinge}, {@code pairwise-squared-hinge}, and sums such as {@code cross-entropy + 0.5 dice}; the records'
 * {@code toString} is that text.
 */
@FunctionalInterface
public interface Loss {
  /**
   * The loss of a batch: {@code [N, K], [N] → []} or {@code [N, K, H, W], [N, H, W] → []}.
   *
   * @param scores  one number per class, not normalised
   * @param classes true classes as int64, each in {@code [0, K)}, or {@link CrossEntropy#IGNORE} where a place counts for nothing; where
   *                none counts the loss is 0, with gradient 0
   */
  Tensor of(Tensor scores, Tensor classes);

  /** Refuses a number of classes that this loss cannot serve, before anything is trained; throws {@link IllegalArgumentException} saying why. */
  default void check(int classes) {}

  /** Reads the text form; throws {@link IllegalArgumentException} naming the nearest known word where it is none. */
  static Loss parse(String text) {
    return LossText.parse(text);
  }

  static CrossEntropy crossEntropy() {
    return new CrossEntropy(0, CrossEntropy.IGNORE, List.of());
  }

  /** Cross entropy over the places whose true class has a probability below 0.7, at least 100000 of the batch. */
  static Ohem ohem() {
    return new Ohem(0.7, 100_000);
  }

  /** Soft Dice with a smoothing term of one place. */
  static Dice dice() {
    return new Dice(1);
  }

  /** Focal loss with {@code γ = 2} and no α. */
  static Focal focal() {
    return new Focal(2, List.of());
  }

  static Lovasz lovasz() {
    return new Lovasz();
  }

  /** HED's loss of edges against the rest. */
  static BalancedBce balancedBce() {
    return new BalancedBce();
  }

  static Loss squaredHinge() {
    return new SquaredHinge();
  }

  static Loss pairwiseSquaredHinge() {
    return new PairwiseSquaredHinge();
  }
}
