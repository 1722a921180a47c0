package dev.sonde.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the values of masks stand for: a class, nothing that counts ({@link Mask#IGNORE}), or {@link #UNKNOWN}.
 *
 * @param classes  names by class
 * @param values   value in masks by class, rising
 * @param spec     offset, ignored values, and whether values are colours
 * @param byValue  label by index value, for masks of indices
 * @param byColour label by {@code 0xRRGGBB}, for masks of colours
 */
record Legend(List<String> classes, List<Integer> values, MaskSpec spec, short[] byValue, Map<Integer, Short> byColour) {
  /** What a mask may not hold: neither class nor ignored. */
  static final short UNKNOWN = Short.MIN_VALUE;

  private static final int VALUES = 1 << 16;

  static Legend of(ClassTable table, MaskSpec spec) {
    List<Integer> values = table.values(spec.offset(), spec.ignore());
    List<String> classes = values.stream().map(table.names()::get).toList();
    if (classes.size() > Short.MAX_VALUE) {
      throw new BadData(spec.where() + " names " + classes.size() + " classes; at most " + Short.MAX_VALUE + " are possible");
    }
    short[] byValue = byValue(values, spec.ignore());
    return new Legend(classes, values, spec, byValue, spec.colours() ? byColour(table, spec, byValue) : Map.of());
  }

  /** The label of each value of 16 bits. */
  static short[] byValue(List<Integer> values, Set<Integer> ignored) {
    short[] labels = new short[VALUES];
    Arrays.fill(labels, UNKNOWN);
    for (int label = 0; label < values.size(); label++) {
      if (values.get(label) >= 0 && values.get(label) < VALUES) {
        labels[values.get(label)] = (short) label;
      }
    }
    ignored.stream().filter(value -> value >= 0 && value < VALUES).forEach(value -> labels[value] = Mask.IGNORE);
    return labels;
  }

  private static Map<Integer, Short> byColour(ClassTable table, MaskSpec spec, short[] byValue) {
    Map<Integer, Short> all = new HashMap<>();
    table.colours().forEach((value, colour) -> {
      short label = value < 0 || value >= VALUES ? UNKNOWN : byValue[value];
      Short other = all.put(colour, label);
      if (other != null && other != label) {
        throw new IllegalArgumentException(Sentence.of(("two classes of %s have the colour #%06x, so masks cannot be told by"
            + " colour; use index masks").formatted(spec.where(), colour)));
      }
    });
    if (all.isEmpty()) {
      throw new IllegalArgumentException(Sentence.of("masks of " + spec.where()
          + " are declared to be colours, but its classes have none; add columns r,g,b"));
    }
    return all;
  }

  /** The labels of a mask's pixels, {@link #UNKNOWN} among them. */
  short[] labels(Indices indices) {
    short[] labels = new short[indices.values().length];
    int last = -1;
    short label = UNKNOWN;
    for (int i = 0; i < labels.length; i++) {
      int value = indices.values()[i];
      if (value != last) {
        label = spec.colours() ? byColour.getOrDefault(value, UNKNOWN) : byValue[value];
        last = value;
      }
      labels[i] = label;
    }
    return labels;
  }

  /** Tells what every value stands for. */
  Fingerprint tell(Fingerprint to) {
    for (short label : byValue) {
      to.number(label);
    }
    new TreeMap<>(byColour).forEach((colour, label) -> to.number(colour).number(label));
    return to;
  }

  /** A value as people write it. */
  String shown(int value) {
    return spec.colours() ? "#%06x".formatted(value) : String.valueOf(value);
  }

  /** The way out for an unknown value. */
  String way(int value) {
    return spec.colours() ? "no class has that colour"
        : "the " + classes.size() + " classes are the values " + runs() + "; declare ignore: " + value + " if it counts for nothing, or name its class";
  }

  /** The values of the classes as people write them: {@code 7 to 8, 11 to 13, 17}. */
  private String runs() {
    List<String> runs = new ArrayList<>();
    for (int first = 0, next = 1; first < values.size(); first = next++) {
      while (next < values.size() && values.get(next) == values.get(next - 1) + 1) {
        next++;
      }
      runs.add(values.get(first) + (next > first + 1 ? " to " + values.get(next - 1) : ""));
    }
    return String.join(", ", runs);
  }

  /** Refuses a mask of colours where indices are declared, and the other way round. */
  void checkKind(Indices indices, Pair pair) {
    if (indices.colour() != spec.colours()) {
      throw new BadData(pair.mask() + (spec.colours() ? " is a gray or palette PNG, but colours: yes is declared; declare colours: no"
          : " is a colour PNG, not one of class numbers; save indices (gray or palette), or declare colours: yes and list r,g,b of every class"));
    }
  }

  /** Refuses a mask that has not the size of its image. */
  static void checkSize(Indices mask, Image image, Pair pair) {
    if (mask.height() != image.height() || mask.width() != image.width()) {
      throw new BadData(pair.mask() + " is " + mask.width() + "x" + mask.height() + " pixels, but its image " + pair.image() + " is " + image.width()
          + "x" + image.height() + "; a mask has the size of its image");
    }
  }
}
