package dev.sonde.cli;

import dev.sonde.torch.Threads;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The door: words in, exit code out. */
public final class Main {
  private Main() {}

  public static void main(String[] words) {
    System.exit(run(Terminal.system(), words));
  }

  /** Runs one command line on the given writers, as on a pipe, and returns its exit code. */
  public static int run(PrintWriter out, PrintWriter err, String... words) {
    return run(new Terminal(out, err, 0), words);
  }

  static int run(Terminal terminal, String... words) {
    try {
      return line(terminal).execute(words);
    } catch (Throwable failure) { // what picocli lets through: errors, such as memory running out
      return complain(terminal, failure, java.util.List.of(words).contains("--debug"));
    } finally {
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  /** The whole command line, parsed from the annotations of {@link Sonde} and its commands. */
  static CommandLine line(Terminal terminal) {
    Sonde root = new Sonde(terminal);
    CommandLine line = new CommandLine(root);
    line.setOut(terminal.out()).setErr(terminal.err());
    line.setUsageHelpWidth(terminal.live() ? Math.max(60, Math.min(terminal.columns(), 110)) : 100);
    line.setUsageHelpLongOptionsMaxWidth(30);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.live() && Ansi.AUTO.enabled() ? Ansi.ON : Ansi.OFF));
    line.getHelpSectionMap().put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new Groups());
    line.setExecutionStrategy(parsed -> {
      try {
        Optional.ofNullable(root.threads()).ifPresent(Threads::use);
      } catch (IllegalArgumentException misuse) {
        return complain(terminal, misuse, root.debug());
      }
      return new CommandLine.RunLast().execute(parsed);
    });
    line.setParameterExceptionHandler((failure, given) -> complain(terminal, failure, root.debug()));
    line.setExecutionExceptionHandler((failure, command, parsed) -> complain(terminal, failure, root.debug()));
    return line;
  }

  private static int complain(Terminal terminal, Throwable failure, boolean debug) {
    Complaint complaint = Complaint.of(failure);
    terminal.out().flush();
    terminal.warn(complaint.sentence());
    if (debug) {
      failure.printStackTrace(terminal.err());
    }
    return complaint.code();
  }
}
