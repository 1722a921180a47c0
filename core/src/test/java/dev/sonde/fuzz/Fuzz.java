package dev.sonde.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sonde.data.BadData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The harness for readers of files from strangers: every broken input is read, or refused by {@link BadData}, {@link IllegalArgumentException} or
 * {@link UncheckedIOException} with one sentence, in two seconds of processor time and with 64 MiB and 64 times its own length of Java's memory.
 *
 * <p>{@code -Dsonde.fuzz=20000} is the long form, 500 inputs a reader the short one. Inputs follow from the reader's name, so each run makes the same. What
 * broke a rule is left in {@code target/fuzz}; it belongs, by a name that says what it was, into the corpus of its test.
 */
public final class Fuzz {
  private static final int COUNT = Integer.getInteger("sonde.fuzz", 500);
  private static final int MOST_FAILURES = 6;
  private static final long MOST_NANOS = 2_000_000_000L;
  private static final long HANGS_AFTER_SECONDS = 30;
  private static final int LONGEST_SENTENCE = 2000;
  private static final Pattern JAVA = Pattern.compile("\\b(java|javax|jdk|sun|com\\.sun|com\\.fasterxml|org\\.\\w+|dev\\.sonde)\\.[a-zA-Z]\\w*|\\w*Exception\\b"
      + "|\\w+Error\\b|\\$[A-Z]|@[0-9a-f]{6,}");
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Fuzz() {}

  /** One reader, given a whole file; it closes what it opens. */
  @FunctionalInterface
  public interface Reading {
    /** Reads everything that stands in {@code bytes}. */
    void read(byte[] bytes) throws IOException;
  }

  /** Reads each of {@code corpus} and its broken children. */
  public static void reader(String name, List<byte[]> corpus, Reading reading) {
    reader(name, corpus, UnaryOperator.identity(), reading);
  }

  /** The same, where {@code mended} repairs checksums, which would keep all but a few inputs out. */
  public static void reader(String name, List<byte[]> corpus, UnaryOperator<byte[]> mended, Reading reading) {
    Mutator mutator = new Mutator(corpus, name.hashCode());
    Map<String, Integer> failures = new LinkedHashMap<>();
    int accepted = 0;
    long start = System.nanoTime();
    try (Bench bench = new Bench()) {
      for (int i = 0; i < corpus.size() + COUNT && failures.size() < MOST_FAILURES; i++) {
        byte[] input = i < corpus.size() ? corpus.get(i) : i % 4 == 0 ? mutator.next() : mended.apply(mutator.next());
        Outcome outcome = bench.read(reading, input);
        accepted += outcome.accepted ? 1 : 0;
        int number = i;
        outcome.broken.ifPresent(rule -> failures.computeIfAbsent(rule, one -> keep(name, number, input)));
      }
    }
    System.getLogger(Fuzz.class.getName()).log(System.Logger.Level.INFO, "{0}: {1} inputs, {2} of them read, in {3} s", name, corpus.size() + COUNT, accepted,
        (System.nanoTime() - start) / 1_000_000 / 1000.0);
    assertTrue(failures.isEmpty(), () -> name + " breaks the rules of a reader: " + String.join("\n", failures.entrySet().stream()
        .map(failure -> "input " + failure.getValue() + ": " + failure.getKey()).toList()));
    assertTrue(accepted > 0, name + " reads nothing of its corpus, so it is not tested");
  }

  private static int keep(String name, int number, byte[] input) {
    try {
      Files.createDirectories(Path.of("target/fuzz"));
      Files.write(Path.of("target/fuzz", name + "-" + number), input);
      return number;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What came of an input: whether it was read, and the rule that was broken. */
  private record Outcome(boolean accepted, Optional<String> broken) {}

  /** A thread that can be left behind where a reader hangs. */
  private static final class Bench implements AutoCloseable {
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
      Thread thread = new Thread(task, "fuzz");
      thread.setDaemon(true);
      return thread;
    });
    private volatile Thread thread = Thread.currentThread();

    Outcome read(Reading reading, byte[] input) {
      Future<Outcome> outcome = worker.submit(() -> measured(reading, input));
      try {
        return outcome.get(HANGS_AFTER_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        throw new AssertionError("hangs at " + Arrays.toString(thread.getStackTrace()) + " with " + Arrays.toString(Arrays.copyOf(input, 2000)), e);
      } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
        throw new AssertionError(e);
      }
    }

    private Outcome measured(Reading reading, byte[] input) {
      thread = Thread.currentThread();
      long nanos = THREADS.getCurrentThreadCpuTime();
      long bytes = THREADS.getThreadAllocatedBytes(thread.getId());
      Outcome outcome = outcome(reading, input);
      bytes = THREADS.getThreadAllocatedBytes(thread.getId()) - bytes;
      nanos = THREADS.getCurrentThreadCpuTime() - nanos;
      if (nanos > MOST_NANOS) {
        return new Outcome(outcome.accepted, Optional.of("takes more than 2 s of processor time"));
      }
      return bytes > (64L << 20) + 64L * input.length ? new Outcome(outcome.accepted, Optional.of("takes more than 64 MiB and 64 times the input")) : outcome;
    }

    private static Outcome outcome(Reading reading, byte[] input) {
      try {
        reading.read(input.clone());
        return new Outcome(true, Optional.empty());
      } catch (BadData | IllegalArgumentException | UncheckedIOException e) {
        return new Outcome(false, wrong(e, input));
      } catch (Throwable e) {
        return new Outcome(false, Optional.of("throws " + e.getClass().getSimpleName() + " at " + place(e)));
      }
    }

    /** What of a message is no sentence for a person; the input may itself hold the word null. */
    private static Optional<String> wrong(RuntimeException e, byte[] input) {
      String message = e.getMessage();
      if (message == null || message.isBlank()) {
        return Optional.of("says nothing at " + place(e));
      }
      String text = new String(input, StandardCharsets.ISO_8859_1);
      String fault = e instanceof NumberFormatException ? "is a number format" : message.length() > LONGEST_SENTENCE ? "is longer than " + LONGEST_SENTENCE + " characters"
          : message.chars().anyMatch(Character::isISOControl) ? "has control characters"
          : message.matches("(?s).*\\bnull\\b.*") && !text.contains("null") ? "says null"
          : JAVA.matcher(message).results().anyMatch(found -> !text.contains(found.group())) ? "names a class of Java" : "";
      return fault.isEmpty() ? Optional.empty() : Optional.of("message " + fault + " at " + place(e) + ": " + shown(message));
    }

    private static String shown(String message) {
      return message.length() < 300 ? message : message.substring(0, 300) + " …";
    }

    private static String place(Throwable e) {
      List<String> ours = new ArrayList<>();
      for (StackTraceElement frame : e.getStackTrace()) {
        if (frame.getClassName().startsWith("dev.sonde.") && !frame.getClassName().startsWith("dev.sonde.fuzz.")) {
          ours.add(frame.getFileName() + ":" + frame.getLineNumber());
        }
      }
      return (e.getStackTrace().length == 0 ? "" : e.getStackTrace()[0] + " under ") + ours.stream().limit(3).toList();
    }

    @Override
    public void close() {
      worker.shutdownNow();
    }
  }
}
