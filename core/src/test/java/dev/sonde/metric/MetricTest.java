package dev.sonde.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.Doubles;
import dev.sonde.LeakCheck;
import dev.sonde.torch.Scope;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Metrics against counts made by hand. */
@ExtendWith(LeakCheck.class)
class MetricTest {
  private static final double NAN = Double.NaN;
  /** Predicted 0, 2, 1, 0, 2, 2; runners-up 1, 0, 0, 2, 1, 0. */
  private static final double[] SCORES = {3, 2, 1, 2, 0, 5, 4, 5, 3, 9, 0, 1, -3, -2, -1, 0.5, 0.1, 0.9};
  private static final int[] TRUTH = {0, 2, 0, 2, 1, 2};

  private static Tensor scores() {
    return Doubles.tensor(SCORES, 6, 3);
  }

  private static Accuracy top(int k, double[] scores, int... truth) {
    try (Scope scope = Scope.silent()) {
      return Accuracy.top(k).add(Doubles.tensor(scores, truth.length, scores.length / truth.length), truth);
    }
  }

  private static Confusion confusion() {
    try (Scope scope = Scope.silent()) {
      return Confusion.of(3).add(scores(), Doubles.tensor(TRUTH, 6));
    }
  }

  @Test
  void top_k_counts_the_true_class_among_the_k_highest() {
    assertEquals("top-1 3/6", top(1, SCORES, TRUTH).toString());
    assertEquals("top-2 6/6", top(2, SCORES, TRUTH).toString());
    assertEquals(0.5, top(1, SCORES, TRUTH).value());
    assertEquals(0.5, top(1, SCORES, TRUTH).error());
    assertEquals(0.75, top(1, new double[] {1, 0, 1, 0, 1, 0, 1, 0}, 0, 0, 0, 1).value());
    assertEquals(0.25, top(1, new double[] {1, 0, 1, 0, 1, 0, 1, 0}, 0, 0, 0, 1).error());
  }

  @Test
  void top_k_beyond_the_classes_is_always_right() {
    assertEquals(1, top(5, SCORES, TRUTH).value());
  }

  @Test
  void batches_of_different_sizes_weigh_by_their_samples() {
    try (Scope scope = Scope.silent()) {
      Tensor single = Doubles.tensor(new double[] {1, 0, 0}, 1, 3);
      Accuracy accuracy = Accuracy.top(1).add(scores(), Doubles.tensor(TRUTH, 6)).add(single, new int[] {0});
      assertEquals(4, accuracy.right());
      assertEquals(7, accuracy.total());
      assertEquals(4 / 7.0, accuracy.value());
    }
  }

  @Test
  void equal_scores_predict_the_lowest_class_so_a_dead_network_is_not_right() {
    double[] dead = new double[12];
    assertEquals("top-1 1/4", top(1, dead, 0, 1, 2, 1).toString());
    assertEquals("top-2 3/4", top(2, dead, 0, 1, 2, 1).toString());
  }

  @Test
  void a_true_class_that_is_not_a_number_is_wrong() {
    assertEquals(0, top(2, new double[] {NAN, NAN, NAN, NAN, NAN, NAN}, 0, 2).right());
    assertEquals(1, top(1, new double[] {NAN, 1, 2, NAN, 1, 2}, 2, 0).right());
    try (Scope scope = Scope.silent()) {
      Confusion confusion = Confusion.of(3).add(Doubles.tensor(new double[] {NAN, 1, 2, 1, NAN, NAN}, 2, 3), new int[] {2, 2});
      assertEquals(1, confusion.count(2, 2));
      assertEquals(1, confusion.count(2, 0));
    }
  }

  @Test
  void maps_are_counted_pixel_by_pixel_and_negative_classes_are_not() {
    double[] map = {1, 0, 0, 5, 0, 1, 3, 4};
    try (Scope scope = Scope.silent()) {
      Tensor truth = Doubles.tensor(new int[] {0, -100, 1, 1}, 1, 2, 2);
      Accuracy accuracy = Accuracy.top(1).add(Doubles.tensor(map, 1, 2, 2, 2), truth);
      assertEquals("top-1 2/3", accuracy.toString());
      Confusion confusion = Confusion.of(2).add(Doubles.tensor(map, 1, 2, 2, 2), truth);
      assertEquals(1, confusion.count(0, 0));
      assertEquals(1, confusion.count(1, 1));
      assertEquals(1, confusion.count(1, 0));
    }
  }

