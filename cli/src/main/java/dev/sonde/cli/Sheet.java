package dev.sonde.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of text: columns as wide as their widest cell, numbers to the right. */
final class Sheet {
  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  Sheet(String... headings) {
    this.headings = List.of(headings);
  }

  Sheet row(Object... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalStateException("a row of " + cells.length + " cells under " + headings.size() + " headings");
    }
    rows.add(IntStream.range(0, cells.length).mapToObj(i -> String.valueOf(cells[i])).toList());
    return this;
  }

  /** Headings, then rows, without a trailing line break. */
  @Override
  public String toString() {
    List<List<String>> all = new ArrayList<>(List.of(headings));
    all.addAll(rows);
    return all.stream().map(this::line).collect(Collectors.joining("\n"));
  }

  private String line(List<String> cells) {
    return IntStream.range(0, cells.size()).mapToObj(i -> padded(cells.get(i), width(i), numeric(i))).collect(Collectors.joining("  "))
        .stripTrailing();
  }

  private int width(int column) {
    return IntStream.concat(IntStream.of(headings.get(column).length()), rows.stream().mapToInt(row -> row.get(column).length())).max()
        .orElse(0);
  }

  private boolean numeric(int column) {
    return !rows.isEmpty() && rows.stream().map(row -> row.get(column)).allMatch(cell -> cell.matches("[-+0-9].*|–?"));
  }

  private static String padded(String cell, int width, boolean right) {
    String space = " ".repeat(width - cell.length());
    return right ? space + cell : cell + space;
  }
}
