package dev.sonde.cli;

import dev.sonde.report.Live;
import java.nio.file.Path;

/** What a command says of the page that it serves. */
final class Serving {
  private Serving() {}

  /** Serves the page of {@code folder} and prints where; the caller closes it. */
  static Live open(Path folder, int port, Terminal terminal) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("--serve=" + port + " is no port; use 1 to 65535, or 0 for any that is free");
    }
    Live live = Live.open(folder, port);
    terminal.say("the report is at %s (this machine only)", live.address());
    return live;
  }
}
