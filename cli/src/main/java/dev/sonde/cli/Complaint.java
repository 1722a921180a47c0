package dev.sonde.cli;

import dev.sonde.net.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a person is told of a failure: one sentence, and the exit code.
 *
 * <pre>
 * 2  misuse   picocli's ParameterException, IllegalArgumentException
 * 1  failure  everything else: BadData, UncheckedIOException, IllegalStateException, memory, libtorch
 * </pre>
 */
record Complaint(int code, String sentence) {
  static final int FAILURE = 1;
  static final int MISUSE = 2;
  static final int INTERRUPTED = 130;

  static Complaint of(Throwable failure) {
    if (failure instanceof ParameterException misuse) {
      return new Complaint(MISUSE, words(misuse));
    }
    if (failure instanceof IllegalArgumentException) {
      return new Complaint(MISUSE, message(failure));
    }
    return new Complaint(FAILURE, failed(failure));
  }

  private static String failed(Throwable failure) {
    if (failure instanceof UncheckedIOException io) {
      return plain(message(io), io.getCause());
    }
    if (failure instanceof IOException io) {
      return plain(message(io), io);
    }
    if (failure instanceof OutOfMemoryError) {
      return "memory ran out (" + message(failure) + "); take a smaller batch, or give Java more with SONDE_JAVA_OPTS=-Xmx8g";
    }
    boolean unforeseen = failure instanceof Error || failure instanceof NullPointerException || failure instanceof IndexOutOfBoundsException
        || failure instanceof ClassCastException || failure instanceof NegativeArraySizeException || failure instanceof ArithmeticException;
    return unforeseen ? "internal error, " + failure.getClass().getSimpleName() + ": " + message(failure) + " (--debug shows where)"
        : message(failure);
  }

  /** The first line: libtorch appends its own stack. */
  private static String message(Throwable failure) {
    String text = failure.getMessage();
    return text == null || text.isBlank() ? failure.getClass().getSimpleName() : text.strip().lines().findFirst().orElseThrow();
  }

  /** The file system's bare path after a colon, in words. */
  private static String plain(String message, IOException cause) {
    String reason = cause instanceof NoSuchFileException ? "no such file or folder"
        : cause instanceof AccessDeniedException ? "permission denied"
        : cause instanceof FileAlreadyExistsException || cause instanceof NotDirectoryException ? "a file is in the way"
        : null;
    if (reason == null) {
      return message.replace(cause.getClass().getName() + ": ", "");
    }
    String known = message.replace(cause.toString(), reason);
    String end = ": " + cause.getMessage();
    return known.endsWith(end) ? known.substring(0, known.length() - end.length()) + ": " + reason
        : known.equals(cause.getMessage()) ? known + ": " + reason : known;
  }

  private static String words(ParameterException misuse) {
    CommandLine command = misuse.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    if (misuse instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      return "no " + (word.startsWith("-") ? "option " : "command or argument ") + word + " in " + name + Nearest.hint(word, known(command))
          + seeHelp(name);
    }
    String text = message(misuse).replaceFirst("^Error: ", "");
    return Character.toLowerCase(text.charAt(0)) + text.substring(1) + seeHelp(name);
  }

  private static String seeHelp(String command) {
    return " (see " + command + " --help)";
  }

  private static List<String> known(CommandLine command) {
    List<String> names = new ArrayList<>(command.getSubcommands().keySet());
    names.addAll(command.getCommandSpec().optionsMap().keySet());
    return names;
  }
}
