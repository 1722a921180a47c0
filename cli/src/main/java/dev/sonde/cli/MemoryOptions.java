package dev.sonde.cli;

import dev.sonde.train.Limits;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a run may take of the machine's memory, and how closely that is watched, as options. */
final class MemoryOptions {
  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,12}(?:[.][0-9]{1,3})?) ?([KMGTkmgt]?)[Bb]?");

  @Option(names = "--max-memory", paramLabel = "BYTES",
      description = "Do not begin where the forecast is above this, such as 6G or 800M; tells the largest batch that fits.")
  private @Nullable String memory;

  @Option(names = "--trace-native", description = "Remember where native objects are made, and name the lines if memory grows. Takes time.")
  private boolean trace;

  Limits limits() {
    Limits limits = Limits.NONE.traced(trace);
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
}
