package dev.sonde.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Texts of files from strangers as they may be printed: one line of bounded length, without anything that a terminal obeys. */
public final class Plain {
  /** Characters of the longest key or text that a recipe or a network may hold. */
  static final int LONGEST = 1000;
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

  /** What a parser of JSON or YAML says, as a part of a sentence; its own lines that show the text and the place are left out. */
  public static String said(JsonProcessingException failure) {
    String said = failure.getOriginalMessage().replaceAll(ASIDE, "").lines().filter(line -> !line.isBlank() && !line.startsWith(" ") && !line.startsWith("in \""))
        .collect(Collectors.joining(", "));
    return said.isBlank() ? "it is none" : line(said.length() > 3 * SHOWN ? said.substring(0, 3 * SHOWN) + "…" : said);
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
