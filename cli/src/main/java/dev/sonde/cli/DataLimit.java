package dev.sonde.cli;

import java.util.Locale;
import java.util.Optional;

/** Whether reading and augmenting pictures holds training up. */
final class DataLimit {
  /** The share of time that training may wait for data before it is worth a word. */
  private static final double SHARE = 0.02;

  /** The wait for the first batch of a short epoch says nothing. */
  private static final double SECONDS = 1;

  private DataLimit() {}

  /** What to say of an epoch of {@code seconds} of which {@code share} went by waiting for the loader's {@code workers}. */
  static Optional<String> sentence(double share, double seconds, int workers) {
    if (share < SHARE || share * seconds < SECONDS) {
      return Optional.empty();
    }
    String gain = share < 1 ? String.format(Locale.ROOT, ", %.2f times as fast without", 1 / (1 - share)) : "";
    return Optional.of(String.format(Locale.ROOT, "data is the limit: training waited %.0f %% of the last epoch for it%s; more loader threads (workers: %d)"
        + " help where processors are idle, smaller pictures everywhere", 100 * share, gain, workers));
  }
}
