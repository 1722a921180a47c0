package dev.sonde.cli;

import dev.sonde.probe.Survey;
import dev.sonde.train.Listener;
import java.util.List;

/** Shows a survey going on: a line drawn over itself; where the output is no terminal, one line for each round, aside. */
final class ProbeLine implements Listener {
  private final Terminal terminal;

  ProbeLine(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void probing(List<String> heads, int iteration, int iterations) {
    String what = "probing " + (heads.isEmpty() ? "without heads" : "with heads at " + String.join(", ", heads));
    if (terminal.live()) {
      String line = StepLine.cut(what + " " + StepLine.bar(iteration, iterations) + " " + (iteration + 1) + "/" + iterations, terminal.columns() - 1);
      terminal.out().print("\r" + line + "\u001b[K");
      terminal.out().flush();
    } else if (iteration == 0) {
      terminal.err().println(what + ", " + iterations + " iterations");
      terminal.err().flush();
    }
  }

  @Override
  public void surveyed(Survey survey) {
    if (terminal.live()) {
      terminal.out().print("\r\u001b[K");
      terminal.out().flush();
    }
  }
}
