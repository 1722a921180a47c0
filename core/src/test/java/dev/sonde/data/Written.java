package dev.sonde.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/** Small data files, made for one test. */
final class Written {
  private Written() {}

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  /** An IDX file of {@code magic}, sizes and body. */
  static byte[] idx(int magic, int[] sizes, byte[] body) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * sizes.length + body.length).putInt(magic);
    for (int size : sizes) {
      buffer.putInt(size);
    }
    return buffer.put(body).array();
  }

  /** Images of 2x3 pixels whose values count up from 0. */
  static byte[] images(int count) {
    byte[] body = new byte[count * 6];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) i;
    }
    return idx(0x803, new int[] {count, 2, 3}, body);
  }

  static byte[] labels(int... labels) {
    byte[] body = new byte[labels.length];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) labels[i];
    }
    return idx(0x801, new int[] {labels.length}, body);
  }

  /** A folder with MNIST's four files: three images to train on, two to test on. */
  static void mnist(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("train-images-idx3-ubyte"), images(3));
    Files.write(folder.resolve("train-labels-idx1-ubyte"), labels(7, 0, 9));
    Files.write(folder.resolve("t10k-images-idx3-ubyte.gz"), gzip(images(2)));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), gzip(labels(1, 2)));
  }

  /** A record of CIFAR: {@code labels}, then a red, a green and a blue plane of these values. */
  static byte[] cifar(int[] labels, int red, int green, int blue) {
    ByteBuffer record = ByteBuffer.allocate(labels.length + 3072);
    for (int label : labels) {
      record.put((byte) label);
    }
    for (int value : new int[] {red, green, blue}) {
      for (int i = 0; i < 1024; i++) {
        record.put((byte) value);
      }
    }
    return record.array();
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  /** One entry of a tar archive. */
  static byte[] tarred(String name, byte[] content) {
    byte[] entry = new byte[512 + (content.length + 511) / 512 * 512];
    put(entry, 0, name);
    put(entry, 124, String.format("%011o", content.length));
    entry[156] = '0';
    System.arraycopy(content, 0, entry, 512, content.length);
    return entry;
  }

  private static void put(byte[] into, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }

  /** A chunk of a PNG, with its length before and its checksum behind. */
  static byte[] chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(data);
    return ByteBuffer.allocate(12 + data.length).putInt(data.length).put(name).put(data).putInt((int) sum.getValue()).array();
  }
}
