package dev.sonde.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A maker of broken files out of whole ones; the same for the same seed. */
final class Mutator {
  private static final long[] NUMBERS = {0, 1, -1, 2, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 60_000, 1 << 20, 1 << 24, 1 << 28, Integer.MAX_VALUE,
      Integer.MIN_VALUE, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE};
  private static final List<String> WORDS = List.of("0", "-1", "1", "2147483648", "-9223372036854775809", "1e999", "NaN", "1.5", "\"\"", "\"", "'", "[]", "{}",
      "{", "}", "[", "]", ":", ",", "null", "true", "no", "~", "../..", "/etc/passwd", "..", ".", "a/../../b", "\0", "\n", "\r\n", "\t", "#", "&a", "*a",
      "!!java.lang.Object", "\ufeff", "\u202e", "é", "\uD83D\uDE00", "[[[[[[[[", "{a: {a: {a: {a: ", "- - - - - -", "%", "\\u0000", "\\", "|", ">", "---\n");
  private static final Pattern TOKEN = Pattern.compile("[\\w.+-]+|[^\\w\\s]");
  private static final int LARGEST = 1 << 20;

  private final List<byte[]> corpus;
  private final Random random;

  Mutator(List<byte[]> corpus, long seed) {
    this.corpus = corpus;
    this.random = new Random(seed);
  }

  /** A whole file with one to six things wrong. */
  byte[] next() {
    byte[] bytes = any().clone();
    for (int i = 1 << random.nextInt(3), done = 0; done < i + random.nextInt(3); done++) {
      bytes = changed(bytes);
    }
    return bytes.length > LARGEST ? Arrays.copyOf(bytes, LARGEST) : bytes;
  }

  private byte[] any() {
    return corpus.get(random.nextInt(corpus.size()));
  }

  private byte[] changed(byte[] bytes) {
    int at = at(bytes.length);
    return switch (bytes.length == 0 ? 4 : random.nextInt(12)) {
      case 0 -> flipped(bytes, at);
      case 1 -> Arrays.copyOf(bytes, at);
      case 2 -> replaced(bytes, at, Math.min(bytes.length, at + length(bytes.length)), new byte[0]);
      case 3 -> replaced(bytes, at, at, noise());
      case 4 -> spliced(bytes, at);
      case 5, 6 -> number(bytes, at);
      case 7 -> repeated(bytes, at);
      case 8, 9 -> token(bytes);
      case 10 -> replaced(bytes, at, at, word());
      default -> replaced(bytes, at, Math.min(bytes.length, at + 1), new byte[] {(byte) random.nextInt(256)});
    };
  }

  /** A place; headers are met more often than their share. */
  private int at(int length) {
    return length == 0 ? 0 : random.nextInt(random.nextInt(3) == 0 ? Math.min(length, 64) : length);
  }

  private int length(int most) {
    return 1 + random.nextInt(random.nextInt(4) == 0 ? Math.max(1, most) : 8);
  }

  private byte[] flipped(byte[] bytes, int at) {
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private byte[] noise() {
    byte[] noise = new byte[length(64)];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] word() {
    return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] spliced(byte[] bytes, int at) {
    byte[] other = any();
    int from = at(other.length);
    return replaced(bytes, at, random.nextBoolean() ? bytes.length : at, Arrays.copyOfRange(other, from, Math.min(other.length, from + length(other.length))));
  }

  private byte[] number(byte[] bytes, int at) {
    int width = 1 << random.nextInt(4);
    ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    byte[] all = ByteBuffer.allocate(8).order(order).putLong(NUMBERS[random.nextInt(NUMBERS.length)]).array();
    byte[] some = order == ByteOrder.BIG_ENDIAN ? Arrays.copyOfRange(all, 8 - width, 8) : Arrays.copyOf(all, width);
    return replaced(bytes, at, Math.min(bytes.length, at + width), some);
  }

  private byte[] repeated(byte[] bytes, int at) {
    byte[] block = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + length(bytes.length)));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = random.nextInt(random.nextInt(8) == 0 ? 2000 : 6); i >= 0 && all.size() < LARGEST / 8; i--) {
      all.writeBytes(block);
    }
    return replaced(bytes, at, at, all.toByteArray());
  }

  /** One token of a text becomes another of it, or a nasty one. */
  private byte[] token(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<int[]> tokens = new ArrayList<>();
    for (Matcher matcher = TOKEN.matcher(text); tokens.size() < 2000 && matcher.find(); ) {
      tokens.add(new int[] {matcher.start(), matcher.end()});
    }
    if (tokens.isEmpty()) {
      return bytes;
    }
    int[] gone = tokens.get(random.nextInt(tokens.size()));
    int[] other = tokens.get(random.nextInt(tokens.size()));
    return replaced(bytes, gone[0], gone[1], random.nextBoolean() ? word() : Arrays.copyOfRange(bytes, other[0], other[1]));
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(bytes.length + by.length);
    all.write(bytes, 0, from);
    all.writeBytes(by);
    all.write(bytes, to, bytes.length - to);
    return all.toByteArray();
  }
}
