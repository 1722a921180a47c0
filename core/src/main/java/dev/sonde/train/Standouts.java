package dev.sonde.train;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The samples of an evaluation that a person should look at: the worst misses and the hits that were nearly missed.
 *
 * <p>Two bounded heaps, so memory does not grow with the data set. Equals are ordered by index, so the choice does not depend on the order of arrival.
 */
final class Standouts {
  /** How many samples named wrong are kept. */
  static final int WORST = 24;
  /** How many samples named right are kept. */
  static final int RIGHT = 8;

  private static final Comparator<Guess> LEAST_TRUE = Comparator.comparingDouble(Guess::probability).thenComparingInt(Guess::index);
  private static final Comparator<Guess> LEAST_SURE = Comparator.comparingDouble(Guess::confidence).thenComparingInt(Guess::index);

  private final PriorityQueue<Guess> worst = new PriorityQueue<>(LEAST_TRUE.reversed());
  private final PriorityQueue<Guess> right = new PriorityQueue<>(LEAST_SURE.reversed());

  void add(Guess guess) {
    PriorityQueue<Guess> kept = guess.right() ? right : worst;
    kept.add(guess);
    if (kept.size() > (guess.right() ? RIGHT : WORST)) {
      kept.poll();
    }
  }

  /** Misses, the lowest probability of the truth first. */
  List<Guess> worst() {
    return worst.stream().sorted(LEAST_TRUE).toList();
  }

  /** Hits, the least sure first. */
  List<Guess> right() {
    return right.stream().sorted(LEAST_SURE).toList();
  }
}
