package dev.sonde.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How heads are placed by measurement, as options of {@code probe} and of {@code train --supervise auto}. */
final class PlacingOptions {
  @Option(names = "--place", paramLabel = "RULE",
      description = "vanishing 1e-7 (the paper's, and the default), fading 0.01, every 3, or at conv4,conv7.")
  private @Nullable String rule;

  @Option(names = "--head", paramLabel = "HEAD", description = "What is placed, such as cnds he (default: linear xavier).")
  private @Nullable String head;

  @Option(names = "--iterations", paramLabel = "N", description = "Length of each probe (default: 30).")
  private @Nullable Integer iterations;

  @Option(names = "--max-cost", paramLabel = "BUDGET", description = "Of all placed heads: 10%% of the body's multiply-accumulates, or 200MB (default: no bound).")
  private @Nullable String maxCost;

  @Option(names = "--max-heads", paramLabel = "N", description = "Number of placed heads at most.")
  private @Nullable Integer maxHeads;

  /** The recipe's keys that they stand for. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    add(keys, "rule", rule);
    add(keys, "head", head);
    add(keys, "iterations", iterations);
    add(keys, "max-cost", maxCost);
    add(keys, "max-heads", maxHeads);
    return keys;
  }

  private static void add(List<String> keys, String key, @Nullable Object value) {
    if (value != null) {
      keys.add("place." + key + "=" + value);
    }
  }
}
