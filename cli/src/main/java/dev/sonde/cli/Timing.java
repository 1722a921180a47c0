package dev.sonde.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Repeated measurements of one thing.
 *
 * @param images      handled each time
 * @param median      seconds
 * @param least       seconds
 * @param repetitions that were counted, after the warm-up
 */
record Timing(int images, double median, double least, int repetitions) {
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

  private static Timing of(int images, List<Double> seconds) {
    double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Timing(images, median, sorted[0], sorted.length);
  }
}
