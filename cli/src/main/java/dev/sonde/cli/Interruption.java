package dev.sonde.cli;

import dev.sonde.train.Listener;
import dev.sonde.train.Run;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C during training: the step ends, the run is saved, and the process leaves with 130.
 *
 * <p>The signal makes the JVM run its shutdown hooks while all other threads go on. The hook asks the run to stop, waits until the
 * command has finished (which closes this), and halts: after hooks have begun, {@link Runtime#halt} is the only way to choose
 * the exit code.
 */
final class Interruption implements Listener, AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final Terminal terminal;
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "interruption");
  private volatile @Nullable Run run;
  private volatile boolean asked;

  private Interruption(Terminal terminal) {
    this.terminal = terminal;
  }

  /** In force until closed. */
  static Interruption armed(Terminal terminal) {
    Interruption interruption = new Interruption(terminal);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void interrupted() {
    stop();
    if (run != null) {
      terminal.warn("interrupted; finishing the step and saving");
      await();
    }
    terminal.out().flush();
    Runtime.getRuntime().halt(Complaint.INTERRUPTED);
  }

  /** What the signal means to the run: none will begin, and the one that goes on ends after its step. */
  void stop() {
    asked = true;
    Run current = run;
    if (current != null) {
      current.stop("interrupted");
    }
  }

  private void await() {
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        terminal.warn("the step did not end within " + PATIENCE_SECONDS + " seconds; the last checkpoint stands");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the user wants to leave. */
  boolean asked() {
    return asked;
  }

  @Override
  public void began(Run begun) {
    run = begun;
    if (asked) {
      begun.stop("interrupted");
    }
  }

  /** A save that fails after the signal would end without a word: the hook halts before the command can complain. */
  @Override
  public void failed(Run run, RuntimeException cause) {
    if (asked) {
      terminal.warn(Complaint.of(cause).sentence());
    }
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // the hook is running and will halt
    }
  }
}
