package dev.sonde.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The way of a pass through a dataset: which samples, in which order, and where one batch ends and the next begins.
 *
 * @param order numbers of samples
 * @param ends  by batch, the position in {@code order} behind its last sample; rising, the last is the order's length
 */
record Pass(int[] order, int[] ends) {
  /** {@code batch} samples at a time; the last batch may be smaller. */
  static Pass of(int[] order, int batch) {
    int count = (int) (((long) order.length + batch - 1) / batch);
    return new Pass(order, IntStream.range(0, count).map(b -> (int) Math.min(order.length, (b + 1L) * batch)).toArray());
  }

  /**
   * {@code batch} samples at a time, upright pictures apart from the others, so that padding to one size stays small: a batch comes when there are enough of
   * its kind (CSAIL, mit_semseg/dataset.py). What is left at the end makes a smaller batch of each kind.
   */
  static Pass apart(int[] order, int batch, IntPredicate upright) {
    List<List<Integer>> waiting = List.of(new ArrayList<>(), new ArrayList<>());
    List<Integer> placed = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (int index : order) {
      List<Integer> kind = waiting.get(upright.test(index) ? 1 : 0);
      kind.add(index);
      if (kind.size() == batch) {
        placed.addAll(kind);
        ends.add(placed.size());
        kind.clear();
      }
    }
    for (List<Integer> rest : waiting) {
      placed.addAll(rest);
      if (!rest.isEmpty()) {
        ends.add(placed.size());
      }
    }
    return new Pass(ints(placed), ints(ends));
  }

  private static int[] ints(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  int batches() {
    return ends.length;
  }

  int start(int batch) {
    return batch == 0 ? 0 : ends[batch - 1];
  }

  int size(int batch) {
    return ends[batch] - start(batch);
  }

  /** Samples of the largest batch. */
  int widest() {
    return IntStream.range(0, ends.length).map(this::size).max().orElse(0);
  }

  /** Samples of the smallest batch; 0 where there is none. */
  int least() {
    return IntStream.range(0, ends.length).map(this::size).min().orElse(0);
  }

  /** Without the batches of fewer than {@code batch} samples. */
  Pass full(int batch) {
    int[] kept = IntStream.range(0, ends.length).filter(b -> size(b) == batch).toArray();
    int[] samples = Arrays.stream(kept).flatMap(b -> Arrays.stream(order, start(b), ends[b])).toArray();
    return of(samples, batch);
  }

  /** Without the first {@code batches}. */
  Pass from(int batches) {
    int skipped = start(batches);
    return new Pass(Arrays.copyOfRange(order, skipped, order.length), Arrays.stream(ends).skip(batches).map(end -> end - skipped).toArray());
  }
}
