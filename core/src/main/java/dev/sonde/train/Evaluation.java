package dev.sonde.train;

import dev.sonde.metric.Confusion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What a model knows of a data set.
 *
 * @param samples    how many were evaluated
 * @param dense      whether each pixel was named, not each picture; then all counts below are of pixels
 * @param loss       the main loss, mean over samples
 * @param confusion  of the main classifier
 * @param heads      of each head that was run, by tap
 * @param worst      at most {@value Standouts#WORST} samples named wrong, the lowest probability of the truth first; none where dense
 * @param right      at most {@value Standouts#RIGHT} samples named right, the least sure first; none where dense
 * @param shown      pictures that a person should look at, where dense
 * @param seconds    wall time
 */
public record Evaluation(int samples, boolean dense, double loss, Confusion confusion, Map<String, Confusion> heads, List<Guess> worst,
    List<Guess> right, List<Shown> shown, double seconds) {
  public Evaluation {
    heads = Collections.unmodifiableSortedMap(new TreeMap<>(heads));
    worst = List.copyOf(worst);
    right = List.copyOf(right);
    shown = List.copyOf(shown);
  }

  /** Share of samples, or of pixels, that the main classifier names right, in [0, 1]. */
  public double accuracy() {
    return confusion.accuracy();
  }

  /** The number by which evaluations are told better or worse, in [0, 1]: mean intersection over union where dense, else the accuracy. */
  public double score() {
    return score(confusion);
  }

  /** 1 − score. */
  public double error() {
    return 1 - score();
  }

  /** The accuracy of each head, by tap. */
  public Map<String, Double> headAccuracies() {
    return each(Confusion::accuracy);
  }

  /** The score of each head, by tap. */
  public Map<String, Double> headScores() {
    return each(this::score);
  }

  /** The same without the pictures, of which only the last evaluation's are looked at. */
  Evaluation withoutPictures() {
    return new Evaluation(samples, dense, loss, confusion, heads, worst, right, List.of(), seconds);
  }

  private double score(Confusion of) {
    return dense ? of.meanIou() : of.accuracy();
  }

  private Map<String, Double> each(ToDoubleFunction<Confusion> number) {
    Map<String, Double> all = new LinkedHashMap<>();
    heads.forEach((tap, confusion) -> all.put(tap, number.applyAsDouble(confusion)));
    return all;
  }
}
