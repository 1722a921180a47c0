package dev.sonde.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** A name followed by {@code key=value} words and flags, each of which must be used. */
final class Words {
  private final String text;
  private final String name;
  private final Map<String, String> options = new LinkedHashMap<>();
  private final TreeSet<String> known = new TreeSet<>();

  Words(String text) {
    this.text = text.strip();
    String[] words = this.text.split("\\s+");
    name = words[0];
    for (int i = 1; i < words.length; i++) {
      String[] pair = words[i].split("=", 2);
      options.put(pair[0], pair.length == 2 ? pair[1] : "");
    }
  }

  String name() {
    return name;
  }

  double number(String key, double otherwise) {
    known.add(key);
    String value = options.remove(key);
    if (value == null) {
      return otherwise;
    }
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + key + "=" + value + "\" in \"" + text + "\" is no number", e);
    }
  }

  boolean flag(String key) {
    known.add(key);
    String value = options.remove(key);
    if (value != null && !value.isEmpty()) {
      throw new IllegalArgumentException("\"" + key + "\" in \"" + text + "\" is a flag and takes no value");
    }
    return value != null;
  }

  void done() {
    if (!options.isEmpty()) {
      throw new IllegalArgumentException("unknown word \"" + options.keySet().iterator().next() + "\" in \"" + text + "\"; known are " + known);
    }
  }
}
