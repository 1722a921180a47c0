package dev.sonde.probe;

import java.util.OptionalDouble;
import java.util.Set;

/**
 * Wang et al.'s rule: a head behind the deepest convolution whose mean gradient is below a threshold.
 *
 * @param threshold of mean |∂L/∂a| for a batch of 256; the paper's is 1e-7
 */
record Vanishing(double threshold) implements Placement {
  static final double PAPER = 1e-7;

  Vanishing {
    if (!(threshold > 0) || Double.isInfinite(threshold)) {
      throw new IllegalArgumentException("vanishing threshold " + threshold + " must be a positive number, such as 1e-7");
    }
  }

  @Override
  public Choice choose(GradientProfile profile, Set<String> closed) {
    return new Deepest(profile, closed, threshold, "vanish", written(threshold)).choice();
  }

  @Override
  public boolean repeats() {
    return true;
  }

  @Override
  public OptionalDouble threshold(GradientProfile profile) {
    return OptionalDouble.of(threshold);
  }

  @Override
  public String toString() {
    return "vanishing " + written(threshold);
  }

  /** {@code 1e-7}, where Java writes {@code 1.0E-7}. */
  static String written(double number) {
    return String.valueOf(number).replace(".0E", "E").replace('E', 'e');
  }
}
