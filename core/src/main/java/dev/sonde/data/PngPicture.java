package dev.sonde.data;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;

/**
 * The header of a PNG, read by walking all of its chunks {@code length, type, data, CRC} and checking each checksum, so that
 * damage is found before a decoder meets it.
 *
 * <p>{@code IHDR}: width at 0, height at 4, bit depth at 8, colour type at 9 (4 and 6 carry alpha). {@code tRNS} gives alpha to the
 * other types. Source: W3C PNG specification, third edition, sections 5 and 11.
 */
final class PngPicture {
  private PngPicture() {}

  static Picture read(PictureBytes data) {
    if (!data.has(12, "IHDR")) {
      throw data.bad("is a damaged PNG: it does not start with its header chunk IHDR");
    }
    Picture claimed = new Picture("PNG", data.i32(16), data.i32(20), (data.u8(25) & 4) != 0);
    boolean transparent = claimed.transparent();
    int at = 8;
    while (!data.has(at + 4, "IEND")) {
      transparent |= data.has(at + 4, "tRNS");
      at = next(data, at);
    }
    next(data, at);
    return new Picture("PNG", claimed.width(), claimed.height(), transparent);
  }

  /** The bytes without chunks that give alpha, {@code tRNS}; for a PNG that {@link #read} has accepted. */
  static byte[] opaque(PictureBytes data) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(data.length());
    kept.write(data.bytes(), 0, 8);
    for (int at = 8; at < data.length(); ) {
      int next = data.has(at + 4, "IEND") ? data.length() : next(data, at);
      if (!data.has(at + 4, "tRNS")) {
        kept.write(data.bytes(), at, next - at);
      }
      at = next;
    }
    return kept.toByteArray();
  }

  /** Checks the chunk at {@code at} and returns the place behind it. */
  private static int next(PictureBytes data, int at) {
    long length = at + 8 <= data.length() ? data.i32(at) & 0xffffffffL : Integer.MAX_VALUE;
    if (at + 12 + length > data.length()) {
      throw data.bad("is a PNG that is cut short: the chunk at byte " + at + " goes beyond the end of the file at byte " + data.length());
    }
    CRC32 sum = new CRC32();
    sum.update(data.bytes(), at + 4, 4 + (int) length);
    int end = at + 8 + (int) length;
    if ((int) sum.getValue() != data.i32(end)) {
      throw data.bad("is a damaged PNG: the checksum of the chunk at byte " + at + " is wrong");
    }
    return end + 4;
  }
}
