package dev.sonde.cli;

import dev.sonde.report.Live;
import dev.sonde.report.Report;
import dev.sonde.report.TensorBoard;
import dev.sonde.train.HeadTimes;
import dev.sonde.train.Run;
import dev.sonde.train.Training;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A training carried out for a person: shown, interruptible, reported. */
final class Execution {
  private Execution() {}

  /** Trains into {@code folder}; returns the exit code. The report is served where a port is given. */
  static int of(Training training, Path folder, @Nullable Integer port, Terminal terminal) {
    try (Interruption interruption = Interruption.armed(terminal);
         Live live = port == null ? null : Serving.open(folder, port, terminal);
         Run run = training.listen(interruption, new ProbeLine(terminal), new Console(terminal), new TensorBoard(), Report.html(terminal::warn)).run()) {
      if (run.step() < run.steps()) {
        terminal.say("go on with: sonde resume %s", folder);
      } else if (run.recipe().place() != null && Files.isRegularFile(folder.resolve("probe.json"))) {
        time(run, terminal);
      }
      return interruption.asked() ? interruption.code() : 0;
    }
  }

  /** What the placed heads cost, measured beside their forecast. */
  private static void time(Run run, Terminal terminal) {
    HeadTimes.measure(run).forEach((tap, share) ->
        terminal.say("  measured for the head at %s: %s more time in each step", tap, Amounts.percent(share)));
    run.folder().ifPresent(Report::write);
  }
}
