package dev.sonde.loss;

import static org.bytedeco.pytorch.global.torch.full_like;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * One-vs-all squared hinge (L2-SVM), {@code (1/n)·Σ_i Σ_c max(0, 1 - t_ic·s_ic)²} over the {@code n} places that count:
 * what the released DSN code optimises.
 *
 * <p>{@code t_ic} is +1 at the true class of place {@code i} and -1 elsewhere. Summed over classes, not averaged: at {@code s = 0} the loss
 * is {@code K}. Source: s9xie/DSN, {@code loss_layer.cpp}, {@code SquaredHingeLossLayer}.
 */
public record SquaredHinge() implements Loss {
  @Override
  public Tensor of(Tensor scores, Tensor classes) {
    Places places = Places.of(classes);
    Tensor minusSigns = full_like(scores, new Scalar(1)).scatter(1, places.truth().unsqueeze(1), new Scalar(-1));
    return scores.mul(minusSigns).add(new Scalar(1)).relu().square().mul(places.overClasses()).sum().div(places.number());
  }

  @Override
  public String toString() {
    return "squared-hinge";
  }
}
