package dev.sonde.store;

import dev.sonde.data.BadData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** Bytes of one file from a place to an end, read forward in little-endian order; what lies behind the end does not exist. */
final class PickleBytes {
  private static final int WINDOW = 1 << 16;
  private static final int LONGEST_LINE = 4096;

  private final String file;
  private final FileChannel channel;
  private final long end;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private long next;

  PickleBytes(String file, FileChannel channel, Region region) {
    this.file = file;
    this.channel = channel;
    next = region.begin();
    end = region.end();
  }

  /** Place in the file of the next byte. */
  long position() {
    return next - window.remaining();
  }

  int u8() {
    return need(1).get() & 0xff;
  }

  int u16() {
    return need(2).getShort() & 0xffff;
  }

  int i32() {
    return need(4).getInt();
  }

  long i64() {
    return need(8).getLong();
  }

  /** Eight bytes, the high one first, as pickled floats have them. */
  double f64() {
    return Double.longBitsToDouble(Long.reverseBytes(i64()));
  }

  /** The next {@code count} bytes; no memory is taken for a count that the file does not hold. */
  byte[] bytes(long count) {
    if (count < 0 || count > end - position()) {
      throw new BadData("%s is damaged: a text of %s bytes is announced where %d are left".formatted(
          file, Long.toUnsignedString(count), end - position()));
    }
    byte[] all = new byte[(int) count];
    for (int at = 0; at < all.length;) {
      int part = Math.min(all.length - at, WINDOW);
      need(part).get(all, at, part);
      at += part;
    }
    return all;
  }

  String text(long count) {
    return new String(bytes(count), StandardCharsets.UTF_8);
  }

  /** The bytes up to the next line feed, without it. */
  String line() {
    StringBuilder line = new StringBuilder();
    for (int c = u8(); c != '\n'; c = u8()) {
      if (line.length() == LONGEST_LINE) {
        throw new BadData("%s is damaged: a line of its pickle is longer than %d bytes".formatted(file, LONGEST_LINE));
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private ByteBuffer need(int count) {
    if (window.remaining() < count) {
      refill(count);
    }
    return window;
  }

  private void refill(int count) {
    window.compact();
    window.limit((int) Math.min(WINDOW, window.position() + Math.max(0, end - next)));
    try {
      for (int read = 0; window.hasRemaining() && read >= 0; next += Math.max(0, read)) {
        read = channel.read(window, next);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + file + ": " + failure.getMessage(), failure);
    }
    window.flip();
    if (window.remaining() < count) {
      throw new BadData("%s is damaged: it ends inside its pickle, at byte %d".formatted(file, next));
    }
  }
}
