package dev.sonde.store;

import dev.sonde.data.BadData;
import dev.sonde.net.Plain;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pickle's values become: {@code Long}, {@code BigInteger}, {@code Double}, {@code Boolean}, {@code String} (bytes as Latin-1),
 * {@code List} (also tuples and sets), {@link Table}, {@link View}, {@link Global} and {@link #NONE}.
 */
final class Pickled {
  /** Python's {@code None}. */
  static final Object NONE = new Object();
  private static final int LONGEST_NUMBER = 4096;

  private Pickled() {}

  /** A dict, in its own order; a key that is neither text, number nor truth value is kept as nothing but a place. */
  static final class Table {
    private final Map<Object, Object> entries = new LinkedHashMap<>();

    /** Never hashes a container, which may hold itself. */
    void put(Object key, Object value) {
      boolean plain = key instanceof String || key instanceof Number || key instanceof Boolean;
      entries.put(plain ? key : new Object(), value);
    }

    Map<Object, Object> entries() {
      return entries;
    }
  }

  /** The value of an opcode that carries it: numbers, texts, bytes, constants; empty for the other opcodes. */
  static Optional<Object> literal(String file, int opcode, PickleBytes in) {
    return switch (opcode) {
      case 'N' -> Optional.of(NONE);
      case 0x88 -> Optional.of(true);
      case 0x89 -> Optional.of(false);
      case 'J' -> Optional.of((long) in.i32());
      case 'K' -> Optional.of((long) in.u8());
      case 'M' -> Optional.of((long) in.u16());
      case 0x8a -> Optional.of(whole(file, in, in.u8()));
      case 0x8b -> Optional.of(whole(file, in, in.i32()));
      case 'G' -> Optional.of(in.f64());
      case 'I', 'L', 'F' -> Optional.of(number(file, opcode, in.line()));
      case 'S' -> Optional.of(quoted(file, in.line()));
      case 'V' -> Optional.of(in.line());
      default -> text(opcode, in);
    };
  }

  private static Optional<Object> text(int opcode, PickleBytes in) {
    return switch (opcode) {
      case 'U' -> Optional.of(in.text(in.u8()));
      case 'T' -> Optional.of(in.text(in.i32()));
      case 'X' -> Optional.of(in.text(Integer.toUnsignedLong(in.i32())));
      case 0x8c -> Optional.of(in.text(in.u8()));
      case 0x8d -> Optional.of(in.text(in.i64()));
      case 'C' -> Optional.of(bytes(in, in.u8()));
      case 'B' -> Optional.of(bytes(in, Integer.toUnsignedLong(in.i32())));
      case 0x8e, 0x96 -> Optional.of(bytes(in, in.i64()));
      default -> Optional.empty();
    };
  }

  private static Object bytes(PickleBytes in, long count) {
    return new String(in.bytes(count), StandardCharsets.ISO_8859_1);
  }

  /** Two's complement, low byte first. */
  private static Object whole(String file, PickleBytes in, int count) {
    if (count < 0 || count > LONGEST_NUMBER) {
      throw new BadData("%s is damaged: a number of %d bytes stands in its pickle; at most %d are read".formatted(file, count,
          LONGEST_NUMBER));
    }
    byte[] bytes = in.bytes(count);
    for (int i = 0, j = count - 1; i < j; i++, j--) {
      byte low = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = low;
    }
    return narrowed(count == 0 ? BigInteger.ZERO : new BigInteger(bytes));
  }

  private static Object narrowed(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private static Object number(String file, int opcode, String line) {
    try {
      return switch (opcode) {
        case 'I' -> line.equals("00") || line.equals("01") ? (Object) line.equals("01") : narrowed(new BigInteger(line));
        case 'L' -> narrowed(new BigInteger(line.endsWith("L") ? line.substring(0, line.length() - 1) : line));
        default -> Double.valueOf(line);
      };
    } catch (NumberFormatException e) {
      throw new BadData("%s is damaged: its pickle has the number %s".formatted(file, Plain.quoted(line)), e);
    }
  }

  private static Object quoted(String file, String line) {
    String text = line.strip();
    if (text.length() < 2 || text.charAt(0) != text.charAt(text.length() - 1) || "'\"".indexOf(text.charAt(0)) < 0) {
      throw new BadData("%s is damaged: its pickle has a text without quotes".formatted(file));
    }
    return text.substring(1, text.length() - 1);
  }

  /** A list of whole numbers, as sizes and strides are; throws {@link BadData} for anything else. */
  static List<Long> wholes(String file, String what, Object value) {
    if (value instanceof List<?> list && list.size() <= View.DIMENSIONS && list.stream().allMatch(Long.class::isInstance)) {
      return list.stream().map(Long.class::cast).toList();
    }
    throw new BadData("%s is damaged: the %s of a tensor are no list of at most %d whole numbers".formatted(file, what, View.DIMENSIONS));
  }
}
