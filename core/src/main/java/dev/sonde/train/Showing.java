package dev.sonde.train;

import dev.sonde.data.Mask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Chooses the pictures of a dense evaluation that are kept: a few spread evenly over the set, and the worst of the others. */
final class Showing {
  /** How many of the worst are kept. */
  static final int WORST = 8;
  /** How many are spread over the set. */
  static final int SPREAD = 4;

  private static final Comparator<Shown> BY_IOU = Comparator.comparingDouble(Shown::meanIou).thenComparingInt(Shown::index);

  private final Set<Integer> evenly;
  private final List<Shown> spread = new ArrayList<>();
  private final PriorityQueue<Shown> worst = new PriorityQueue<>(BY_IOU.reversed());

  Showing(int samples) {
    evenly = IntStream.range(0, SPREAD).mapToObj(i -> i * samples / SPREAD).collect(Collectors.toSet());
  }

  void add(int index, double meanIou, Mask predicted) {
    Shown shown = new Shown(index, meanIou, predicted);
    if (evenly.contains(index)) {
      spread.add(shown);
      return;
    }
    worst.add(shown);
    if (worst.size() > WORST) {
      worst.poll();
    }
  }

  /** The worst first, then the spread ones in the order of the set. */
  List<Shown> all() {
    return Stream.concat(worst.stream().sorted(BY_IOU), spread.stream()).toList();
  }
}
