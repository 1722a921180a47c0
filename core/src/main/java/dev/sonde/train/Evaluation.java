package dev.sonde.train;

import dev.sonde.metric.Confusion;
import java.util.Map;

/**
 * What a model knows of a data set.
 *
 * @param samples    how many were evaluated
 * @param loss       the main loss, mean over samples
 * @param accuracy   share the main classifier names right, in [0, 1]
 * @param heads      the same share for each head that was run, by tap
 * @param confusion  of the main classifier
 * @param seconds    wall time
 */
public record Evaluation(int samples, double loss, double accuracy, Map<String, Double> heads, Confusion confusion, double seconds) {
  public Evaluation {
    heads = Map.copyOf(heads);
  }

  /** Share named wrong, in [0, 1]. */
  public double error() {
    return 1 - accuracy;
  }
}
