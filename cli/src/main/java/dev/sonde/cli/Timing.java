package dev.sonde.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Repeated measurements of one thing.
 *
 * @param images      handled each time
 * @param median      seconds
 * @param least       seconds
 * @param low         seconds that a quarter of the repetitions stayed below (lower quartile)
 * @param high        seconds that a quarter of the repetitions stayed above (upper quartile)
 * @param repetitions that were counted, after the warm-up
 */
record Timing(int images, double median, double least, double low, double high, int repetitions) {
  private static final int WARM_UP = 3;
  private static final int FEWEST = 3;

  /** Images a second, by the median. */
  double rate() {
    return images / median;
  }

  static Timing of(int images, DoubleSupplier once, double seconds) {
    return byTurns(images, List.of(once), seconds).get(0);
  }

  /** Measures several things by turns for about {@code seconds} together; each supplier does its work and says its seconds. */
  static List<Timing> byTurns(int images, List<DoubleSupplier> things, double seconds) {
    if (!(seconds > 0)) {
      throw new IllegalArgumentException("a measurement of " + seconds + " seconds; it must be longer than 0");
    }
    for (int i = 0; i < WARM_UP; i++) {
      things.forEach(DoubleSupplier::getAsDouble);
    }
    List<List<Double>> found = things.stream().<List<Double>>map(thing -> new ArrayList<>()).toList();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (int n = 0; n < FEWEST || System.nanoTime() < end; n++) {
      for (int i = 0; i < things.size(); i++) {
        found.get(i).add(things.get(i).getAsDouble());
      }
    }
    return found.stream().map(all -> of(images, all)).toList();
  }

  /** What these repetitions come to. */
  static Timing of(int images, List<Double> seconds) {
    List<Double> sorted = new ArrayList<>(seconds);
    Collections.sort(sorted);
    return new Timing(images, at(sorted, 0.5), sorted.get(0), at(sorted, 0.25), at(sorted, 0.75), sorted.size());
  }

  /** The quantile at {@code share}, between neighbours in proportion. */
  private static double at(List<Double> sorted, double share) {
    double place = share * (sorted.size() - 1);
    int below = (int) place;
    double next = sorted.get(Math.min(below + 1, sorted.size() - 1));
    return sorted.get(below) + (place - below) * (next - sorted.get(below));
  }
}
