package dev.sonde.cli;

import dev.sonde.train.Listener;
import dev.sonde.train.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C, a closed terminal or a cluster's SIGTERM during training: the step ends, the run is saved, and the process leaves with 128 and the signal's
 * number: 130 for INT, 143 for TERM, 129 for HUP. A second signal, or one while no run goes on, leaves at once.
 */
final class Interruption implements Listener, AutoCloseable {
  private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

  private final Terminal terminal;
  private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();
  private volatile @Nullable Run run;
  private volatile boolean asked;
  private volatile int code = Complaint.INTERRUPTED;

  private Interruption(Terminal terminal) {
    this.terminal = terminal;
  }

  /** In force until closed. */
  static Interruption armed(Terminal terminal) {
    Interruption interruption = new Interruption(terminal);
    SIGNALS.forEach(interruption::arm);
    return interruption;
  }

  private void arm(String name) {
    try {
      Signal signal = new Signal(name);
      before.put(signal, Signal.handle(signal, this::caught));
    } catch (IllegalArgumentException unknownHereOrKeptByTheJvm) {
      // the system's own way with this signal stays in force
    }
  }

  private void caught(Signal signal) {
    code = 128 + signal.getNumber();
    if (asked || run == null) {
      terminal.out().flush();
      Runtime.getRuntime().halt(code);
    }
    terminal.warn("interrupted; finishing the step and saving (once more leaves at once)");
    stop();
  }

  /** What the signal means to the run: none will begin, and the one that goes on ends after its step. */
  void stop() {
    asked = true;
    Run current = run;
    if (current != null) {
      current.stop("interrupted");
    }
  }

  /** Whether the user wants to leave. */
  boolean asked() {
    return asked;
  }

  /** The exit code that says so. */
  int code() {
    return code;
  }

  @Override
  public void began(Run begun) {
    run = begun;
    if (asked) {
      begun.stop("interrupted");
    }
  }

  @Override
  public void close() {
    before.forEach(Signal::handle);
  }
}
