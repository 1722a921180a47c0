package dev.sonde.cli;

import java.util.Locale;

/**
 * How far a long pass over pictures has come: a line drawn over itself, or a plain one at most every ten seconds; nothing where results are JSON.
 */
final class Progress implements AutoCloseable {
  private static final long LIVE_NANOS = 100_000_000L;
  private static final long PLAIN_NANOS = 10_000_000_000L;

  private final Terminal terminal;
  private final int all;
  private final boolean silent;
  private final long began = System.nanoTime();
  private long drawn = began;
  private boolean dirty;

  Progress(Terminal terminal, int all, boolean silent) {
    this.terminal = terminal;
    this.all = all;
    this.silent = silent;
  }

  void done(int pictures) {
    long now = System.nanoTime();
    if (!silent && pictures < all && now - drawn >= (terminal.live() ? LIVE_NANOS : PLAIN_NANOS)) {
      drawn = now;
      String line = line(pictures, all, (now - began) / 1e9);
      terminal.out().print(terminal.live() ? "\r" + StepLine.cut(line, terminal.columns() - 1) + "\u001b[K" : line + System.lineSeparator());
      terminal.out().flush();
      dirty = terminal.live();
    }
  }

  static String line(int done, int all, double seconds) {
    return String.format(Locale.ROOT, "%s %s of %s pictures, %.1f/s, %s left", StepLine.bar(done, all), Amounts.count(done), Amounts.count(all),
        done / Math.max(seconds, 1e-9), Amounts.time(seconds / Math.max(done, 1) * (all - done)));
  }

  /** Makes room for a line that stays. */
  void clear() {
    if (dirty) {
      dirty = false;
      terminal.out().print("\r\u001b[K");
      terminal.out().flush();
    }
  }

  @Override
  public void close() {
    clear();
  }
}
