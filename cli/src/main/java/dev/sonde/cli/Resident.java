package dev.sonde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The resident memory of this process, where the system tells it (Linux). */
final class Resident {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  private Resident() {}

  /** Peak bytes above what was resident before, while {@code work} ran; empty where the system does not tell. */
  static OptionalLong peak(Runnable work) {
    OptionalLong before = read("VmRSS");
    boolean told = before.isPresent() && forgetPeak();
    work.run();
    OptionalLong after = read("VmHWM");
    return told && after.isPresent() ? OptionalLong.of(Math.max(0, after.getAsLong() - before.getAsLong())) : OptionalLong.empty();
  }

  /** Writing 5 lets the kernel forget the peak so far (proc(5)). */
  private static boolean forgetPeak() {
    try {
      Files.writeString(CLEAR, "5");
      return true;
    } catch (IOException notLinuxOrNotAllowed) {
      return false;
    }
  }

  private static OptionalLong read(String key) {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines.filter(line -> line.startsWith(key + ":")).mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst();
    } catch (IOException notLinux) {
      return OptionalLong.empty();
    }
  }
}
