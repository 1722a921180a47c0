package dev.sonde.store;

import dev.sonde.data.BadData;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The complete lines of a file that may still grow: each reading brings those that were added since the last. A last line without its line
 * feed is being written, or was torn when its process died; it is left for the next reading.
 */
public final class Lines {
  private static final int BLOCK = 1 << 16;
  /** Bytes of a line; a step of two hundred heads takes 30 kB. */
  private static final int LONGEST = 1 << 24;

  private final Path file;
  private long read;
  private long count;

  public Lines(Path file) {
    this.file = file;
  }

  /**
   * Hands every new complete line to {@code line}, without its line feed, as UTF-8 bytes; none where there is no file yet.
   *
   * @throws BadData where a line is longer than any that is written
   */
  public void read(Consumer<byte[]> line) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file).position(read);
         InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BLOCK)) {
      lines(in, line);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private void lines(InputStream in, Consumer<byte[]> line) throws IOException {
    ByteArrayOutputStream current = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        read += current.size() + 1;
        count++;
        line.accept(current.toByteArray());
        current.reset();
      } else if (current.size() == LONGEST) {
        throw new BadData("line " + (count + 1) + " of " + file + " is longer than " + LONGEST + " bytes");
      } else {
        current.write(next);
      }
    }
  }

  /** Number of the last line that was handed on, from 1. */
  public long count() {
    return count;
  }
}
