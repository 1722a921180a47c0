package dev.sonde.train;

import dev.sonde.metric.Confusion;
import java.util.List;
import java.util.Map;

/**
 * What a model knows of a data set.
 *
 * @param samples    how many were evaluated
 * @param loss       the main loss, mean over samples
 * @param accuracy   share the main classifier names right, in [0, 1]
 * @param heads      the same share for each head that was run, by tap
 * @param confusion  of the main classifier
 * @param worst      at most {@value Standouts#WORST} samples named wrong, the lowest probability of the truth first
 * @param right      at most {@value Standouts#RIGHT} samples named right, the least sure first
 * @param seconds    wall time
 */
public record Evaluation(int samples, double loss, double accuracy, Map<String, Double> heads, Confusion confusion, List<Guess> worst, List<Guess> right,
    double seconds) {
  public Evaluation {
    heads = Map.copyOf(heads);
    worst = List.copyOf(worst);
    right = List.copyOf(right);
  }

  /** Share named wrong, in [0, 1]. */
  public double error() {
    return 1 - accuracy;
  }
}
