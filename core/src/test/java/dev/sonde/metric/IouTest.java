package dev.sonde.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.Doubles;
import dev.sonde.LeakCheck;
import dev.sonde.torch.Scope;
import java.util.OptionalDouble;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Intersection over union against matrices made by hand, and counting in libtorch against counting in Java. */
@ExtendWith(LeakCheck.class)
class IouTest {
  /** Truth by row: class 0 in 5 places, 1 in 3, 2 in none but named once, 3 nowhere. */
  private static Confusion byHand() {
    return of(new long[][] {{4, 1, 0, 0}, {0, 2, 1, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}});
  }

  private static Confusion of(long[][] counts) {
    Confusion confusion = Confusion.of(counts.length);
    for (int truth = 0; truth < counts.length; truth++) {
      for (int predicted = 0; predicted < counts.length; predicted++) {
        for (long i = 0; i < counts[truth][predicted]; i++) {
          confusion.add(truth, predicted);
        }
      }
    }
    return confusion;
  }

  @Test
  void iou_is_the_diagonal_over_row_and_column_together() {
    assertEquals(OptionalDouble.of(4 / 5.0), byHand().iou(0));
    assertEquals(OptionalDouble.of(2 / 4.0), byHand().iou(1));
    assertEquals(OptionalDouble.of(0), byHand().iou(2));
    assertTrue(byHand().iou(3).isEmpty());
  }

  @Test
  void the_mean_leaves_out_what_does_not_occur_and_the_references_mean_counts_it_zero() {
    assertEquals((0.8 + 0.5 + 0) / 3, byHand().meanIou(), 1e-15);
    assertEquals((4 / (5 + 1e-10) + 2 / (4 + 1e-10) + 0 + 0) / 4, byHand().meanIouOverAll(), 1e-15);
  }

  @Test
  void frequency_weights_each_class_by_its_places() {
    assertEquals(5 / 8.0 * 0.8 + 3 / 8.0 * 0.5, byHand().frequencyWeightedIou(), 1e-15);
  }

  @Test
  void a_perfect_answer_scores_one_and_an_all_wrong_one_zero() {
    Confusion perfect = of(new long[][] {{3, 0, 0}, {0, 2, 0}, {0, 0, 0}});
    assertEquals(1, perfect.meanIou());
    assertEquals(1, perfect.frequencyWeightedIou(), 1e-15);
    assertEquals(0, of(new long[][] {{0, 3}, {2, 0}}).meanIou());
  }

  @Test
  void a_sum_counts_both_and_changes_neither() {
    Confusion first = byHand();
    Confusion second = of(new long[][] {{1, 0, 0, 0}, {1, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 2, 0}});
    Confusion sum = first.plus(second);
    assertEquals(12, sum.total());
    assertEquals(5, sum.count(0, 0));
    assertEquals(2, sum.count(3, 2));
    assertEquals(OptionalDouble.of(5 / 7.0), sum.iou(0));
    assertEquals(8, first.total());
    assertEquals(4, second.total());
    assertThrows(IllegalArgumentException.class, () -> first.plus(Confusion.of(3)));
  }

  @Test
  void asked_before_any_data_they_throw() {
    assertThrows(IllegalStateException.class, () -> Confusion.of(2).iou(0));
    assertThrows(IllegalStateException.class, () -> Confusion.of(2).meanIou());
    assertThrows(IllegalStateException.class, () -> Confusion.of(2).meanIouOverAll());
    assertThrows(IllegalStateException.class, () -> Confusion.of(2).frequencyWeightedIou());
  }

  @Test
  void arrays_and_masks_are_counted_place_by_place() {
    Confusion ints = Confusion.of(3).add(new int[] {0, 2, -100, 1}, new int[] {0, 1, 1, 1});
    Confusion shorts = Confusion.of(3).add(new short[] {0, 2, -100, 1}, new short[] {0, 1, 1, 1});
    for (Confusion counted : new Confusion[] {ints, shorts}) {
      assertEquals(3, counted.total());
      assertEquals(1, counted.count(0, 0));
      assertEquals(1, counted.count(2, 1));
      assertEquals(1, counted.count(1, 1));
    }
    assertEquals("2 predictions came with 1 true classes",
        assertThrows(IllegalArgumentException.class, () -> Confusion.of(3).add(new int[] {0}, new int[] {0, 1})).getMessage());
    assertThrows(IllegalArgumentException.class, () -> Confusion.of(3).add(new short[] {0}, new short[] {3}));
  }

  /** Scores in quarters, so that many are equal; ignored places; both memory orders. */
  @Test
  void counting_in_libtorch_equals_counting_in_java() {
    Random random = new Random(5);
    double[] scores = random.ints(2 * 5 * 6 * 7, 0, 4).mapToDouble(i -> i / 4.0).toArray();
    int[] truth = random.ints(2 * 6 * 7, -1, 5).map(c -> c < 0 ? -100 : c).toArray();
    Confusion byJava = Confusion.of(5);
    long right = 0;
    try (Scope scope = Scope.silent()) {
      Tensor map = Doubles.tensor(scores, 2, 5, 6, 7);
      Scores rows = Scores.of(map, truth);
      for (int i = 0; i < truth.length; i++) {
        if (truth[i] >= 0) {
          byJava.add(truth[i], rows.best(i));
          right += rows.rank(i, truth[i]) == 0 ? 1 : 0;
        }
      }
      for (Tensor layout : new Tensor[] {map, map.contiguous(MemoryFormat.ChannelsLast)}) {
        Confusion counted = Confusion.of(5).add(layout, Doubles.tensor(truth, 2, 6, 7));
        for (int c = 0; c < 25; c++) {
          assertEquals(byJava.count(c / 5, c % 5), counted.count(c / 5, c % 5));
        }
        assertEquals(byJava.total(), counted.total());
        assertEquals(right, Accuracy.top(1).add(layout, truth).right());
        assertEquals(byJava.total(), Accuracy.top(1).add(layout, truth).total());
      }
    }
    assertTrue(right > 0 && byJava.total() < truth.length, "the case is trivial");
  }
}
