package dev.sonde.probe;

/**
 * What one iteration left at one layer with weights. Means are over all elements, zeros included; nothing is scaled.
 *
 * @param activationGradient mean of {@code |∂L/∂a|}, a the layer's own output before any ReLU: what Caffe prints as a blob's diff, and the
 *                           statistic that reproduces the outcome of Wang et al. (2015), section 3
 * @param weightGradient     mean of {@code |∂L/∂W|}
 * @param weightGradientNorm {@code ‖∂L/∂W‖₂}
 * @param weightNorm         {@code ‖W‖₂}
 * @param dead               share of channels that the ReLU behind the layer leaves at zero for the whole batch; NaN where no ReLU follows
 * @param activationRms      root mean square of a
 */
public record Reading(
    double activationGradient, double weightGradient, double weightGradientNorm, double weightNorm, double dead, double activationRms) {
  /** A reading from a batch of {@code size} as one of {@code batch} would show it: the last batch of a pass may be smaller. */
  Reading stated(int size, int batch) {
    return size == batch ? this
        : new Reading(activationGradient * size / batch, weightGradient, weightGradientNorm, weightNorm, dead, activationRms);
  }

  /** {@code ‖∂L/∂W‖ / ‖W‖}: how much of itself a unit step would change. */
  public double gradientToWeight() {
    return weightNorm == 0 ? Double.NaN : weightGradientNorm / weightNorm;
  }
}
