package dev.sonde.cli;

/** Shows a download as it comes: one line drawn over itself, or nothing where that cannot be done. */
final class Arrival {
  private static final long NANOS = 100_000_000L;

  private final Terminal terminal;
  private long drawn;

  Arrival(Terminal terminal) {
    this.terminal = terminal;
  }

  void came(String file, long done, long total) {
    long now = System.nanoTime();
    if (terminal.live() && (now - drawn >= NANOS || done == total)) {
      drawn = now;
      String line = StepLine.bar(done, total) + " " + Amounts.bytes(done) + " of " + Amounts.bytes(total) + "  " + file;
      terminal.out().print("\r" + StepLine.cut(line, terminal.columns() - 1) + "\u001b[K");
      terminal.out().flush();
    }
  }

  void done() {
    if (terminal.live()) {
      terminal.out().print("\r\u001b[K");
    }
  }
}
