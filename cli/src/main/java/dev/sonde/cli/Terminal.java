package dev.sonde.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command writes.
 *
 * @param out     results, UTF-8
 * @param err     complaints, UTF-8
 * @param columns width of the screen; 0 where {@code out} is a file or a pipe, on which nothing is overwritten
 */
record Terminal(PrintWriter out, PrintWriter err, int columns) {
  private static final int USUAL = 120;

  /** The process's own streams; the launcher says the width with {@code -Dsonde.columns=N}, 0 for none. */
  static Terminal system() {
    return new Terminal(writer(FileDescriptor.out), writer(FileDescriptor.err),
        width(System.getProperty("sonde.columns"), System.console() != null));
  }

  private static PrintWriter writer(FileDescriptor stream) {
    return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8), true);
  }

  static int width(@Nullable String told, boolean console) {
    if (told != null && told.matches("[0-9]{1,4}")) {
      return Integer.parseInt(told);
    }
    return console ? USUAL : 0;
  }

  /** The terminal of the command line that {@code command} belongs to. */
  static Terminal of(CommandSpec command) {
    return ((Sonde) command.root().userObject()).terminal();
  }

  /** Whether a line can be drawn over. */
  boolean live() {
    return columns > 0;
  }

  /** One line of result. */
  void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }

  /** One line aside, on standard error. */
  void warn(String sentence) {
    err.println("sonde: " + sentence);
    err.flush();
  }
}
