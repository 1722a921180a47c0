package dev.sonde.schedule;

import java.util.List;

/** Bounds of a schedule's numbers, each refused with its name and value. */
final class Bounds {
  private Bounds() {}

  static void notNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " " + value + " of a schedule must be finite and at least 0");
    }
  }

  static void atLeast(String name, int value, int bound) {
    if (value < bound) {
      throw new IllegalArgumentException(name + " " + value + " must be at least " + bound);
    }
  }

  static List<Integer> rising(String name, List<Integer> values) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) < 1 || i > 0 && values.get(i) <= values.get(i - 1)) {
        throw new IllegalArgumentException(name + " " + values + " must rise and be at least 1");
      }
    }
    if (values.isEmpty()) {
      throw new IllegalArgumentException(name + " are missing");
    }
    return List.copyOf(values);
  }
}
