package dev.sonde.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names, and colours where they are given, of the values that masks hold.
 *
 * <p>A text file: one name a line for values from 0 (or {@code offset}) on; or, where it is called {@code NAME.csv} or its first line has a comma or
 * semicolon, a CSV with a heading line, columns {@code index} (or {@code Idx}, {@code id}) and {@code name}, and {@code r,g,b} for colours; others are
 * passed over, so that CSAIL's {@code object150_info.csv} can be read. Of names such as {@code road;route} the first is taken where no other class has it.
 *
 * <p>Classes are the named values from {@code offset} on that are not ignored, numbered from 0 in rising order: {@code class = value − offset} where no
 * value between is ignored or without a name.
 *
 * @param where   the file or description, for messages
 * @param names   by value of a mask, in rising order
 * @param colours by value, {@code 0xRRGGBB}; empty where the file has none
 */
record ClassTable(String where, Map<Integer, String> names, Map<Integer, Integer> colours) {
  /** Reads the lines of {@code file}; values start from {@code offset} where it gives none. */
  static ClassTable read(Path file, int offset) {
    List<String> lines = TextFile.lines(file);
    if (lines.isEmpty()) {
      throw new BadData(file + " names no class; write one name a line");
    }
    String first = lines.get(0).toLowerCase(Locale.ROOT);
    return file.toString().endsWith(".csv") || first.contains(",") || first.contains(";") ? table(file, cells(first), lines.subList(1, lines.size()))
        : of(file.toString(), lines, offset);
  }

  /** Names alone, for values from {@code offset} on. */
  static ClassTable of(String where, List<String> names, int offset) {
    Map<Integer, String> all = new LinkedHashMap<>();
    names.forEach(name -> all.put(offset + all.size(), name));
    return new ClassTable(where, all, Map.of());
  }

  private static ClassTable table(Path file, List<String> heading, List<String> rows) {
    Map<Integer, String> names = new LinkedHashMap<>();
    Map<Integer, Integer> colours = new LinkedHashMap<>();
    if (!heading.contains("name")) {
      throw new BadData(file + " has no column \"name\", only " + heading + "; a table of classes begins with a heading such as index,name (commas between),"
          + " a list of names has one name a line and neither comma nor semicolon in its first");
    }
    int index = Stream.of("index", "idx", "id").map(heading::indexOf).filter(i -> i >= 0).findFirst()
        .orElseThrow(() -> new BadData(file + " has no column \"index\", only " + heading));
    for (String row : rows) {
      List<String> cells = cells(row);
      int value = number(file, row, cells, index);
      if (names.put(value, cell(file, row, cells, heading.indexOf("name"))) != null) {
        throw new BadData(file + " names the value " + value + " twice; each value is one class");
      }
      if (heading.containsAll(List.of("r", "g", "b"))) {
        colours.put(value, colour(file, row, cells, heading));
      }
    }
    return new ClassTable(file.toString(), brief(names), colours);
  }

  /** First of the names that a class goes by, where that tells it from the others. */
  private static Map<Integer, String> brief(Map<Integer, String> names) {
    List<String> firsts = names.values().stream().map(ClassTable::first).toList();
    Set<String> twice = twice(firsts);
    Map<Integer, String> all = new LinkedHashMap<>();
    names.forEach((value, name) -> all.put(value, twice.contains(first(name)) ? name.replace(";", ", ") : first(name)));
    return all;
  }

  private static String first(String name) {
    return name.split(";", 2)[0].strip();
  }

  /** Those that stand more than once. */
  private static Set<String> twice(List<String> all) {
    Set<String> seen = new HashSet<>();
    return all.stream().filter(one -> !seen.add(one)).collect(Collectors.toCollection(TreeSet::new));
  }

  private static int colour(Path file, String row, List<String> cells, List<String> heading) {
    int rgb = 0;
    for (String channel : List.of("r", "g", "b")) {
      int level = number(file, row, cells, heading.indexOf(channel));
      if (level < 0 || level > 255) {
        throw new BadData(file + ": the colour of \"" + row + "\" has a level of " + level + "; levels lie in 0..255");
      }
      rgb = rgb << 8 | level;
    }
    return rgb;
  }

  private static int number(Path file, String row, List<String> cells, int column) {
    try {
      return Integer.parseInt(cell(file, row, cells, column));
    } catch (NumberFormatException e) {
      throw new BadData(file + ": \"" + row + "\" needs a whole number in column " + (column + 1), e);
    }
  }

  private static String cell(Path file, String row, List<String> cells, int column) {
    if (column >= cells.size() || cells.get(column).isEmpty()) {
      throw new BadData(file + ": \"" + row + "\" has nothing in column " + (column + 1));
    }
    return cells.get(column);
  }

  private static List<String> cells(String row) {
    return new ArrayList<>(Arrays.stream(row.split(",")).map(String::strip).toList());
  }

  /**
   * The value of each class in masks: those from {@code offset} on that are named and not ignored, rising.
   *
   * @throws IllegalArgumentException where there is none
   * @throws BadData where one has an empty name, or two have the same
   */
  List<Integer> values(int offset, Set<Integer> ignored) {
    List<Integer> values = names.keySet().stream().filter(value -> value >= offset && !ignored.contains(value)).sorted().toList();
    if (values.isEmpty()) {
      throw new IllegalArgumentException(Sentence.of("no class is left: of the values " + names.keySet() + " none is at least the offset "
          + offset + " and not ignored"));
    }
    values.stream().filter(value -> names.getOrDefault(value, "").isBlank()).findFirst().ifPresent(value -> {
      throw new BadData(where + " has an empty name for the value " + value + "; name it, or ignore it");
    });
    twice(values.stream().map(names::get).toList()).stream().findFirst().ifPresent(name -> {
      throw new BadData(where + " names the values " + values.stream().filter(value -> name.equals(names.get(value))).map(String::valueOf)
          .collect(Collectors.joining(" and ")) + " alike, \"" + name + "\"; each class has a name of its own");
    });
    return values;
  }

  /** The names of {@link #values}: of classes 0 to K − 1. */
  List<String> classes(int offset, Set<Integer> ignored) {
    return values(offset, ignored).stream().map(names::get).toList();
  }

  /** Colours of the classes that have these values, where all are known. */
  Optional<Palette> palette(List<Integer> values) {
    return colours.keySet().containsAll(values) ? Optional.of(new Palette(values.stream().map(colours::get).toList())) : Optional.empty();
  }
}
