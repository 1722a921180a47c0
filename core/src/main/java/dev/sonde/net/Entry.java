package dev.sonde.net;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One mapping of a network's JSON while it is read: it remembers which keys were asked for and refuses the others. */
final class Entry {
  private final JsonNode tree;
  private final String where;
  private final Set<String> known;

  private Entry(JsonNode tree, String where, Set<String> known) {
    this.tree = tree;
    this.where = where;
    this.known = known;
  }

  static Entry of(JsonNode tree, String where) {
    if (!tree.isObject()) {
      throw new IllegalArgumentException(where + " must be a mapping of keys to values");
    }
    return new Entry(tree, where, new LinkedHashSet<>());
  }

  /** The same, by another name in errors. */
  Entry called(String name) {
    return new Entry(tree, name, known);
  }

  String where() {
    return where;
  }

  JsonNode take(String key) {
    JsonNode value = optional(key);
    if (value.isMissingNode()) {
      throw new IllegalArgumentException(where + " needs the key \"" + key + "\"");
    }
    return value;
  }

  private JsonNode optional(String key) {
    known.add(key);
    JsonNode value = tree.get(key);
    return value == null ? MissingNode.getInstance() : value;
  }

  String text(String key) {
    return asText(key, take(key));
  }

  private String asText(String key, JsonNode value) {
    if (!value.isTextual()) {
      throw wrong(key, value, "a text");
    }
    return value.textValue();
  }

  /** A list of texts, or one text for a list of one. */
  List<String> texts(String key, List<String> otherwise) {
    JsonNode value = optional(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isArray()) {
      return List.of(asText(key, value));
    }
    List<String> texts = new ArrayList<>();
    value.forEach(item -> texts.add(asText(key, item)));
    return texts;
  }

  int number(String key) {
    return whole(key, take(key));
  }

  int number(String key, int otherwise) {
    JsonNode value = optional(key);
    return value.isMissingNode() ? otherwise : whole(key, value);
  }

  private int whole(String key, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(key, value, "a whole number");
    }
    return value.intValue();
  }

  double real(String key, double otherwise) {
    JsonNode value = optional(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (value.isNumber()) {
      return value.doubleValue();
    }
    try { // YAML 1.1 takes 1e-5 for a text
      return Double.parseDouble(asText(key, value));
    } catch (IllegalArgumentException e) {
      throw wrong(key, value, "a number");
    }
  }

  boolean flag(String key, boolean otherwise) {
    JsonNode value = optional(key);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw wrong(key, value, "true or false");
    }
    return value.isMissingNode() ? otherwise : value.booleanValue();
  }

  /** Refuses keys that nobody asked for. */
  void done() {
    for (Iterator<String> keys = tree.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!known.contains(key)) {
        throw new IllegalArgumentException(where + " has an unknown key \"" + key + "\"" + Nearest.hint(key, known)
            + "; known are " + String.join(", ", known));
      }
    }
  }

  private IllegalArgumentException wrong(String key, JsonNode value, String needed) {
    String text = value.isNull() ? "nothing" : value.toString();
    String brief = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return new IllegalArgumentException("\"" + key + "\" of " + where + " must be " + needed + ", not " + brief);
  }
}
