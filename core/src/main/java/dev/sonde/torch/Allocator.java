package dev.sonde.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The memory allocator that native code of this process got, in words: which one, and what it was told by the environment. */
public final class Allocator {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final List<String> OTHERS = List.of("jemalloc", "tcmalloc", "mimalloc");
  private static final String TUNABLE = "glibc.malloc.";

  private Allocator() {}

  /** One line, such as {@code glibc (mmap_threshold 4294967296, arena_max 1)} or {@code jemalloc}. */
  public static String inForce() {
    return inForce(libraries(), Optional.ofNullable(System.getenv("GLIBC_TUNABLES")).orElse(""));
  }

  /** The same for a process with these libraries (one line each) and this value of GLIBC_TUNABLES. */
  static String inForce(List<String> libraries, String tunables) {
    for (String other : OTHERS) {
      if (libraries.stream().anyMatch(line -> line.contains(other))) {
        return other;
      }
    }
    if (libraries.stream().anyMatch(line -> line.contains("ld-musl"))) {
      return "musl";
    }
    boolean glibc = libraries.stream().anyMatch(line -> line.matches(".*/libc([.-].*)?\\.so.*"));
    return glibc ? "glibc " + (told(tunables).isEmpty() ? "(default)" : "(" + told(tunables) + ")") : "of " + System.getProperty("os.name");
  }

  private static String told(String tunables) {
    List<String> words = new ArrayList<>();
    for (String tunable : tunables.split(":")) {
      if (tunable.startsWith(TUNABLE)) {
        words.add(tunable.substring(TUNABLE.length()).replace('=', ' '));
      }
    }
    return String.join(", ", words);
  }

  private static List<String> libraries() {
    try (Stream<String> lines = Files.lines(MAPS)) {
      return lines.map(line -> line.toLowerCase(Locale.ROOT)).filter(line -> line.contains(".so")).toList();
    } catch (IOException notLinux) {
      return List.of();
    }
  }
}
