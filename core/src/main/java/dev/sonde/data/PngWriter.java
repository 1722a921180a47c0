package dev.sonde.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * The encoder of PNGs of 8 bits a sample, gray or RGB: signature, then chunks {@code length, type, data, CRC} of types {@code IHDR} (width, height, bit depth 8,
 * colour type 0 or 2, three zeros), {@code IDAT} and {@code IEND}.
 *
 * <p>{@code IDAT} is the zlib stream of the rows, each led by its filter, 1: a sample is written as its difference from the pixel to the left. The same image
 * always gives the same bytes on one Java. Source: W3C PNG specification, third edition, sections 5, 9 and 11.
 *
 * <p>In Java, because a gray digit is not worth loading OpenCV for.
 */
final class PngWriter {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int SUB = 1;

  private PngWriter() {}

  static byte[] write(Image image) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(SIGNATURE);
    chunk(file, "IHDR", ByteBuffer.allocate(13).putInt(image.width()).putInt(image.height()).put((byte) 8)
        .put((byte) (image.channels() == 1 ? 0 : 2)).array());
    chunk(file, "IDAT", deflated(rows(image)));
    chunk(file, "IEND", new byte[0]);
    return file.toByteArray();
  }

  private static byte[] rows(Image image) {
    int row = image.width() * image.channels();
    ByteBuffer rows = ByteBuffer.allocate(image.height() * (row + 1));
    for (int y = 0; y < image.height(); y++) {
      rows.put((byte) SUB);
      for (int i = 0; i < row; i++) {
        int left = i < image.channels() ? 0 : sample(image, y * row + i - image.channels());
        rows.put((byte) (sample(image, y * row + i) - left));
      }
    }
    return rows.array();
  }

  /** Rounded and clipped; NaN becomes 0. */
  private static int sample(Image image, int at) {
    return Math.max(0, Math.min(255, Math.round(image.values()[at])));
  }

  private static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
      out.write(data);
    } catch (java.io.IOException e) {
      throw new IllegalStateException("an array in memory takes every byte", e);
    } finally {
      deflater.end();
    }
    return packed.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream file, String type, byte[] data) {
    byte[] named = ByteBuffer.allocate(4 + data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data).array();
    CRC32 sum = new CRC32();
    sum.update(named);
    file.writeBytes(ByteBuffer.allocate(8 + named.length).putInt(data.length).put(named).putInt((int) sum.getValue()).array());
  }
}
