package dev.sonde.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A pen for pickles, and for the archive that {@code torch.save} puts them in: sound ones and bad ones. */
final class PickleWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static PickleWriter of() {
    return new PickleWriter().raw(0x80, 2);
  }

  PickleWriter raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  PickleWriter ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  PickleWriter global(String module, String name) {
    return ascii("c" + module + "\n" + name + "\n");
  }

  PickleWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return raw('X').bytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(utf8.length).array()).bytes(utf8);
  }

  PickleWriter number(long value) {
    return raw(0x8a, 8).bytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  PickleWriter numbers(long... values) {
    raw('(');
    for (long value : values) {
      number(value);
    }
    return raw('t');
  }

  /** A tensor over the float storage {@code key}. */
  PickleWriter tensor(String key, long elements, long offset, long[] sizes, long... strides) {
    return global("torch._utils", "_rebuild_tensor_v2").raw('(', '(').text("storage").global("torch", "FloatStorage").text(key).text("cpu")
        .number(elements).raw('t', 'Q').number(offset).numbers(sizes).numbers(strides).raw(0x89, '}', 't', 'R');
  }

  private PickleWriter bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  byte[] end() {
    return raw('.').out.toByteArray();
  }

  /** A dict of one tensor {@code w} = {@code [1, 2, 3, 4]} in two rows. */
  static byte[] small() {
    return zip(dict("w", 4, 0, new long[] {2, 2}, 2, 1), Map.of("0", floats(1, 2, 3, 4)));
  }

  static byte[] dict(String name, long elements, long offset, long[] sizes, long... strides) {
    return of().raw('}').text(name).tensor("0", elements, offset, sizes, strides).raw('s').end();
  }

  static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  static byte[] zip(byte[] pickle, Map<String, byte[]> storages) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a/data.pkl", pickle);
    storages.forEach((key, bytes) -> entries.put("a/data/" + key, bytes));
    return zip(entries, ZipEntry.STORED);
  }

  static byte[] zip(Map<String, byte[]> entries, int method) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ZipEntry header = new ZipEntry(entry.getKey());
        CRC32 crc = new CRC32();
        crc.update(entry.getValue());
        header.setMethod(method);
        header.setSize(entry.getValue().length);
        header.setCrc(crc.getValue());
        zip.putNextEntry(header);
        zip.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** An archive of nothing but a directory whose entries say, in 64 bits, that they are so long. */
  static byte[] claiming(long... bytes) {
    PickleWriter zip = new PickleWriter().ascii("PK\3\4");
    for (int i = 0; i < bytes.length; i++) {
      zip.ascii("PK\1\2").raw(new int[20]).raw(255, 255, 255, 255, 3, 0, 20, 0).raw(new int[14]).ascii("a/" + i).raw(1, 0, 16, 0);
      zip.bytes(little(bytes[i])).bytes(little(bytes[i]));
    }
    int length = zip.out.size() - 4;
    return zip.ascii("PK\5\6").raw(new int[8]).bytes(little(length | 4L << 32)).raw(0, 0).out.toByteArray();
  }

  private static byte[] little(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  static Path write(Path folder, byte[] content) {
    try {
      return Files.write(folder.resolve("some.pth"), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
