package dev.sonde.cli;

import dev.sonde.report.Report;
import dev.sonde.report.TensorBoard;
import dev.sonde.train.Ablation;
import dev.sonde.train.Arm;
import dev.sonde.train.Growth;
import dev.sonde.train.Listener;
import dev.sonde.train.Run;
import dev.sonde.train.Trial;
import java.nio.file.Path;
import java.util.List;

/** Shows an ablation as it goes: one line for every finished run, and on a screen one that moves while a run goes on. */
final class Turns implements Ablation.Watch {
  private static final long NANOS = 100_000_000L;

  private final Terminal terminal;
  private final Ablation ablation;
  private final Interruption interruption;
  private final boolean silent;

  Turns(Terminal terminal, Ablation ablation, Interruption interruption, boolean silent) {
    this.terminal = terminal;
    this.ablation = ablation;
    this.interruption = interruption;
    this.silent = silent;
  }

  @Override
  public List<Listener> listeners(long seed, Arm arm) {
    return List.of(interruption, new Turn(place(seed, arm.name())), new TensorBoard(), Report.html(terminal::warn));
  }

  private String place(long seed, String arm) {
    return "seed " + (ablation.seeds().indexOf(seed) + 1) + " of " + ablation.seeds().size() + ", arm " + arm + ": ";
  }

  @Override
  public void finished(Trial trial) {
    say(place(trial.seed(), trial.arm()) + (trial.dense() ? "1 − mean IoU " : "error ") + Amounts.fixed(100 * trial.error(), 2) + " % "
        + (trial.kept() ? "(finished before, in " + trial.folder() + ")" : "(" + Amounts.fixed(trial.seconds(), 0) + " s)"));
  }

  @Override
  public void resumed(Path run) {
    say(run + " had not finished: it goes on");
  }

  @Override
  public void movedAside(Path run, Path aside) {
    say(run + " had not finished: moved to " + aside + ", and made again");
  }

  private void say(String line) {
    if (!silent) {
      terminal.say("%s", line);
    }
  }

  /** The moving line of one run. */
  private final class Turn implements Listener {
    private final String place;
    private final long began = System.nanoTime();
    private long drawn;

    Turn(String place) {
      this.place = place;
    }

    @Override
    public void stepped(Run run) {
      long now = System.nanoTime();
      if (!silent && terminal.live() && now - drawn >= NANOS) {
        drawn = now;
        draw(StepLine.cut(place + StepLine.of(run, 0, (now - began) / 1e9), terminal.columns() - 1));
      }
    }

    @Override
    public void grew(Run run, Growth growth) {
      clear();
      terminal.warn(place + "step " + growth.step() + ": " + growth.sentence());
    }

    @Override
    public void ended(Run run) {
      clear();
    }

    @Override
    public void failed(Run run, RuntimeException cause) {
      clear();
    }

    private void clear() {
      if (!silent && terminal.live()) {
        draw("");
      }
    }

    private void draw(String line) {
      terminal.out().print("\r" + line + "\u001b[K");
      terminal.out().flush();
    }
  }
}
