package dev.sonde.cli;

import dev.sonde.report.Live;
import java.nio.file.Path;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What a command says of the page that it serves. */
final class Serving {
  private Serving() {}

  /** Serves the page of {@code folder} and prints where; the caller closes it. */
  static Live open(Path folder, int port, Terminal terminal) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("--serve=" + port + " is no port; use 1 to 65535, or 0 for any that is free");
    }
    Live live = Live.open(folder, port);
    terminal.say("the report is at %s (this machine only; nothing but this page is served)", live.address());
    return live;
  }

  /** Takes the word behind a bare {@code --serve} for a port only if it is a number. */
  static final class Port implements IParameterPreprocessor {
    @Override
    public boolean preprocess(Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> given) {
      if (!"=".equals(given.get("separator")) && (words.isEmpty() || !words.peek().matches("[0-9]+"))) {
        words.push("0");
      }
      return false;
    }
  }
}
