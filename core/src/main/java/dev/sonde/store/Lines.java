package dev.sonde.report;

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
final class Tail {
  private static final int BLOCK = 1 << 16;

  private final Path file;
  private long read;

  Tail(Path file) {
    this.file = file;
  }

  /** Hands every new complete line to {@code line}, without its line feed, as UTF-8 bytes; none where there is no file yet. */
  void read(Consumer<byte[]> line) {
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
        line.accept(current.toByteArray());
        current.reset();
      } else {
        current.write(next);
      }
    }
  }
}
