package dev.sonde.cli;

import static dev.sonde.cli.Measurements.SGEMM;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Two sets of measurements beside each other, row by row.
 *
 * <p>A row differs beyond noise where the middle halves of its repetitions do not meet, neither as they are nor after the times of the
 * second are brought to the first's rate of the matrix product; for the same machine is slower at one hour than at another.
 */
final class MeasurementsRatio {
  private final Measurements before;
  private final Measurements after;

  MeasurementsRatio(Measurements before, Measurements after) {
    this.before = before;
    this.after = after;
  }

  /** What times of {@code after} are multiplied by to stand for the machine of {@code before}; 1 where one has no matrix product. */
  private double weather() {
    Measurement then = before.rows().get(SGEMM);
    Measurement now = after.rows().get(SGEMM);
    return then == null || now == null ? 1 : then.timing().median() / now.timing().median();
  }

  /** {@code faster}, {@code slower}, or {@code within noise}. */
  String verdict(String row) {
    Timing old = before.rows().get(row).timing();
    Timing now = after.rows().get(row).timing();
    int asItIs = order(old, now, 1);
    int inThisWeather = row.equals(SGEMM) ? asItIs : order(old, now, weather());
    return asItIs != inThisWeather || asItIs == 0 ? "within noise" : asItIs < 0 ? "faster" : "slower";
  }

  /** Below 0 where {@code now} is faster, above where it is slower, 0 where the middle halves meet. */
  private static int order(Timing old, Timing now, double factor) {
    return now.high() * factor < old.low() ? -1 : now.low() * factor > old.high() ? 1 : 0;
  }

  @Override
  public String toString() {
    Sheet sheet = new Sheet("what", "ms before", "ms after", "times as fast", "");
    rows().forEach(what -> {
      double old = before.rows().get(what).timing().median();
      double now = after.rows().get(what).timing().median();
      sheet.row(what, Amounts.fixed(1e3 * old, 2), Amounts.fixed(1e3 * now, 2), Amounts.fixed(old / now, 2), verdict(what));
    });
    List<String> lines = new ArrayList<>(warnings());
    lines.add(sheet.toString());
    lines.add(String.format(Locale.ROOT, "the matrix product ran at %.2f times its speed before", weather()));
    return String.join("\n", lines);
  }

  private List<String> rows() {
    return before.rows().keySet().stream().filter(after.rows()::containsKey).toList();
  }

  /** What makes the two unlike. */
  private List<String> warnings() {
    return Stream.of(unlike("network", before.network() + " at " + before.input(), after.network() + " at " + after.input()),
        unlike("precision", before.precision(), after.precision()), unlike("heads", before.heads(), after.heads()), unlike("threads", before.machine().threads(), after.machine().threads()),
        unlike("allocator", before.machine().allocator(), after.machine().allocator())).flatMap(List::stream).toList();
  }

  private static List<String> unlike(String what, Object old, Object now) {
    return old.equals(now) ? List.of() : List.of(what + ": " + old + " before, " + now + " after");
  }
}
