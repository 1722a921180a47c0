package dev.sonde.cli;

import dev.sonde.train.Limits;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a run may take of the machine, as options. */
final class LimitOptions {
  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,12}(?:[.][0-9]{1,3})?) ?([KMGTkmgt]?)[Bb]?");

  @Option(names = "--max-time", paramLabel = "TIME", description = "Stop with a checkpoint after this time, such as 90s, 30m or 1h30m; go on with sonde resume.")
  private @Nullable String time;

  @Option(names = "--max-memory", paramLabel = "BYTES", description = "Do not begin where the forecast is above this, such as 6G or 800M; says the largest batch that fits.")
  private @Nullable String memory;

  @Option(names = "--trace-native", description = "Remember where native objects are made, and name the lines if memory grows. Takes time.")
  private boolean trace;

  Limits limits() {
    Limits limits = Limits.NONE.traced(trace);
    limits = time == null ? limits : limits.time(duration(time));
    return memory == null ? limits : limits.memory(bytes(memory));
  }

  /** Thousands, as {@link Amounts#bytes} writes them. */
  static long bytes(String text) {
    Matcher amount = AMOUNT.matcher(text.strip());
    if (!amount.matches()) {
      throw new IllegalArgumentException("--max-memory " + text + " is no amount of memory; write 6G, 1.5GB or 800M");
    }
    int thousands = "KMGT".indexOf(amount.group(2).toUpperCase(Locale.ROOT)) + (amount.group(2).isEmpty() ? 0 : 1);
    return new BigDecimal(amount.group(1)).scaleByPowerOfTen(3 * thousands).longValue();
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
