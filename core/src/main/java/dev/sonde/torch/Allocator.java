package dev.sonde.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * How the C library deals with the memory of tensors, and the way to better it from inside the process.
 *
 * <p>glibc gives every large block back to the kernel when it is freed and faults it in again page by page when it is next wanted: a step of
 * {@code dsn-cifar} took 205,000 page faults and a third more time. Its settings can be given by the environment ({@code GLIBC_TUNABLES}, as the
 * launcher does) or by {@code mallopt}. The latter alone does half, because the JVM's threads draw from arenas of their own, whose heaps end at 64 MB,
 * so that larger blocks are mapped whatever the threshold says; only the main arena grows without bound. A thread is bound to its arena
 * by its first allocation, and once no more arenas may be made, new threads are bound to the old ones by turns. So {@link #keeping} starts threads until one of
 * them has the main arena, and works there.
 *
 * <p>Left alone where {@code -Dsonde.malloc=off} or {@code SONDE_MALLOC=off} says so, where {@code GLIBC_TUNABLES} has malloc settings, and where the C library is
 * another.
 */
public final class Allocator {
  private static final int TRIM_THRESHOLD = -1; // the numbers of malloc.h
  private static final int TOP_PAD = -2;
  private static final int MMAP_THRESHOLD = -3;
  private static final int ARENA_MAX = -8;
  private static final int PAD = 64 << 20;
  private static final int MOST_THREADS = 1024;
  private static final int SAMPLE = 5000; // bytes: more than a thread's own cache holds

  private Allocator() {}

  /** Who decides how memory is kept. */
  public enum Setting {
    ENVIRONMENT("glibc, set by GLIBC_TUNABLES"),
    MALLOPT("glibc, told by mallopt to keep memory"),
    DEFAULT("glibc as it comes, which gives memory back (switched off)"),
    OTHER("not glibc; left alone");

    private final String text;

    Setting(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** What is in force for the work that {@link #keeping} carries out. */
  public static Setting setting() {
    return Decided.SETTING;
  }

  /** Carries out {@code work} where the memory of tensors is kept: on this thread if that will do, else on one of its own, for which this one waits. */
  public static <T> T keeping(Supplier<T> work) {
    if (setting() != Setting.MALLOPT || onMainArena()) {
      return work.get();
    }
    for (int i = 0; i < MOST_THREADS; i++) {
      Attempt<T> attempt = new Attempt<>(work);
      if (attempt.made()) {
        return attempt.result();
      }
    }
    return work.get();
  }

  /** Whether this thread's small blocks lie in the part of the process that grows at its end, which is the main arena's. */
  static boolean onMainArena() {
    long block = com.sun.jna.Native.malloc(SAMPLE);
    try {
      return Files.readAllLines(Path.of("/proc/self/maps")).stream().filter(line -> line.endsWith("[heap]")).anyMatch(line -> holds(line, block));
    } catch (IOException e) {
      return false;
    } finally {
      com.sun.jna.Native.free(block);
    }
  }

  private static boolean holds(String range, long address) {
    String[] ends = range.split("[- ]");
    return Long.compareUnsigned(Long.parseUnsignedLong(ends[0], 16), address) <= 0 && Long.compareUnsigned(address, Long.parseUnsignedLong(ends[1], 16)) < 0;
  }

  /** One thread that does the work if it has the main arena. */
  private static final class Attempt<T> {
    private final Supplier<T> work;
    private final AtomicReference<Supplier<T>> outcome = new AtomicReference<>();

    Attempt(Supplier<T> work) {
      this.work = work;
      Thread thread = new Thread(this::run, Thread.currentThread().getName());
      thread.setDaemon(true);
      thread.start();
      waitFor(thread);
    }

    private void run() {
      if (onMainArena()) {
        outcome.set(outcome());
      }
    }

    private Supplier<T> outcome() {
      try {
        T result = work.get();
        return () -> result;
      } catch (RuntimeException failure) {
        return () -> {
          throw failure;
        };
      } catch (Error failure) {
        return () -> {
          throw failure;
        };
      }
    }

    /** An interrupt is passed on to the one who works. */
    private static void waitFor(Thread thread) {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          thread.interrupt();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    boolean made() {
      return outcome.get() != null;
    }

    T result() {
      return outcome.get().get();
    }
  }

  /** Decided once, and {@code mallopt} called once. */
  private static final class Decided {
    private static final Setting SETTING = decide();

    private static Setting decide() {
      if (!System.getProperty("os.name").equals("Linux")) {
        return Setting.OTHER;
      }
      if (System.getenv().getOrDefault("GLIBC_TUNABLES", "").contains("glibc.malloc.")) {
        return Setting.ENVIRONMENT;
      }
      if (!isGlibc()) {
        return Setting.OTHER;
      }
      if (System.getProperty("sonde.malloc", "on").equals("off") || "off".equals(System.getenv("SONDE_MALLOC"))) {
        return Setting.DEFAULT;
      }
      return mallopt(ARENA_MAX, 1) && mallopt(MMAP_THRESHOLD, Integer.MAX_VALUE) && mallopt(TRIM_THRESHOLD, Integer.MAX_VALUE) && mallopt(TOP_PAD, PAD)
          ? Setting.MALLOPT : Setting.DEFAULT;
    }

    private static boolean isGlibc() {
      try {
        return !NativeLibrary.getProcess().getFunction("gnu_get_libc_version").invokeString(new Object[0], false).isEmpty();
      } catch (UnsatisfiedLinkError another) {
        return false;
      }
    }

    private static boolean mallopt(int parameter, int value) {
      Function function = NativeLibrary.getProcess().getFunction("mallopt");
      return function.invokeInt(new Object[] {parameter, value}) == 1;
    }
  }
}
