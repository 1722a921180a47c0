package dev.sonde.net;

/** Bounds of a layer's numbers, each refused with its name and value. */
final class Check {
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

  static void pool(int kernel, int stride, int padding) {
    atLeast("kernel", kernel, 1);
    atLeast("stride", stride, 1);
    atLeast("padding", padding, 0);
    if (padding * 2 > kernel) {
      throw new IllegalArgumentException("padding " + padding + " must be at most half of kernel " + kernel);
    }
  }
}
