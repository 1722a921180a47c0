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
import java.util.stream.Stream;

/**
 * Names, and colours where they are given, of the values that masks hold.
 *
 * <p>A text file: one name a line for values from 0 (or {@code offset}) on; or a CSV with a heading line, columns {@code index} (or {@code Idx}) and
 * {@code name}, and {@code r,g,b} for colours; others are passed over, so that CSAIL's {@code object150_info.csv} can be read. Of names such as
 * {@code road;route} the first is taken where no other class has it.
 *
 * @param names   by value of a mask, in rising order
 * @param colours by value, {@code 0xRRGGBB}; empty where the file has none
 */
record ClassTable(Map<Integer, String> names, Map<Integer, Integer> colours) {
  /** Reads the lines of {@code file}; values start from {@code offset} where it gives none. */
  static ClassTable read(Path file, int offset) {
    List<String> lines = TextFile.lines(file);
    if (lines.isEmpty()) {
      throw new BadData(file + " names no class; write one name a line");
    }
    List<String> heading = cells(lines.get(0).toLowerCase(Locale.ROOT));
    return heading.size() > 1 && heading.contains("name") ? table(file, heading, lines.subList(1, lines.size())) : of(lines, offset);
  }

  /** Names alone, for values from {@code offset} on. */
  static ClassTable of(List<String> names, int offset) {
    Map<Integer, String> all = new LinkedHashMap<>();
    names.forEach(name -> all.put(offset + all.size(), name));
    return new ClassTable(all, Map.of());
  }

  private static ClassTable table(Path file, List<String> heading, List<String> rows) {
    Map<Integer, String> names = new LinkedHashMap<>();
    Map<Integer, Integer> colours = new LinkedHashMap<>();
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
    return new ClassTable(brief(names), colours);
  }

  /** First of the names that a class goes by, where that tells it from the others. */
  private static Map<Integer, String> brief(Map<Integer, String> names) {
    List<String> firsts = names.values().stream().map(name -> name.split(";")[0]).toList();
    Set<String> twice = new HashSet<>();
    firsts.stream().filter(first -> firsts.indexOf(first) != firsts.lastIndexOf(first)).forEach(twice::add);
    Map<Integer, String> all = new LinkedHashMap<>();
    names.forEach((value, name) -> all.put(value, twice.contains(name.split(";")[0]) ? name.replace(";", ", ") : name.split(";")[0]));
    return all;
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
   * The names of classes 0 to K − 1, those of the values from {@code offset} on that are not ignored.
   *
   * @throws IllegalArgumentException where values between are missing
   */
  List<String> classes(int offset, Set<Integer> ignored) {
    List<Integer> values = names.keySet().stream().filter(value -> value >= offset && !ignored.contains(value)).sorted().toList();
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) != offset + i) {
        throw new IllegalArgumentException("the classes have no name for the value " + (offset + i) + ", which would be class " + i
            + "; name it, declare another offset, or ignore the values behind it");
      }
    }
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no class is left: of the values " + names.keySet() + " none is at least the offset " + offset + " and not ignored");
    }
    return values.stream().map(names::get).toList();
  }

  /** Colours of classes 0 to {@code count} − 1 where all are known. */
  Optional<Palette> palette(int offset, int count) {
    List<Integer> all = Stream.iterate(offset, v -> v + 1).limit(count).filter(colours::containsKey).map(colours::get).toList();
    return all.size() == count ? Optional.of(new Palette(all)) : Optional.empty();
  }
}
