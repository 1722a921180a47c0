package dev.sonde.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

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

  @Test
  void memory_is_kept_from_inside_the_process() throws InterruptedException {
    assumeTrue(Allocator.setting() == Allocator.Setting.MALLOPT, "only where glibc is not set otherwise: here, " + Allocator.setting());
    long given = elsewhere();
    assumeTrue(given > 0, "no thread has another arena than the main one");
    long kept = Allocator.keeping(AllocatorTest::churn);
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
