package dev.sonde.train;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The errors of one arm over the seeds.
 *
 * @param arm    its name
 * @param errors shares named wrong, in [0, 1], in the order of the seeds
 */
public record Spread(String arm, List<Double> errors) {
  public Spread {
    errors = List.copyOf(errors);
    if (errors.isEmpty()) {
      throw new IllegalArgumentException("arm " + arm + " has no errors to compare");
    }
  }

  public double mean() {
    return errors.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** Sample standard deviation, {@code √(Σ (x − mean)² / (n − 1))}; absent for a single seed. */
  public OptionalDouble deviation() {
    return errors.size() < 2 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(variance(values())));
  }

  double[] values() {
    return errors.stream().mapToDouble(Double::doubleValue).toArray();
  }

  static double variance(double... values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / (values.length - 1);
  }
}
