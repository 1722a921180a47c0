package dev.sonde.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** That memory is kept, and that work goes on as if on the caller's own thread. */
class AllocatorTest {
  private static final long MEGABYTE = 1 << 20;

  /** Page faults of this process so far that needed no disk: the tenth field of {@code /proc/self/stat}. */
  private static long faults() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[7]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Faults of making and freeing a tensor of 100 MB twenty times. */
  private static long churn() {
    for (int i = 0; i < 10; i++) {
      make();
    }
    long before = faults();
    for (int i = 0; i < 20; i++) {
      make();
    }
    return faults() - before;
  }

  private static void make() {
    try (Scope scope = Scope.silent()) {
      torch.ones(new long[] {25 * MEGABYTE});
    }
  }

  /** Faults of a thread that has another arena; 0 where none is found. */
  private static long elsewhere() throws InterruptedException {
    AtomicLong faults = new AtomicLong();
    for (int i = 0; i < 64 && faults.get() == 0; i++) {
      Thread thread = new Thread(() -> faults.set(Allocator.onMainArena() ? 0 : churn()));
      thread.start();
      thread.join();
    }
    return faults.get();
  }

  /** Counts in a process of its own, whose environment says nothing of memory. */
  static final class Alone {
    public static void main(String[] none) throws InterruptedException {
      System.out.println(Allocator.setting().name() + " " + elsewhere() + " " + Allocator.keeping(AllocatorTest::churn));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void memory_is_kept_from_inside_the_process() throws IOException, InterruptedException {
    ProcessBuilder java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
        Alone.class.getName()).redirectError(ProcessBuilder.Redirect.INHERIT);
    java.environment().keySet().removeAll(List.of("GLIBC_TUNABLES", "SONDE_MALLOC"));
    Process process = java.start();
    String[] said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip().split(" ");
    assertEquals(0, process.waitFor());
    assumeTrue(said[0].equals("MALLOPT"), "the C library is not glibc");
    long given = Long.parseLong(said[1]);
    long kept = Long.parseLong(said[2]);
    assertTrue(kept < given / 2, kept + " page faults, and " + given + " where memory is given back");
  }

  @Test
  void results_and_failures_come_back_as_they_are() {
    Object result = new Object();
    assertSame(result, Allocator.keeping(() -> result));
    IllegalStateException failure = new IllegalStateException("so it is");
    assertSame(failure, assertThrows(IllegalStateException.class, () -> Allocator.keeping(() -> {
      throw failure;
    })));
    String name = Thread.currentThread().getName();
    assertEquals(name, Allocator.keeping(() -> Thread.currentThread().getName()));
  }
}
