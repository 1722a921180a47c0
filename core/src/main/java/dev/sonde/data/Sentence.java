package dev.sonde.data;

import com.fasterxml.jackson.core.JsonProcessingException;

/**
 * A message in one line for a person, whatever was quoted in it from a stranger's file: nothing in it moves a terminal's cursor or turns
 * its letters.
 */
public final class Sentence {
  private static final int HEAD = 700;
  private static final int TAIL = 300;
  /** Without these Persian and some pictures of emoji are not written right. */
  private static final int NON_JOINER = 0x200c;
  private static final int JOINER = 0x200d;

  private Sentence() {}

  /** The message with what cannot be shown as its number in Unicode, {@code <U+0007>}, and without its middle where it is long. */
  public static String of(String message) {
    StringBuilder line = new StringBuilder();
    brief(message).codePoints().forEach(point -> line.append(shown(point) ? Character.toString(point) : "<U+%04X>".formatted(point)));
    return brief(line.toString());
  }

  /** What Jackson found wrong in a text: its first line, without the words that are for programmers. */
  static String of(JsonProcessingException e) {
    return of(e.getOriginalMessage().lines().findFirst().orElse("it cannot be read"))
        .replaceAll(" \\((?!'|code ).*|: not allowed as per .*|, from `.*", "");
  }

  private static String brief(String message) {
    return message.length() <= HEAD + TAIL ? message : message.substring(0, HEAD) + " … " + message.substring(message.length() - TAIL);
  }

  private static boolean shown(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      case Character.FORMAT -> point == NON_JOINER || point == JOINER;
      default -> true;
    };
  }
}
