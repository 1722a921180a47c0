package dev.sonde.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Foreign text on its way into a page, and the page's own from the class path. */
final class Text {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Control characters, and halves of surrogate pairs. */
  private static final Pattern UNSPEAKABLE = Pattern.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]"
      + "|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]");

  private Text() {}

  /** Text that markup, or a quoted attribute of it, shows as it is; what XML has no way to say becomes the replacement character. */
  static String escaped(String text) {
    return UNSPEAKABLE.matcher(text).replaceAll("\ufffd")
        .replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
  }

  /** JSON that no text inside can end the script element around: every {@code <} is written as an escape. */
  static String script(JsonNode tree) {
    try {
      return JSON.writeValueAsString(tree).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers always has a written form", e);
    }
  }

  /** A file of the class path; a name without a leading slash is beside this class. */
  static String resource(String name) {
    try (InputStream in = Text.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + ": " + e.getMessage(), e);
    }
  }
}
