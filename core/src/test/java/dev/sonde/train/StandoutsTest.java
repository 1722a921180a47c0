package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.metric.Confusion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StandoutsTest {
  private static final double NAN = Double.NaN;

  @Test
  void a_guess_is_the_softmax_of_its_row() {
    Guess guess = Guess.of(7, 0, new double[] {9, 9, Math.log(1), Math.log(2), Math.log(5), 9}, 2, 3);
    assertEquals(7, guess.index());
    assertEquals(2, guess.predicted());
    assertEquals(5 / 8.0, guess.confidence(), 1e-15);
    assertEquals(1 / 8.0, guess.probability(), 1e-15);
    assertTrue(!guess.right() && Guess.of(0, 2, new double[] {1, 2, 3}, 0, 3).right());
  }

  @Test
  void scores_beyond_what_an_exponential_takes_stay_probabilities() {
    assertEquals(new Guess(0, 1, 0, 1, 0), Guess.of(0, 1, new double[] {1e6, -1e6}, 0, 2));
    assertEquals(new Guess(0, 1, 0, 1, 0), Guess.of(0, 1, new double[] {Double.POSITIVE_INFINITY, 3}, 0, 2));
    assertEquals(new Guess(0, 0, 1, 1, 0), Guess.of(0, 0, new double[] {NAN, 3}, 0, 2));
    assertEquals(new Guess(0, 1, 0, 0, 0), Guess.of(0, 1, new double[] {NAN, NAN}, 0, 2));
  }

  @Test
  void the_named_class_is_that_of_the_confusion_matrix() {
    double[][] rows = {{1, 3, 3}, {2, 2, 2}, {NAN, 1, 0}, {0, NAN, 1}, {NAN, NAN, NAN}, {Double.NEGATIVE_INFINITY, NAN, NAN}};
    try (dev.sonde.torch.Scope scope = dev.sonde.torch.Scope.silent()) {
      for (double[] row : rows) {
        Confusion confusion = Confusion.of(3).add(dev.sonde.torch.Tensors.of(row, dev.sonde.torch.Precision.FLOAT64, 1, 3), new int[] {0});
        assertEquals(1, confusion.count(0, Guess.of(0, 0, row, 0, 3).predicted()), java.util.Arrays.toString(row));
      }
    }
  }

  @Test
  void the_worst_and_the_least_sure_are_kept_whatever_the_order_of_arrival() {
    Random random = new Random(3);
    List<Guess> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      // Rounded, so that there are many equals.
      double truth = Math.round(random.nextDouble() * 20) / 40.0;
      all.add(new Guess(i, 0, i % 3 == 0 ? 0 : 1, i % 3 == 0 ? truth : 1 - truth, truth));
    }
    List<Guess> worst = all.stream().filter(g -> !g.right()).sorted(Comparator.comparingDouble(Guess::probability).thenComparingInt(Guess::index))
        .limit(24).toList();
    List<Guess> right = all.stream().filter(Guess::right).sorted(Comparator.comparingDouble(Guess::confidence).thenComparingInt(Guess::index)).limit(8).toList();
    Collections.shuffle(all, random);
    Standouts standouts = new Standouts();
    all.forEach(standouts::add);
    assertEquals(worst, standouts.worst());
    assertEquals(right, standouts.right());
  }

  @Test
  void fewer_than_the_bound_are_all_kept() {
    Standouts standouts = new Standouts();
    standouts.add(new Guess(4, 0, 1, 0.9, 0.1));
    standouts.add(new Guess(2, 0, 1, 0.8, 0.05));
    assertEquals(List.of(2, 4), standouts.worst().stream().map(Guess::index).toList());
    assertEquals(List.of(), standouts.right());
  }
}
