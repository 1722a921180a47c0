package dev.sonde.loss;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Softmax cross entropy, {@code -(1/n)·Σ_i Σ_c q_ic·ln p_ic} over the {@code n} places whose class is not the ignored one.
 *
 * <p>{@code p_i = softmax(s_i)}; {@code q_ic = smoothing/K}, and {@code 1 - smoothing} more at the true class. With class weights
 * {@code w_c} it is the weighted mean, {@code -Σ_i Σ_c w_c·q_ic·ln p_ic / Σ_i w_{y_i}}. Where every place is ignored the loss is 0, with
 * gradient 0. Sources: CNDS (arXiv 1505.02496), its {@code L0} and {@code Ls}, for {@code smoothing = 0}; Inception-v3
 * (arXiv 1512.00567), section 7, for smoothing; PyTorch, {@code CrossEntropyLoss}, for weights.
 *
 * @param smoothing share of the target spread evenly over all classes, in {@code [0, 1)}
 * @param ignore    class whose places count for nothing, besides {@link #IGNORE}
 * @param weights   one per class, or none
 */
public record CrossEntropy(double smoothing, long ignore, List<Double> weights) implements Loss {
  /** The class that no loss counts: a place without a truth. */
  public static final long IGNORE = -100;

  private static final long SUM = 2;

  public CrossEntropy {
    weights = new ClassWeights(weights).values();
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("smoothing " + smoothing + " must lie in [0, 1)");
    }
  }

  public CrossEntropy smoothing(double smoothing) {
    return new CrossEntropy(smoothing, ignore, weights);
  }

  public CrossEntropy ignore(long ignore) {
    return new CrossEntropy(smoothing, ignore, weights);
  }

  /** One factor per class, at least 0; an empty list weighs all alike. */
  public CrossEntropy weights(List<Double> weights) {
    return new CrossEntropy(smoothing, ignore, weights);
  }

  @Override
  public void check(int classes) {
    new ClassWeights(weights).check(classes, "cross-entropy");
  }

  @Override
  public Tensor of(Tensor scores, Tensor classes) {
    Tensor known = ignore == IGNORE ? classes : classes.masked_fill(classes.eq(new Scalar(ignore)), new Scalar(IGNORE));
    Places places = Places.of(known);
    if (weights.isEmpty()) {
      return cross_entropy_loss(scores, known, new TensorOptional(), SUM, IGNORE, smoothing).div(places.number());
    }
    Tensor factors = new ClassWeights(weights).like(scores, "cross-entropy");
    Tensor sum = cross_entropy_loss(scores, known, new TensorOptional(factors), SUM, IGNORE, smoothing);
    Tensor share = factors.index_select(0, places.truth().flatten()).mul(places.counted().flatten()).sum();
    return sum.div(share.masked_fill(share.eq(new Scalar(0)), new Scalar(1)));
  }

  @Override
  public String toString() {
    return "cross-entropy" + (smoothing == 0 ? "" : " smoothing=" + smoothing) + (ignore == IGNORE ? "" : " ignore=" + ignore)
        + (weights.isEmpty() ? "" : " weights=" + new ClassWeights(weights));
  }
}
