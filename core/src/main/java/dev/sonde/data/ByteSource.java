package dev.sonde.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file read from front to back, unpacked on the way if its first two bytes are gzip's {@code 1f 8b}.
 *
 * <p>It counts what it has read, so that every failure names the file and the place in it.
 */
final class ByteSource implements Closeable {
  /** Deflate turns one byte into at most 1032 (zlib's own technical notes): a header that claims more than that lies. */
  private static final long MOST_EXPANSION = 1032;

  private final Path file;
  private final InputStream stream;
  private final boolean packed;
  private final long stored;
  private long read;

  private ByteSource(Path file, InputStream stream, boolean packed, long stored) {
    this.file = file;
    this.stream = stream;
    this.packed = packed;
    this.stored = stored;
  }

  /** Opens a file, plain or gzip. */
  static ByteSource open(Path file) {
    try {
      InputStream raw = new BufferedInputStream(WholeFile.stream(file), 1 << 16);
      return opened(file, raw);
    } catch (IOException e) {
      throw WholeFile.unreadable(file, e);
    }
  }

  private static ByteSource opened(Path file, InputStream raw) throws IOException {
    raw.mark(2);
    boolean packed = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    try {
      return new ByteSource(file, packed ? new GZIPInputStream(raw, 1 << 16) : raw, packed, Files.size(file));
    } catch (EOFException | ZipException e) {
      raw.close();
      throw new BadData(file + " starts like a gzip file, but its gzip header " + broken(e), e);
    }
  }

  /** What becomes of a gzip stream that cannot be read; the end of a file has no message of its own. */
  private static String broken(IOException e) {
    return e instanceof EOFException ? "ends too early" : "is damaged" + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
  }

  Path file() {
    return file;
  }

  /** Whether {@code bytes} more can possibly come; asked before memory is taken for what a header claims. */
  boolean canHold(long bytes) {
    return bytes <= (packed ? stored * MOST_EXPANSION : stored - read);
  }

  /**
   * The next {@code count} bytes.
   *
   * @param what names them in the message if they are not there
   * @throws BadData if the file ends before
   */
  byte[] exactly(int count, String what) {
    byte[] bytes = upTo(count);
    if (bytes.length < count) {
      throw new BadData(file + " ends after " + bytes.length + " of the " + count + " bytes of " + what + "; the file is cut short");
    }
    return bytes;
  }

  /** The next 32-bit number, the highest byte first. */
  int number(String what) {
    byte[] b = exactly(4, what);
    return (b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | b[3] & 0xff;
  }

  /** The next bytes, at most {@code count}; fewer only at the end of the file. */
  byte[] upTo(int count) {
    try {
      byte[] bytes = stream.readNBytes(count);
      read += bytes.length;
      return bytes;
    } catch (EOFException | ZipException e) {
      throw new BadData(file + " is broken: its gzip stream " + broken(e) + ", after at least " + read + " unpacked bytes", e);
    } catch (IOException e) {
      throw WholeFile.unreadable(file, e);
    }
  }

  /** Makes sure that nothing follows; the end of a gzip stream also checks its CRC. */
  void end(String what) {
    if (upTo(1).length > 0) {
      throw new BadData(file + " goes on after " + what + ", which end at byte " + (read - 1) + "; the header and the file disagree");
    }
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
