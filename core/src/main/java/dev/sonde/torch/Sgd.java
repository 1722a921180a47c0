package dev.sonde.torch;

/**
 * Stochastic gradient descent: {@code g ← g + decay·w; v ← momentum·v + g; w ← w - rate·v} (Nesterov: {@code w ← w - rate·(g + momentum·v)}).
 *
 * <p>PyTorch's form, where the rate multiplies the velocity; Caffe keeps {@code rate·g} in the velocity, which is the same while the rate is constant.
 */
public record Sgd(double momentum, boolean nesterov, double decay) implements Optimizer {
  public Sgd {
    Bounds.share("momentum", momentum);
    Bounds.notNegative("decay", decay);
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("nesterov needs a momentum above 0; write sgd momentum=0.9 nesterov");
    }
  }

  public static Sgd of(double momentum) {
    return new Sgd(momentum, false, 0);
  }

  public Sgd withNesterov() {
    return new Sgd(momentum, true, decay);
  }

  public Sgd decay(double decay) {
    return new Sgd(momentum, nesterov, decay);
  }

  @Override
  public int slots() {
    return momentum > 0 ? 1 : 0;
  }

  @Override
  public String toString() {
    return "sgd momentum=" + momentum + " decay=" + decay + (nesterov ? " nesterov" : "");
  }
}
