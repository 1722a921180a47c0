package dev.sonde.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A command line that was run in this process: its exit code and what it wrote. */
record Session(int code, String out, String err) {
  static Session of(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), words);
    return new Session(code, out.toString(), err.toString());
  }

  /** Runs words that must succeed; the complaint is the failure's message. */
  static String ok(String... words) {
    Session session = of(words);
    if (session.code != 0) {
      throw new AssertionError(String.join(" ", words) + " ended with " + session.code + ": " + session.err);
    }
    return session.out;
  }
}
