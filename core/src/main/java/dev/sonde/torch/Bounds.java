package dev.sonde.torch;

/** Bounds of an optimizer's numbers. */
final class Bounds {
  private Bounds() {}

  static void share(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " " + value + " must lie in [0, 1)");
    }
  }

  static void notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " " + value + " must be a number of at least 0");
    }
  }
}
