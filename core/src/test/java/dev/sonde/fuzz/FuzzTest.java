package dev.sonde.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.BadData;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the harness sees what it is for. */
class FuzzTest {
  private static final List<byte[]> CORPUS = List.of("{a: 1}".getBytes(), "0123456789abcdef".getBytes());
  private static byte[] taken = {};

  @Test
  void inputs_follow_from_the_seed() {
    Mutator one = new Mutator(CORPUS, 3);
    Mutator other = new Mutator(CORPUS, 3);
    for (int i = 0; i < 200; i++) {
      assertArrayEquals(one.next(), other.next());
    }
  }

  @Test
  void every_broken_rule_is_named() {
    breaks("throws NullPointerException", () -> { throw new NullPointerException(); });
    breaks("throws StackOverflowError", () -> { throw new StackOverflowError(); });
    breaks("says nothing", () -> { throw new BadData(""); });
    breaks("names a class of Java", () -> { throw new BadData("cannot read: java.lang.Foo"); });
    breaks("says null", () -> { throw new BadData("cannot read: null"); });
    breaks("control characters", () -> { throw new IllegalArgumentException("two\nlines"); });
    breaks("64 MiB", () -> taken = new byte[80 << 20]);
    breaks("number format", () -> Integer.parseInt("x"));
  }

  private static void breaks(String rule, Runnable reader) {
    String message = assertThrows(AssertionError.class, () -> Fuzz.reader("harness", CORPUS, bytes -> {
      if (bytes.length < 8) {
        reader.run();
      }
    })).getMessage();
    assertTrue(message.contains(rule), message);
  }
}
