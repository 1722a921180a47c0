package dev.sonde.cli;

import java.util.List;

/**
 * Two learning curves and what they say.
 *
 * @param plain      test accuracy after each epoch without heads, in [0, 1]
 * @param supervised the same with heads
 * @param classes    of the data; guessing is right in one of as many
 */
record Verdict(List<Double> plain, List<Double> supervised, int classes) {
  private static final double CLEAR = 0.1;

  private static double best(List<Double> curve) {
    return curve.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  private double chance() {
    return 1.0 / classes;
  }

  /** What a reader may conclude: a difference counts from ten points on. */
  String sentence() {
    double gain = best(supervised) - best(plain);
    String numbers = "best test accuracy " + Amounts.percent(best(supervised)) + " with heads, " + Amounts.percent(best(plain))
        + " without, " + Amounts.percent(chance()) + " by guessing";
    if (gain < CLEAR) {
      return "Verdict: no clear difference here: " + numbers + ".";
    }
    return best(plain) < chance() + CLEAR / 2
        ? "Verdict: the plain network did not begin to learn; with heads it did: " + numbers + "."
        : "Verdict: both learned, with heads " + Amounts.percent(gain).replace(" %", "") + " points better: " + numbers + ".";
  }

  /** Both curves, and the sentence. */
  @Override
  public String toString() {
    return "Accuracy on the test set\n" + new Chart().curve("with heads", supervised).curve("without", plain) + "\n\n" + sentence();
  }
}
