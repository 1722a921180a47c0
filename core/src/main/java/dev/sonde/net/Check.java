package dev.sonde.net;

import java.util.List;
import java.util.Locale;

/** Bounds of a layer's numbers, each refused with its name and value. */
final class Check {
  /** 2^40: more than any machine holds, and far from where products of two leave 64 bits unseen. */
  private static final double MOST_ELEMENTS = 0x1p40;

  private Check() {}

  static void atLeast(String name, int value, int bound) {
    if (value < bound) {
      throw new IllegalArgumentException(name + " " + value + " must be at least " + bound);
    }
  }

  static void within(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(name + " " + value + " must lie in [" + low + ", " + high + "]");
    }
  }

  /** Bounds the product of positive sizes. */
  static void elements(String name, List<Integer> sizes) {
    double product = sizes.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
    if (product > MOST_ELEMENTS) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, "%s has %.3g elements; at most %.3g are possible", name, product, MOST_ELEMENTS));
    }
  }

  static void pool(int kernel, int stride, int padding) {
    atLeast("kernel", kernel, 1);
    atLeast("stride", stride, 1);
    atLeast("padding", padding, 0);
    if (padding * 2 > kernel) {
      throw new IllegalArgumentException("padding " + padding + " must be at most half of kernel " + kernel);
    }
  }
}
