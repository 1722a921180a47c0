package dev.sonde.torch;

/**
 * Adam (Kingma and Ba 2015, algorithm 1), with weight decay added to the gradient, or decoupled from it: AdamW (Loshchilov and Hutter 2019,
 * algorithm 2).
 */
public record Adam(double beta1, double beta2, double epsilon, double decay, boolean decoupled) implements Optimizer {
  public Adam {
    Bounds.share("beta1", beta1);
    Bounds.share("beta2", beta2);
    Bounds.notNegative("epsilon", epsilon);
    Bounds.notNegative("decay", decay);
  }

  /** Betas 0.9 and 0.999, epsilon 1e-8, no decay. */
  public static Adam standard() {
    return new Adam(0.9, 0.999, 1e-8, 0, false);
  }

  /** {@link #standard} with decoupled weight decay. */
  public static Adam decoupled(double decay) {
    return new Adam(0.9, 0.999, 1e-8, decay, true);
  }

  @Override
  public int slots() {
    return 2;
  }

  @Override
  public String toString() {
    return (decoupled ? "adamw" : "adam") + " beta1=" + beta1 + " beta2=" + beta2 + " epsilon=" + epsilon + " decay=" + decay;
  }
}
