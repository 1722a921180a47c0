package dev.sonde.data;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The order in which a pass visits a dataset's samples: an array of their numbers. */
final class Order {
  private Order() {}

  static int[] natural(int size) {
    return IntStream.range(0, size).toArray();
  }

  /** A uniformly random permutation (Fisher and Yates), drawn from {@code seed}. */
  static int[] shuffled(int size, Seed seed) {
    int[] order = natural(size);
    RandomGenerator random = seed.generator();
    for (int i = size - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int held = order[i];
      order[i] = order[other];
      order[other] = held;
    }
    return order;
  }
}
