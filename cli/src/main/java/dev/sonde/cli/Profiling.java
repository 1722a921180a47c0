package dev.sonde.cli;

import dev.sonde.torch.Laps;
import dev.sonde.train.Listener;
import dev.sonde.train.Run;

/** The listener of {@code --profile}: says at the end where the time of a step went. */
final class Profiling implements Listener {
  private static final int SKIPPED = 5;

  private final Laps laps = Laps.after(SKIPPED);
  private final Terminal terminal;

  Profiling(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void began(Run run) {
    run.time(laps);
  }

  @Override
  public void ended(Run run) {
    if (laps.steps() == 0) {
      terminal.say("no profile: the run ended within its first %d steps, which are not counted", SKIPPED);
    } else {
      terminal.say("\nthe average of %d steps:\n%s", laps.steps(), new LapsText(laps.rows(), laps.kernelSeconds()));
    }
    laps.close();
  }

  @Override
  public void failed(Run run, RuntimeException cause) {
    laps.close();
  }
}
