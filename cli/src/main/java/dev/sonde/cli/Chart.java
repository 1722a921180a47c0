package dev.sonde.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Curves of shares in [0, 1] over epochs, drawn with letters: the first series is {@code *}, the second {@code o}. */
final class Chart {
  private static final int HEIGHT = 12;
  private static final int WIDTH = 60;
  private static final String MARKS = "*o+x";

  private final Map<String, List<Double>> series = new LinkedHashMap<>();

  Chart curve(String name, List<Double> values) {
    series.put(name, List.copyOf(values));
    return this;
  }

  /** The drawing, then one line that says which mark is which. Where curves meet, the earlier one is seen. */
  @Override
  public String toString() {
    double top = top();
    char[][] field = new char[HEIGHT + 1][WIDTH + 1];
    for (char[] row : field) {
      Arrays.fill(row, ' ');
    }
    List<List<Double>> curves = List.copyOf(series.values());
    for (int i = curves.size() - 1; i >= 0; i--) {
      draw(field, curves.get(i), MARKS.charAt(i), top);
    }
    return rows(field, top) + legend();
  }

  /** The next tenth above all values. */
  private double top() {
    double largest = series.values().stream().flatMap(List::stream).mapToDouble(Double::doubleValue).max().orElse(1);
    return Math.max(0.1, Math.ceil(largest * 10) / 10);
  }

  private int longest() {
    return series.values().stream().mapToInt(List::size).max().orElse(1);
  }

  private void draw(char[][] field, List<Double> values, char mark, double top) {
    int last = Math.max(1, longest() - 1);
    for (int i = 0; i < values.size(); i++) {
      int row = HEIGHT - (int) Math.round(HEIGHT * values.get(i) / top);
      field[Math.max(0, Math.min(HEIGHT, row))][WIDTH * i / last] = mark;
    }
  }

  private String rows(char[][] field, double top) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row <= HEIGHT; row++) {
      String label = row % 3 == 0 ? String.format(Locale.ROOT, "%4.0f %%", 100 * top * (HEIGHT - row) / HEIGHT) : "      ";
      text.append(label).append(" |").append(new String(field[row]).stripTrailing()).append('\n');
    }
    String end = "epoch " + longest();
    return text.append("       +").append("-".repeat(WIDTH + 1)).append('\n')
        .append("        1").append(" ".repeat(WIDTH - end.length())).append(end).append('\n').toString();
  }

  private String legend() {
    StringBuilder text = new StringBuilder("       ");
    int mark = 0;
    for (String name : series.keySet()) {
      text.append(' ').append(MARKS.charAt(mark++)).append(' ').append(name).append(' ');
    }
    return text.toString().stripTrailing();
  }
}
