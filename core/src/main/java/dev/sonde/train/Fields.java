package dev.sonde.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.net.Nearest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A mapping of a recipe being read, in which every key must be used. */
final class Fields {
  private final JsonNode tree;
  private final String where;
  private final Set<String> known = new LinkedHashSet<>();

  Fields(JsonNode tree, String where) {
    if (!(tree instanceof ObjectNode)) {
      throw new IllegalArgumentException(where + " must be a mapping of keys to values, not " + brief(tree));
    }
    this.tree = tree;
    this.where = where;
  }

  Optional<JsonNode> node(String key) {
    known.add(key);
    return Optional.ofNullable(tree.get(key)).filter(node -> !node.isNull());
  }

  /** The value read by {@code parse}, whose complaint is given the key's place. */
  <T> Optional<T> text(String key, Function<String, T> parse) {
    return node(key).map(node -> {
      if (!node.isValueNode()) {
        throw new IllegalArgumentException("\"" + key + "\" in " + where + " must be one value, not " + brief(node));
      }
      return placed(key, node.asText(), parse);
    });
  }

  private <T> T placed(String key, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + key + ": " + text + "\" in " + where + " is no number of the right kind", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"" + key + "\" in " + where + ": " + e.getMessage(), e);
    }
  }

  String required(String key) {
    return text(key, Function.identity()).orElseThrow(() -> new IllegalArgumentException(where + " has no \"" + key + "\""));
  }

  /** A whole number of at least {@code bound}. */
  int count(String key, int otherwise, int bound) {
    int value = text(key, Integer::valueOf).orElse(otherwise);
    if (value < bound) {
      throw new IllegalArgumentException("\"" + key + "\" in " + where + " is " + value + " and must be at least " + bound);
    }
    return value;
  }

  /** A finite number of at least {@code bound}. */
  double number(String key, double otherwise, double bound) {
    double value = text(key, Double::valueOf).orElse(otherwise);
    if (!(value >= bound) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("\"" + key + "\" in " + where + " is " + value + " and must be a number of at least " + bound);
    }
    return value;
  }

  boolean flag(String key, boolean otherwise) {
    return text(key, text -> switch (text) {
      case "true", "on", "yes" -> true;
      case "false", "off", "no" -> false;
      default -> throw new IllegalArgumentException("\"" + text + "\" is neither on nor off");
    }).orElse(otherwise);
  }

  /** A list of texts; one text stands for a list of one. */
  List<String> texts(String key) {
    JsonNode node = node(key).orElse(null);
    if (node == null) {
      return List.of();
    }
    if (node.isValueNode()) {
      return List.of(node.asText());
    }
    List<String> all = new ArrayList<>();
    node.forEach(item -> all.add(item.asText()));
    return all;
  }

  /** A list of mappings, each read by {@code parse}. */
  <T> List<T> list(String key, Function<Fields, T> parse) {
    List<T> all = new ArrayList<>();
    node(key).ifPresent(items -> {
      if (!items.isArray()) {
        throw new IllegalArgumentException("\"" + key + "\" in " + where + " must be a list, not " + brief(items));
      }
      for (int i = 0; i < items.size(); i++) {
        Fields fields = new Fields(items.get(i), key + "[" + i + "] in " + where);
        all.add(parse.apply(fields));
        fields.done();
      }
    });
    return all;
  }

  /** Refuses keys that nobody asked for. */
  void done() {
    for (Iterator<String> names = tree.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw new IllegalArgumentException("unknown key \"" + name + "\" in " + where + "; did you mean \"" + Nearest.of(name, known) + "\"?");
      }
    }
  }

  private static String brief(JsonNode node) {
    String text = node.toString();
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}
