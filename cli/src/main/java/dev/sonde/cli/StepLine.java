package dev.sonde.cli;

import dev.sonde.supervise.Breakdown;
import dev.sonde.supervise.Part;
import dev.sonde.train.Run;
import java.util.Locale;

/** One line that says where a run stands; what matters less stands further right, where a narrow screen cuts. */
final class StepLine {
  private static final int BAR = 16;

  private StepLine() {}

  /**
   * {@code epoch 3/90 [####------------] 1234/3900  812 img/s  wait 2 %  ETA 12:33  loss 1.53 = main 1.10 (41 %) + …}
   *
   * @param columns where to cut; 0 for nowhere
   * @param seconds since the run began
   */
  static String of(Run run, int columns, double seconds) {
    double left = run.step() == 0 ? Double.NaN : seconds / run.step() * (run.steps() - run.step());
    String line = String.format(Locale.ROOT, "epoch %d/%d %s %d/%d  %.0f img/s  wait %.0f %%  ETA %s  loss %s", run.epoch() + 1,
        run.recipe().epochs(), bar(run.step(), run.steps()), run.step(), run.steps(), run.imagesPerSecond(), 100 * run.waitShare(),
        Amounts.time(left), parts(run.breakdown()));
    return cut(line, columns);
  }

  /**
   * {@code 1.5319 = main 1.1023 (41.0 %) + conv4 0.3 · 1.4320 = 0.4296 (38.1 %)}; every part before and after its weight, with
   * its accuracy.
   */
  static String parts(Breakdown breakdown) {
    StringBuilder text = new StringBuilder(Amounts.loss(breakdown.total()));
    String joint = " = ";
    for (Part part : breakdown.parts()) {
      text.append(joint).append(part.name());
      if (!part.name().equals(Part.MAIN)) {
        text.append(String.format(Locale.ROOT, " %.4g · %s =", part.weight(), Amounts.loss(part.loss())));
      }
      text.append(' ').append(Amounts.loss(part.weighted())).append(" (").append(Amounts.percent(part.accuracy())).append(')');
      joint = " + ";
    }
    return text.toString();
  }

  static String bar(long done, long all) {
    int full = all <= 0 ? 0 : (int) Math.min(BAR, BAR * done / all);
    return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
  }

  static String cut(String line, int columns) {
    return columns > 0 && line.length() > columns ? line.substring(0, Math.max(0, columns - 1)) + "…" : line;
  }
}
