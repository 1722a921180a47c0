package dev.sonde.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The memory allocator that native code of this process got, in words: which one, and what it was told ({@link Allocator}). */
public final class MemoryLibrary {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final List<String> OTHERS = List.of("jemalloc", "tcmalloc", "mimalloc");
  private static final String TUNABLE = "glibc.malloc.";

  private MemoryLibrary() {}

  /** One line, such as {@code glibc (mmap_threshold 4294967296, arena_max 1)} or {@code jemalloc}. */
  public static String inForce() {
    return inForce(libraries(), Allocator.setting(), Optional.ofNullable(System.getenv("GLIBC_TUNABLES")).orElse(""));
  }

  /** The same for a process with these libraries (one line each), this setting, and this value of GLIBC_TUNABLES. */
  static String inForce(List<String> libraries, Allocator.Setting setting, String tunables) {
    for (String other : OTHERS) {
      if (libraries.stream().anyMatch(line -> line.contains(other))) {
        return other;
      }
    }
    if (libraries.stream().anyMatch(line -> line.contains("ld-musl"))) {
      return "musl";
    }
    return switch (setting) {
      case ENVIRONMENT -> "glibc (" + told(tunables) + ")";
      case MALLOPT -> "glibc (mallopt: memory is kept)";
      case DEFAULT -> "glibc (default)";
      case OTHER -> "of " + System.getProperty("os.name");
    };
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
