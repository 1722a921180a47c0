package dev.sonde.torch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the system's kernel has done for this process, read from {@code /proc/self/stat} (Linux; elsewhere it is always nothing). */
final class Kernel implements AutoCloseable {
  private static final int FAULTS = 7;
  private static final int SYSTEM_TIME = 12;
  private static final double TICKS_A_SECOND = 100; // of every Linux that Java runs on (USER_HZ)

  private final @Nullable RandomAccessFile file;
  private final byte[] bytes = new byte[1024];

  /**
   * Since the process began.
   *
   * @param faults  pages of memory mapped without reading a disk (minflt)
   * @param seconds of processor time (stime)
   */
  record Reading(long faults, double seconds) {
    static final Reading NONE = new Reading(0, 0);
  }

  private Kernel(@Nullable RandomAccessFile file) {
    this.file = file;
  }

  static Kernel open() {
    try {
      return new Kernel(new RandomAccessFile("/proc/self/stat", "r"));
    } catch (IOException notLinux) {
      return new Kernel(null);
    }
  }

  Reading read() {
    if (file == null) {
      return Reading.NONE;
    }
    try {
      file.seek(0);
      int length = file.read(bytes);
      return length < 0 ? Reading.NONE : parse(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    } catch (IOException closed) {
      return Reading.NONE;
    }
  }

  /** The fields of proc(5), counted behind the name, which may hold blanks and brackets. */
  static Reading parse(String line) {
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    return new Reading(Long.parseLong(fields[FAULTS]), Long.parseLong(fields[SYSTEM_TIME]) / TICKS_A_SECOND);
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot close /proc/self/stat: " + e.getMessage(), e);
    }
  }
}
