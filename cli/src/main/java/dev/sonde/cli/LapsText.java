package dev.sonde.cli;

import dev.sonde.torch.Laps;
import dev.sonde.torch.Leg;
import java.util.ArrayList;
import java.util.List;

/** The parts of a training step as a table: each layer forward and back, heads, losses, and everything else; with a sum for each leg. */
final class LapsText {
  private final List<Laps.Row> rows;
  private final double kernel;

  /** Of the average step; {@code kernel} is the processor time that the kernel took for it. */
  LapsText(List<Laps.Row> rows, double kernel) {
    this.rows = rows;
    this.kernel = kernel;
  }

  @Override
  public String toString() {
    Sheet sheet = new Sheet("leg", "part", "ms", "share", "page faults");
    rows.forEach(row -> line(sheet, row.leg().words(), row.part(), List.of(row)));
    List<String> lines = new ArrayList<>(List.of(sheet.toString(), "", sums().toString()));
    lines.add(String.format("the kernel took %s ms of processor time for it, for mapping memory above all",
        Amounts.fixed(1e3 * kernel, 2)));
    return String.join("\n", lines);
  }

  private Sheet sums() {
    Sheet sheet = new Sheet("leg", "of", "ms", "share", "page faults");
    for (Leg leg : Leg.values()) {
      List<Laps.Row> all = rows.stream().filter(row -> row.leg() == leg).toList();
      List<Laps.Row> heads = all.stream().filter(row -> row.part().startsWith("heads/")).toList();
      List<Laps.Row> body = all.stream().filter(row -> !heads.contains(row)).toList();
      if (!body.isEmpty()) {
        line(sheet, leg.words(), heads.isEmpty() ? "" : "body", body);
      }
      if (!heads.isEmpty()) {
        line(sheet, leg.words(), "heads", heads);
      }
    }
    line(sheet, "all", "", rows);
    return sheet;
  }

  private void line(Sheet sheet, String leg, String part, List<Laps.Row> some) {
    double seconds = some.stream().mapToDouble(Laps.Row::seconds).sum();
    sheet.row(leg, part, Amounts.fixed(1e3 * seconds, 2), Amounts.percent(seconds / whole()), Amounts.count(Math.round(faults(some))));
  }

  private double whole() {
    return rows.stream().mapToDouble(Laps.Row::seconds).sum();
  }

  private static double faults(List<Laps.Row> some) {
    return some.stream().mapToDouble(Laps.Row::faults).sum();
  }
}
