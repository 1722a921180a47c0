package dev.sonde.torch;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A place in the code that has made native objects which are still alive.
 *
 * @param at    {@code class.method:line}, behind it the lines that called it
 * @param count objects
 * @param bytes of the tensors among them; those that share their memory count it each
 */
public record Site(String at, long count, long bytes) {
  /** By how much {@code now} is more than {@code before}: places with more objects than then, those with the most bytes first. */
  public static List<Site> growth(List<Site> before, List<Site> now) {
    Map<String, Site> then = before.stream().collect(Collectors.toMap(Site::at, site -> site));
    return now.stream().map(site -> site.minus(then.getOrDefault(site.at, new Site(site.at, 0, 0)))).filter(site -> site.count > 0)
        .sorted((a, b) -> a.bytes != b.bytes ? Long.compare(b.bytes, a.bytes) : Long.compare(b.count, a.count)).toList();
  }

  private Site minus(Site other) {
    return new Site(at, count - other.count, bytes - other.bytes);
  }
}
