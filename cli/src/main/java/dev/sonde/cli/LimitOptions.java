package dev.sonde.cli;

import dev.sonde.train.Limits;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a run may take of the machine, as options. */
final class LimitOptions {
  @Option(names = "--max-time", paramLabel = "TIME", description = "Stop with a checkpoint after this time, such as 90s, 30m or 1h30m; go on with sonde resume.")
  private @Nullable String time;

  @Mixin private MemoryOptions memory = new MemoryOptions();

  Limits limits() {
    return time == null ? memory.limits() : memory.limits().time(duration(time));
  }

  private static Duration duration(String text) {
    try {
      Duration duration = Duration.parse((text.endsWith("d") ? "P" : "PT") + text.toUpperCase(Locale.ROOT));
      if (!duration.isNegative() && !duration.isZero()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("--max-time " + text + " is no time; write 90s, 30m, 1h30m or 2d", e);
    }
    throw new IllegalArgumentException("--max-time " + text + " leaves no time for a step; write 90s, 30m, 1h30m or 2d");
  }
}
