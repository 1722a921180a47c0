package dev.sonde.train;

import dev.sonde.torch.Site;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Memory that grew at every look of a {@link Gauge}.
 *
 * @param step    after which it was seen
 * @param steps   over which it grew
 * @param objects native objects more than before them; 0 where only bytes grew
 * @param bytes   resident memory more than before them, without Java's heap
 * @param sites   where objects were made that are alive and were not before, most bytes first; none without a trace
 */
public record Growth(long step, long steps, long objects, long bytes, List<Site> sites) {
  private static final int NAMED = 3;

  public Growth {
    sites = List.copyOf(sites);
  }

  /** What a person is told. */
  public String sentence() {
    return "memory grows: " + what() + " over the last " + steps + " steps, and more at each look; " + why();
  }

  private String what() {
    String each = String.format(Locale.ROOT, "%.1f kB a step", bytes / 1e3 / steps);
    String many = String.format(Locale.ROOT, "%d native objects (%.2f a step)", objects, (double) objects / steps);
    return (objects == 0 ? "" : many + " and ") + megabytes(bytes) + " (" + each + ")" + (objects == 0 ? " while the number of native objects stays" : "");
  }

  private String why() {
    if (objects == 0) {
      return "where pictures have many sizes, it ends when libtorch's caches of kernels are full (ONEDNN_PRIMITIVE_CACHE_CAPACITY,"
          + " LRU_CACHE_CAPACITY)";
    }
    return sites.isEmpty() ? "what is made outside of a Scope, or kept beyond it, must be closed: --trace-native names the lines"
        : "made at " + sites.stream().limit(NAMED).map(Growth::text).collect(Collectors.joining(", and at "));
  }

  private static String text(Site site) {
    return site.at() + " (" + site.count() + ", " + megabytes(site.bytes()) + " of tensors)";
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
