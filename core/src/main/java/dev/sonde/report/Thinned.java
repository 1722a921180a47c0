package dev.sonde.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Columns of numbers that are thinned while their rows arrive, so that any number of rows fits on a page.
 *
 * <p>Rows fall into buckets of equal width, of which each keeps the mean, the smallest and the largest value of every column. When the
 * buckets are all used, neighbours are joined and the width doubles. The result follows from the rows alone, not from when somebody looked,
 * and has between half of {@code most} and {@code most} buckets.
 */
final class Thinned {
  private final int most;
  private final Map<String, Column> columns = new LinkedHashMap<>();
  private long rows;
  private long width = 1;

  Thinned(int most) {
    this.most = most;
  }

  /** Begins the next row. */
  void row() {
    if (rows / width == most) {
      columns.values().forEach(Column::join);
      width *= 2;
    }
    rows++;
  }

  /** A value of the row just begun; what is no finite number is left out. */
  void put(String column, double value) {
    if (Double.isFinite(value)) {
      columns.computeIfAbsent(column, name -> new Column(most)).add((int) ((rows - 1) / width), value);
    }
  }

  /** Rows in one bucket; 1 as long as nothing was thinned. */
  long width() {
    return width;
  }

  int buckets() {
    return (int) ((rows + width - 1) / width);
  }

  Set<String> columns() {
    return columns.keySet();
  }

  /** The mean of each bucket; null where the column had no value. */
  ArrayNode means(String name) {
    Column column = column(name);
    return Digits.of(IntStream.range(0, buckets()).mapToDouble(i -> column.sum[i] / column.count[i]));
  }

  ArrayNode lows(String name) {
    Column column = column(name);
    return Digits.of(Arrays.stream(column.low, 0, buckets()));
  }

  ArrayNode highs(String name) {
    Column column = column(name);
    return Digits.of(Arrays.stream(column.high, 0, buckets()));
  }

  private Column column(String name) {
    return columns.getOrDefault(name, new Column(most));
  }

  private static final class Column {
    private final double[] sum;
    private final double[] low;
    private final double[] high;
    private final long[] count;

    Column(int most) {
      sum = new double[most];
      low = new double[most];
      high = new double[most];
      count = new long[most];
      Arrays.fill(low, Double.POSITIVE_INFINITY);
      Arrays.fill(high, Double.NEGATIVE_INFINITY);
    }

    void add(int bucket, double value) {
      sum[bucket] += value;
      low[bucket] = Math.min(low[bucket], value);
      high[bucket] = Math.max(high[bucket], value);
      count[bucket]++;
    }

    /** Neighbours become one; the upper half is free again. */
    void join() {
      for (int i = 0; i < sum.length; i++) {
        int from = 2 * i;
        boolean free = from >= sum.length;
        boolean alone = from + 1 >= sum.length;
        sum[i] = free ? 0 : sum[from] + (alone ? 0 : sum[from + 1]);
        low[i] = free ? Double.POSITIVE_INFINITY : alone ? low[from] : Math.min(low[from], low[from + 1]);
        high[i] = free ? Double.NEGATIVE_INFINITY : alone ? high[from] : Math.max(high[from], high[from + 1]);
        count[i] = free ? 0 : count[from] + (alone ? 0 : count[from + 1]);
      }
    }
  }
}
