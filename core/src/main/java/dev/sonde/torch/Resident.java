package dev.sonde.torch;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The memory of this process that lies in the machine's, as the system tells it ({@code /proc/self/status}, Linux; nothing elsewhere). */
public final class Resident {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  private Resident() {}

  /** Bytes now. */
  public static OptionalLong now() {
    return read("VmRSS");
  }

  /** The most bytes since the process began, or since work was measured by {@link #peak(Runnable)}. */
  public static OptionalLong peak() {
    return read("VmHWM");
  }

  /** Peak bytes above what was resident before, while {@code work} ran; empty where the system does not tell. */
  public static OptionalLong peak(Runnable work) {
    OptionalLong before = now();
    boolean told = before.isPresent() && forgetPeak();
    work.run();
    OptionalLong after = peak();
    return told && after.isPresent() ? OptionalLong.of(Math.max(0, after.getAsLong() - before.getAsLong())) : OptionalLong.empty();
  }

  /** Lets the system forget the peak so far; false where it does not. Writing 5 does it (proc(5)). */
  private static boolean forgetPeak() {
    try {
      Files.writeString(CLEAR, "5");
      return true;
    } catch (IOException notLinuxOrNotAllowed) {
      return false;
    }
  }

  /** Bytes of Java's heap that were ever in use: what lies in memory of it. */
  public static long heap() {
    return pools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
  }

  /**
   * Bytes that Java's heap will take besides: new objects fill the young generation, which the machine may double, before it is first collected.
   */
  public static long heapToCome() {
    return pools().filter(pool -> pool.getName().contains("Eden"))
        .mapToLong(pool -> Math.max(0, atMost(pool.getUsage()) - pool.getPeakUsage().getUsed())).sum();
  }

  private static long atMost(MemoryUsage eden) {
    return eden.getMax() < 0 ? 2 * eden.getCommitted() : Math.min(eden.getMax(), 2 * eden.getCommitted());
  }

  private static Stream<MemoryPoolMXBean> pools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP && pool.isValid());
  }

  private static OptionalLong read(String key) {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines.filter(line -> line.startsWith(key + ":")).mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst();
    } catch (IOException notLinux) {
      return OptionalLong.empty();
    }
  }
}