  @Test
  void scores_may_be_float32_and_channels_last() {
    try (Scope scope = Scope.silent()) {
      Tensor rows = scores().to(org.bytedeco.pytorch.global.torch.ScalarType.Float).t().contiguous().t();
      assertEquals(3, Accuracy.top(1).add(rows, TRUTH).right());
    }
  }

  /** Truth by row, prediction by column, of the six rows above. */
  @Test
  void confusion_equals_the_matrix_counted_by_hand() {
    long[][] byHand = {{1, 1, 0}, {0, 0, 1}, {1, 0, 2}};
    Confusion confusion = confusion();
    for (int truth = 0; truth < 3; truth++) {
      for (int predicted = 0; predicted < 3; predicted++) {
        assertEquals(byHand[truth][predicted], confusion.count(truth, predicted), truth + " taken for " + predicted);
      }
      assertEquals(Arrays.stream(byHand[truth]).sum(), confusion.total(truth));
    }
    assertEquals(6, confusion.total());
    assertEquals(0.5, confusion.accuracy());
  }

  @Test
  void recall_is_the_diagonal_over_the_row() {
    Confusion confusion = confusion();
    assertEquals(OptionalDouble.of(0.5), confusion.recall(0));
    assertEquals(OptionalDouble.of(0), confusion.recall(1));
    assertEquals(OptionalDouble.of(2 / 3.0), confusion.recall(2));
    assertEquals((0.5 + 0 + 2 / 3.0) / 3, confusion.meanRecall(), 1e-15);
  }

  @Test
  void precision_is_the_diagonal_over_the_column() {
    Confusion confusion = confusion();
    assertEquals(OptionalDouble.of(0.5), confusion.precision(0));
    assertEquals(OptionalDouble.of(0), confusion.precision(1));
    assertEquals(OptionalDouble.of(2 / 3.0), confusion.precision(2));
    assertTrue(Confusion.of(2).add(1, 0).precision(1).isEmpty());
  }

  @Test
  void a_class_that_never_occurred_has_no_recall_and_no_part_in_the_mean() {
    Confusion confusion = Confusion.of(3).add(0, 0).add(0, 1).add(1, 1).add(1, 1);
    assertTrue(confusion.recall(2).isEmpty());
    assertEquals(0.75, confusion.meanRecall());
    assertEquals(0.75, confusion.accuracy());
  }

  @Test
  void asked_before_any_data_they_throw() {
    assertThrows(IllegalStateException.class, () -> Accuracy.top(1).value());
    assertThrows(IllegalStateException.class, () -> Accuracy.top(1).error());
    assertThrows(IllegalStateException.class, () -> Confusion.of(2).accuracy());
    assertThrows(IllegalStateException.class, () -> Confusion.of(2).recall(0));
    assertThrows(IllegalStateException.class, () -> Confusion.of(2).precision(0));
    assertThrows(IllegalStateException.class, () -> Confusion.of(2).meanRecall());
    assertThrows(IllegalStateException.class, () -> top(1, new double[] {1, 2}, -100).value());
  }

  @Test
  void what_does_not_fit_is_refused_with_its_numbers() {
    assertEquals("class 3 lies outside the 3 classes that were scored",
        assertThrows(IllegalArgumentException.class, () -> top(1, new double[] {1, 2, 3}, 3)).getMessage());
    try (Scope scope = Scope.silent()) {
      Tensor scores = scores();
      assertEquals("6 rows of scores came with 2 classes",
          assertThrows(IllegalArgumentException.class, () -> Accuracy.top(1).add(scores, new int[] {1, 2})).getMessage());
      assertEquals("3 classes were scored, but the confusion matrix has 4",
          assertThrows(IllegalArgumentException.class, () -> Confusion.of(4).add(scores, TRUTH)).getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> Accuracy.top(0));
    assertThrows(IllegalArgumentException.class, () -> Confusion.of(0));
    assertThrows(IllegalArgumentException.class, () -> Confusion.of(2).add(2, 0));
    assertThrows(IllegalArgumentException.class, () -> Confusion.of(2).count(0, -1));
  }
}
