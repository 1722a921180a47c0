package dev.sonde.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a disk has left, in words that say how much is missing. */
public final class Room {
  private static final List<String> UNITS = List.of("bytes", "kB", "MB", "GB", "TB");
  /** How systems say that a disk is full, or one user's share of it. */
  private static final List<String> FULL = List.of("no space left", "not enough space", "quota exceeded");

  private Room() {}

  /**
   * Refuses to begin what cannot end: a disk filled to the brim would take the run's journal with it.
   *
   * @throws IOException in words, where the disk has less than {@code bytes}
   */
  static void require(Path folder, long bytes) throws IOException {
    Optional<String> missing = missing(folder, bytes);
    if (missing.isPresent()) {
      throw new IOException(missing.get());
    }
  }

  /** What is missing, in words; empty where there is room, where the length is unknown (0), and where the disk does not say what it has. */
  static Optional<String> missing(Path folder, long bytes) {
    long free = free(folder);
    return free < 0 || free >= bytes ? Optional.empty() : Optional.of("it needs " + shown(bytes, bytes) + " and the disk has "
        + shown(free, bytes) + " free; make room for " + shown(bytes - free, bytes) + " in " + folder);
  }

  /** Why a file of {@code bytes} bytes could not be written, where the reason is the room; empty where it is another, or the length is unknown (0). */
  static Optional<String> lacking(IOException failure, Path folder, long bytes) {
    return missing(folder, bytes).or(() -> bytes == 0 || !full(failure) ? Optional.empty()
        : Optional.of(failure.getMessage() + ", though the disk says that it has " + shown(free(folder), bytes) + " free; it needs " + shown(bytes, bytes)));
  }

  private static boolean full(IOException failure) {
    return FULL.stream().anyMatch(String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT)::contains);
  }

  /**
   * Why a file that grows with a run cannot be written on: the system's words, and where the disk is full, what it has left and the way out.
   *
   * @param run folder of the run
   */
  public static String reason(IOException failure, Path run) {
    return !full(failure) ? String.valueOf(failure.getMessage()) : failure.getMessage() + " (" + shown(free(run), 1) + " free); "
        + "the checkpoints before are whole: make room, then go on with sonde resume " + run;
  }

  /** Bytes, or -1: some file systems of networks say none or zero although they take more. */
  private static long free(Path folder) {
    try {
      FileStore disk = Files.getFileStore(folder);
      long free = disk.getUsableSpace();
      return free == 0 && disk.getTotalSpace() == 0 ? -1 : free;
    } catch (IOException unknown) {
      return -1;
    }
  }

  /** In the unit that suits {@code measure}, rounded up so that following the advice is enough. */
  private static String shown(long bytes, long measure) {
    int unit = 0;
    long size = 1;
    for (; measure / size >= 10_000 && unit + 1 < UNITS.size(); unit++) {
      size *= 1000;
    }
    return -Math.floorDiv(-bytes, size) + " " + UNITS.get(unit);
  }
}
