package dev.sonde.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Pairwise multiclass squared hinge, {@code (1/n)·Σ_i Σ_{k≠y_i} max(0, 1 - (s_iy - s_ik))²} over the {@code n} places that count:
 * the form printed in Deeply-Supervised Nets.
 *
 * <p>{@code s_iy} is the score of the true class of place {@code i}. At {@code s = 0} the loss is {@code K - 1}. Source: arXiv
 * 1409.5185, equations 4 and 5, with {@code C} = 1.
 */
public record PairwiseSquaredHinge() implements Loss {
  @Override
  public Tensor of(Tensor scores, Tensor classes) {
    Places places = Places.of(classes);
    Tensor truth = places.truth().unsqueeze(1);
    Tensor margins = scores.sub(scores.gather(1, truth)).add(new Scalar(1)).relu();
    Tensor others = margins.scatter(1, truth, new Scalar(0));
    return others.square().mul(places.overClasses()).sum().div(places.number());
  }

  @Override
  public String toString() {
    return "pairwise-squared-hinge";
  }
}
