package dev.sonde.loss;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Softmax cross entropy, {@code -(1/n)·Σ_i Σ_c q_ic·ln p_ic} over the {@code n} places whose class is not the ignored one.
 *
 * <p>{@code p_i = softmax(s_i)}; {@code q_ic = smoothing/K}, and {@code 1 - smoothing} more at the true class. Where every place is ignored
 * the loss is 0, with gradient 0. Sources: CNDS (arXiv 1505.02496), its {@code L0} and {@code Ls}, for {@code smoothing = 0}; Inception-v3
 * (arXiv 1512.00567), section 7, for smoothing.
 *
 * @param smoothing share of the target spread evenly over all classes, in {@code [0, 1)}
 * @param ignore    class whose places count for nothing
 */
public record CrossEntropy(double smoothing, long ignore) implements Loss {
  /** The class ignored unless another is named. */
  public static final long IGNORE = -100;

  private static final long SUM = 2;

  public CrossEntropy {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("smoothing " + smoothing + " must lie in [0, 1)");
    }
  }

  public CrossEntropy smoothing(double smoothing) {
    return new CrossEntropy(smoothing, ignore);
  }

  public CrossEntropy ignore(long ignore) {
    return new CrossEntropy(smoothing, ignore);
  }

  @Override
  public Tensor of(Tensor scores, Tensor classes) {
    Tensor sum = cross_entropy_loss(scores, classes, new TensorOptional(), SUM, ignore, smoothing);
    Tensor places = classes.ne(new Scalar(ignore)).sum().clamp_min(new Scalar(1));
    return sum.div(places);
  }

  @Override
  public String toString() {
    return "cross-entropy" + (smoothing == 0 ? "" : " smoothing=" + smoothing) + (ignore == IGNORE ? "" : " ignore=" + ignore);
  }
}
