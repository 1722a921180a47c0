package dev.sonde.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The header of a PNG, read by walking all of its chunks {@code length, type, data, CRC} and checking each checksum, so that
 * damage is found before a decoder meets it.
 *
 * <p>{@code IHDR}: width at 0, height at 4, bit depth at 8, colour type at 9 (4 and 6 carry alpha). {@code tRNS} gives alpha to the
 * other types. Source: W3C PNG specification, third edition, sections 5 and 11.
 */
final class PngPicture {
  /** Chunks without which there are no pixels. */
  static final Set<String> PIXELS = Set.of("IHDR", "PLTE", "IDAT", "IEND");
  /** Those and what else changes a decoded picture: transparency and orientation. */
  static final Set<String> DRAWN = Set.of("IHDR", "PLTE", "IDAT", "IEND", "tRNS", "eXIf");

  /** Deflate turns one byte into at most 1032. */
  private static final long MOST_EXPANSION = 1032;

  private PngPicture() {}

  static Picture read(PictureBytes data) {
    if (!data.has(12, "IHDR")) {
      throw data.bad("is a damaged PNG: it does not start with its header chunk IHDR");
    }
    boolean transparent = (data.u8(25) & 4) != 0;
    long coded = 0;
    int at = 8;
    while (!data.has(at + 4, "IEND")) {
      transparent |= data.has(at + 4, "tRNS");
      int next = next(data, at);
      coded += data.has(at + 4, "IDAT") ? next - at : 0;
      at = next;
    }
    next(data, at);
    return new Picture("PNG", data.i32(16), data.i32(20), transparent, coded * MOST_EXPANSION * 8 / bits(data));
  }

  /** Bits of a pixel: of a sample, times the samples of the colour type. */
  private static int bits(PictureBytes data) {
    return Math.max(1, data.u8(24)) * switch (data.u8(25)) {
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> 1;
    };
  }

  /**
   * The bytes with chunks of some types alone; for a PNG that {@link #read} has accepted. What a decoder is not given it cannot unpack: a
   * text of a thousand bytes may be one of a million.
   */
  static byte[] only(Set<String> types, PictureBytes data) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(data.length());
    kept.write(data.bytes(), 0, 8);
    for (int at = 8; at < data.length(); ) {
      int next = data.has(at + 4, "IEND") ? data.length() : next(data, at);
      if (types.contains(new String(data.bytes(), at + 4, 4, StandardCharsets.ISO_8859_1))) {
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
