package dev.sonde.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Texts of files from strangers as they may be printed: one line of bounded length, without anything that a terminal obeys. */
public final class Plain {
  /** Characters of the longest key or text that a recipe or a network may hold. */
  static final int LONGEST = 1000;
  private static final int LONGEST_WORD = 100_000;
  private static final int SHOWN = 100;
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");
  /** What a parser adds for those who program with it. */
  private static final String ASIDE = "(: was expecting)? \\((JSON|Java)[^)]*\\)|, got this instead: .*| \\(bound as .*";

  private Plain() {}

  /** The beginning of {@code text} on one line. */
  public static String text(String text) {
    return line(text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text);
  }

  /** The same between quotes. */
  public static String quoted(String text) {
    return "\"" + text(text) + "\"";
  }

  private static String line(String text) {
    return UNSEEN.matcher(text).replaceAll("?");
  }

  /** Whether {@code text} is one line that a person may have written. */
  public static boolean is(String text) {
    return text.length() <= LONGEST && !UNSEEN.matcher(text).find();
  }

  /** What a parser of JSON or YAML says, as a part of a sentence; its own lines that show the text and the place are left out. */
  public static String said(JsonProcessingException failure) {
    String said = failure.getOriginalMessage().replaceAll(ASIDE, "").lines().filter(line -> !line.isBlank() && !line.startsWith(" ") && !line.startsWith("in \""))
        .collect(Collectors.joining(", "));
    return said.isBlank() ? "it is none" : line(said.length() > 3 * SHOWN ? said.substring(0, 3 * SHOWN) + "…" : said);
  }

  /**
   * Reads YAML or JSON.
   *
   * @throws IllegalArgumentException where it holds what no person writes
   * @throws JsonProcessingException  where it is neither; {@link #said} says why
   */
  public static JsonNode tree(ObjectMapper yaml, String text, String where) throws JsonProcessingException {
    requireWords(text, where);
    JsonNode tree = yaml.readTree(text);
    require(tree, where);
    return tree;
  }

  /** The YAML reader copies what is left of a word again and again, so that its time grows with the square of the length. */
  private static void requireWords(String text, String where) {
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      from = text.charAt(i) <= ' ' ? i : from;
      if (i - from > LONGEST_WORD) {
        throw new IllegalArgumentException(where + " holds more than " + LONGEST_WORD + " characters without a space or a line feed; YAML and JSON may be indented");
      }
    }
  }

  /** Refuses a tree in which a key or a text is longer than a person writes, or has what a terminal obeys; texts of several lines may. */
  public static void require(JsonNode tree, String where) {
    tree.fieldNames().forEachRemaining(key -> require("key", key, where));
    if (tree.isTextual()) {
      require("text", tree.textValue(), where);
    }
    tree.forEach(child -> require(child, where));
  }

  private static void require(String what, String text, String where) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(where + " holds a " + what + " of " + text.length() + " characters, " + quoted(text) + "; at most " + LONGEST + " are read");
    }
    if (UNSEEN.matcher(text).find()) {
      throw new IllegalArgumentException(where + " holds a " + what + " with a line feed or another character that is not seen, " + quoted(text));
    }
  }
}
