package dev.sonde.cli;

import static dev.sonde.cli.Measurements.HEADS;
import static dev.sonde.cli.Measurements.LOADER;
import static dev.sonde.cli.Measurements.PROBE;
import static dev.sonde.cli.Measurements.SGEMM;
import static dev.sonde.cli.Measurements.TRAIN;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Measurements as people read them: the machine, a table, and what follows from it. */
final class MeasurementsText {
  private MeasurementsText() {}

  static String of(Measurements all) {
    Machine machine = all.machine();
    List<String> lines = new ArrayList<>();
    lines.add(String.format("%s at %s in %s: %d of %d processors, memory by %s", all.network(), all.input(), all.precision(), machine.threads(),
        machine.processors(), machine.allocator()));
    lines.add(sheet(all).toString());
    lines.addAll(conclusions(all));
    all.memory().forEach((what, held) -> lines.add(String.format("%s: a step holds %s by forecast, %s measured", what,
        Amounts.bytes(held.forecast()), held.peak().isPresent() ? Amounts.bytes(held.peak().getAsLong()) : "not")));
    return String.join("\n", lines);
  }

  private static Sheet sheet(Measurements all) {
    Sheet sheet = new Sheet("what", "batch", "img/s (median)", "ms (median)", "ms (least)", "repetitions", "GFLOP/s", "of sgemm");
    all.rows().forEach((what, row) -> {
      Timing t = row.timing();
      boolean images = t.images() > 0;
      sheet.row(what, images ? t.images() : "–", images ? Amounts.fixed(t.rate(), 1) : "–", Amounts.fixed(1e3 * t.median(), 2),
          Amounts.fixed(1e3 * t.least(), 2), t.repetitions(), number(row.gigaflops()),
          what.equals(SGEMM) ? "–" : percent(all.ofSgemm(what)));
    });
    return sheet;
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? Amounts.fixed(value.getAsDouble(), 1) : "–";
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? Amounts.percent(share.getAsDouble()) : "–";
  }

  private static List<String> conclusions(Measurements all) {
    List<String> lines = new ArrayList<>();
    all.ratio(PROBE, TRAIN).ifPresent(ratio -> lines.add("a probe's step takes " + Amounts.percent(ratio) + " of a training step"));
    all.ratio(HEADS, TRAIN).ifPresent(ratio -> lines.add(String.format("heads at %s: %s more MACs, %s more time", all.heads(),
        Amounts.percent(all.share()), Amounts.percent(ratio - 1))));
    if (all.rows().containsKey(LOADER) && all.rows().containsKey(TRAIN)) {
      lines.add(data(all.rows().get(LOADER).timing().rate() / all.rows().get(TRAIN).timing().rate()));
    }
    return lines;
  }

  /** The loader was measured while nothing else computed; in training both share the processors. */
  private static String data(double ratio) {
    return ratio >= 1 ? "the loader alone is " + Amounts.fixed(ratio, 1) + " times as fast as training"
        : "decoding is the limit: the loader alone reaches " + Amounts.percent(ratio) + " of the training's rate";
  }
}
