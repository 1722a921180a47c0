package dev.sonde.cli;

import java.util.Locale;

/** Numbers as people read them. */
final class Amounts {
  private Amounts() {}

  /** {@code 1,234,567}. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** With as many decimals as asked for. */
  static String fixed(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** {@code 61.2 %} of a share in [0, 1]. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** {@code 950}, {@code 12.3 M}, {@code 4.1 G}. */
  static String big(double value) {
    String[] units = {"", " k", " M", " G", " T"};
    int unit = 0;
    for (; value >= 1000 && unit < units.length - 1; unit++) {
      value /= 1000;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f%s" : "%.2f%s", value, units[unit]);
  }

  /** {@code 912 B}, {@code 3.4 MB}; thousands, as disks count. */
  static String bytes(long value) {
    return big(value) + (value < 1000 ? " B" : "B");
  }

  /** {@code 4.1234}; {@code 3.2e+07} where it is large. */
  static String loss(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 1e4 ? "%.4f" : "%.2e", value);
  }

  /** {@code 0:42}, {@code 1:02:03}. */
  static String time(double seconds) {
    if (!(seconds >= 0 && seconds < 1e8)) {
      return "?";
    }
    long s = Math.round(seconds);
    return s < 3600 ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }
}
