package dev.sonde.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A SHA-256 of what is told to it: texts as their length and their UTF-8, numbers as 8 bytes, files as their length and their bytes.
 *
 * <p>What cannot be read is told as such and is no error here: it is one where that sample is needed.
 */
final class Fingerprint {
  /** Samples of a set that are looked at closely. */
  static final int SAMPLES = 64;

  private static final int DIGITS = 16;
  private static final String UNREADABLE = "unreadable";

  private final MessageDigest digest;

  private Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Of a set: its classes and its size. */
  static Fingerprint of(Dataset data) {
    Fingerprint begun = new Fingerprint().number(data.classes().size());
    data.classes().forEach(begun::text);
    return begun.number(data.size());
  }

  /** Numbers of at most {@value #SAMPLES} samples, evenly spread from the first on. */
  static IntStream spread(int size) {
    int count = Math.min(SAMPLES, size);
    return IntStream.range(0, count).map(i -> (int) ((long) i * size / count));
  }

  Fingerprint number(long value) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
    return this;
  }

  Fingerprint text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  Fingerprint bytes(byte[] bytes) {
    number(bytes.length);
    digest.update(bytes);
    return this;
  }

  /** A sample: sizes, values and truth. */
  Fingerprint sample(Dataset data, int index) {
    try {
      Sample sample = data.get(index);
      Image image = sample.image();
      ByteBuffer values = ByteBuffer.allocate(Math.multiplyExact(image.values().length, Float.BYTES));
      values.asFloatBuffer().put(image.values());
      return number(image.height()).number(image.width()).number(image.channels()).bytes(values.array()).truth(sample.truth());
    } catch (BadData | UncheckedIOException e) {
      return text(UNREADABLE);
    }
  }

  private Fingerprint truth(Truth truth) {
    if (truth instanceof Mask mask) {
      ByteBuffer classes = ByteBuffer.allocate(Math.multiplyExact(mask.classes().length, Short.BYTES));
      classes.asShortBuffer().put(mask.classes());
      return number(mask.height()).number(mask.width()).bytes(classes.array());
    }
    return number(((Label) truth).index());
  }

  /** The place of a file below {@code root}, in one spelling on every system, and its size. */
  Fingerprint entry(Path root, Path file) {
    StringBuilder name = new StringBuilder();
    root.toAbsolutePath().normalize().relativize(file.toAbsolutePath().normalize()).forEach(part -> name.append('/').append(part));
    text(name.toString());
    try {
      return number(Files.size(file));
    } catch (IOException e) {
      return text(UNREADABLE);
    }
  }

  /** The bytes of the files of at most {@value #SAMPLES} samples, evenly spread. */
  Fingerprint contents(List<List<Path>> files) {
    spread(files.size()).forEach(index -> files.get(index).forEach(this::content));
    return this;
  }

  private void content(Path file) {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (IOException e) {
      text(UNREADABLE);
    }
  }

  /** The first {@value #DIGITS} hexadecimal digits; nothing can be told afterwards. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
  }
}
