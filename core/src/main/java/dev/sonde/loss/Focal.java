package dev.sonde.loss;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Focal loss over the softmax, {@code -(1/n)·Σ_i α_y·(1 - p_iy)^γ·ln p_iy} over the {@code n} places that count.
 *
 * <p>{@code p_iy} is the probability of the true class of place {@code i}. With {@code γ = 0} and no α it is the cross entropy. A plain
 * mean: α is not divided out. Source: Lin et al., Focal Loss for Dense Object Detection, arXiv 1708.02002, equation 5, with the softmax
 * in place of its sigmoid; for two classes its {@code α = 0.25} is {@code alpha=0.75,0.25}.
 *
 * @param gamma γ, at least 0: how much less a place counts that is classified well already
 * @param alpha α, one per class, or none
 */
public record Focal(double gamma, List<Double> alpha) implements Loss {
  /** Keeps the slope of {@code x^γ} finite at 0 for γ below 1. */
  private static final double TINY = 1e-12;

  public Focal {
    alpha = new ClassWeights(alpha).values();
    if (!(gamma >= 0) || Double.isInfinite(gamma)) {
      throw new IllegalArgumentException("gamma " + gamma + " of the loss focal must be a number of at least 0");
    }
  }

  public Focal gamma(double gamma) {
    return new Focal(gamma, alpha);
  }

  /** One factor per class, at least 0; an empty list weighs all alike. */
  public Focal alpha(List<Double> alpha) {
    return new Focal(gamma, alpha);
  }

  @Override
  public void check(int classes) {
    new ClassWeights(alpha).check(classes, "focal");
  }

  @Override
  public Tensor of(Tensor scores, Tensor classes) {
    Places places = Places.of(classes);
    Tensor log = places.pick(scores.log_softmax(1));
    Tensor doubt = log.expm1().neg().clamp_min(new Scalar(TINY));
    Tensor loss = doubt.pow(new Scalar(gamma)).mul(log).neg();
    if (!alpha.isEmpty()) {
      Tensor factors = new ClassWeights(alpha).like(scores, "focal");
      loss = loss.mul(factors.index_select(0, places.truth().flatten()).view_as(loss));
    }
    return places.mean(loss);
  }

  @Override
  public String toString() {
    return "focal gamma=" + ClassWeights.text(gamma) + (alpha.isEmpty() ? "" : " alpha=" + new ClassWeights(alpha));
  }
}
