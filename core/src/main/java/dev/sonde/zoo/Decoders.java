package dev.sonde.zoo;

import dev.sonde.net.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The decoders by name. */
final class Decoders {
  private static final Map<String, Decoder> ALL = new LinkedHashMap<>();

  static {
    ALL.put("c1", C1.DECODER);
    ALL.put("ppm", Ppm.DECODER);
    ALL.put("upernet", UPerNet.of(512));
    ALL.put("upernet-lite", UPerNet.of(256));
    ALL.put("fcn", Fcn.DECODER);
  }

  private Decoders() {}

  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /** The name used here of a decoder that CSAIL calls {@code name}; any other name as it is. */
  static String canonical(String name) {
    return name.replace('_', '-');
  }

  static Decoder of(String name) {
    String known = canonical(name);
    String plain = known.replace("-deepsup", "");
    if (!plain.equals(known) && ALL.containsKey(plain)) {
      throw new IllegalArgumentException("decoder \"" + name + "\" is \"" + plain + "\" with a head at conv4 while it trains; write \"" + plain
          + "\" and supervise as published");
    }
    if (!ALL.containsKey(known)) {
      throw new IllegalArgumentException("no decoder \"" + name + "\" in the zoo" + Nearest.hint(known, ALL.keySet())
          + "; known are " + String.join(", ", ALL.keySet()));
    }
    return ALL.get(known);
  }
}
