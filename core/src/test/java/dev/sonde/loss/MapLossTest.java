package dev.sonde.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sonde.Doubles;
import dev.sonde.LeakCheck;
import dev.sonde.torch.Scope;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The losses of segmentation against their formulas written out in Java. */
@ExtendWith(LeakCheck.class)
class MapLossTest {
  private static final int N = 12;
  private static final int K = 4;
  private static final double[] SCORES = new Random(3).doubles(N * K, -2, 2).toArray();
  /** No place of class 3; the last two without a truth. */
  private static final int[] CLASSES = {0, 1, 2, 2, 0, 1, 1, 0, 2, 0, -100, -100};
  private static final List<Double> WEIGHTS = List.of(1.0, 2.5, 0.5, 3.0);

  private static double value(Loss loss, double[] scores, int[] classes) {
    try (Scope scope = Scope.silent()) {
      int n = classes.length;
      return loss.of(Doubles.tensor(scores, n, scores.length / n), Doubles.tensor(classes, n)).item_double();
    }
  }

  private static double value(Loss loss) {
    return value(loss, SCORES, CLASSES);
  }

  private static double p(int i, int k) {
    double sum = IntStream.range(0, K).mapToDouble(c -> Math.exp(SCORES[i * K + c])).sum();
    return Math.exp(SCORES[i * K + k]) / sum;
  }

  private static IntStream places() {
    return IntStream.range(0, N).filter(i -> CLASSES[i] >= 0);
  }

  private static double sure(int i) {
    return p(i, CLASSES[i]);
  }

  @Test
  void class_weights_make_a_weighted_mean() {
    double sum = places().mapToDouble(i -> -WEIGHTS.get(CLASSES[i]) * Math.log(sure(i))).sum();
    double weight = places().mapToDouble(i -> WEIGHTS.get(CLASSES[i])).sum();
    assertEquals(sum / weight, value(Loss.crossEntropy().weights(WEIGHTS)), 1e-12);
  }

  /** PyTorch weighs the smoothed part by every class's own weight, and divides by the true classes' weights all the same. */
  @Test
  void class_weights_with_smoothing_are_pytorchs() {
    double sum = 0;
    for (int i : places().toArray()) {
      sum -= 0.8 * WEIGHTS.get(CLASSES[i]) * Math.log(sure(i));
      for (int k = 0; k < K; k++) {
        sum -= 0.2 / K * WEIGHTS.get(k) * Math.log(p(i, k));
      }
    }
    double weight = places().mapToDouble(i -> WEIGHTS.get(CLASSES[i])).sum();
    assertEquals(sum / weight, value(Loss.crossEntropy().weights(WEIGHTS).smoothing(0.2)), 1e-12);
  }

  @Test
  void equal_class_weights_change_nothing_and_a_batch_of_weightless_classes_costs_nothing() {
    assertEquals(value(Loss.crossEntropy()), value(Loss.crossEntropy().weights(List.of(3.0, 3.0, 3.0, 3.0))), 1e-12);
    assertEquals(0, value(Loss.crossEntropy().weights(List.of(0.0, 0.0, 0.0, 1.0))));
  }

  @Test
  void class_weights_of_another_number_are_refused() {
    String message = assertThrows(IllegalArgumentException.class, () -> value(Loss.crossEntropy().weights(List.of(1.0, 2.0)))).getMessage();
    assertEquals("the loss cross-entropy has 2 class weights, but 4 classes are scored; give one for each", message);
    assertThrows(IllegalArgumentException.class, () -> value(Loss.focal().alpha(List.of(1.0))));
  }

  @Test
  void minus_100_is_ignored_beside_another_ignored_class() {
    double sum = places().filter(i -> CLASSES[i] != 2).mapToDouble(i -> -Math.log(sure(i))).sum();
    assertEquals(sum / places().filter(i -> CLASSES[i] != 2).count(), value(Loss.crossEntropy().ignore(2)), 1e-12);
  }

  @Test
  void ohem_is_the_mean_over_the_places_below_the_threshold() {
    double[] hard = places().mapToDouble(MapLossTest::sure).filter(p -> p < 0.3).toArray();
    assertEquals(true, hard.length > 2 && hard.length < 10, "the case is trivial");
    assertEquals(Arrays.stream(hard).map(p -> -Math.log(p)).average().orElseThrow(), value(Loss.ohem().keep(0.3).min(1)), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 9, 10, 11, 100_000})
  void ohem_keeps_at_least_so_many_of_the_hardest(int min) {
    double[] sorted = places().mapToDouble(MapLossTest::sure).sorted().toArray();
    double expected = Arrays.stream(sorted).limit(Math.min(min, 10)).map(p -> -Math.log(p)).average().orElseThrow();
    assertEquals(expected, value(Loss.ohem().keep(1e-9).min(min)), 1e-12);
  }

  @Test
  void ohem_with_threshold_one_is_the_cross_entropy() {
    assertEquals(value(Loss.crossEntropy()), value(Loss.ohem().keep(1)), 1e-12);
  }

  @Test
  void dice_sums_over_the_batch_and_means_over_all_classes() {
    double dice = 0;
    for (int k = 0; k < K; k++) {
      int c = k;
      double both = places().filter(i -> CLASSES[i] == c).mapToDouble(i -> p(i, c)).sum();
      double taken = places().mapToDouble(i -> p(i, c)).sum();
      long true_ = places().filter(i -> CLASSES[i] == c).count();
      dice += (2 * both + 0.5) / (taken + true_ + 0.5) / K;
    }
    assertEquals(1 - dice, value(Loss.dice().smooth(0.5)), 1e-12);
  }

  @Test
  void dice_and_lovasz_of_a_perfect_answer_are_zero_and_of_the_opposite_one() {
    double[] right = {60, -60, -60, 60, 60, -60, -60, 60};
    int[] classes = {0, 1, 0, 1};
    int[] wrong = {1, 0, 1, 0};
    for (Loss loss : List.of(Loss.dice().smooth(1e-9), Loss.lovasz())) {
      assertEquals(0, value(loss, right, classes), 1e-9);
      assertEquals(1, value(loss, right, wrong), 1e-9);
    }
  }

  @Test
  void focal_weighs_down_what_is_sure() {
    double sum = places().mapToDouble(i -> -Math.pow(1 - sure(i), 2) * Math.log(sure(i))).sum();
    assertEquals(sum / 10, value(Loss.focal()), 1e-12);
    double weighted = places().mapToDouble(i -> -WEIGHTS.get(CLASSES[i]) * Math.pow(1 - sure(i), 1.5) * Math.log(sure(i))).sum();
    assertEquals(weighted / 10, value(Loss.focal().gamma(1.5).alpha(WEIGHTS)), 1e-12);
    assertEquals(value(Loss.crossEntropy()), value(Loss.focal().gamma(0)), 1e-12);
  }

  /** The slope of {@code x^0.5} at {@code x = 0} is infinite. */
  @Test
  void focal_has_a_finite_slope_at_a_sure_place() {
    try (Scope scope = Scope.recording()) {
      Tensor x = Doubles.tensor(new double[] {900, -900}, 1, 2).requires_grad_(true);
      Loss.focal().gamma(0.5).of(x, Doubles.tensor(new int[] {0}, 1)).backward();
      for (double slope : Doubles.of(x.grad())) {
        assertEquals(0, Math.abs(slope));
      }
    }
  }

  @Test
  void lovasz_is_the_sum_over_the_present_classes_of_errors_times_jaccard_steps() {
    assertEquals((lovasz(0) + lovasz(1) + lovasz(2)) / 3, value(Loss.lovasz()), 1e-12);
  }

  private static double lovasz(int c) {
    Comparator<Integer> byError = Comparator.comparingDouble(i -> -error(i, c));
    List<Integer> order = places().boxed().sorted(byError).toList();
    long all = order.stream().filter(i -> CLASSES[i] == c).count();
    double sum = 0;
    double before = 0;
    for (int wrong = 1; wrong <= order.size(); wrong++) {
      long missed = order.stream().limit(wrong).filter(i -> CLASSES[i] == c).count();
      double jaccard = 1 - (double) (all - missed) / (all + wrong - missed);
      sum += error(order.get(wrong - 1), c) * (jaccard - before);
      before = jaccard;
    }
    return sum;
  }

  private static double error(int i, int c) {
    return CLASSES[i] == c ? 1 - p(i, c) : p(i, c);
  }

  /** At hard scores the extension is the function itself: class 0 has 2 right of 3 in the union, class 1 has 1 of 2. */
  @Test
  void lovasz_at_hard_scores_is_one_minus_the_mean_iou() {
    double[] scores = {60, -60, 60, -60, 60, -60, -60, 60};
    assertEquals(1 - (2 / 3.0 + 1 / 2.0) / 2, value(Loss.lovasz(), scores, new int[] {0, 0, 1, 1}), 1e-9);
  }

  /** Two images of 2x2; the second has one ignored place. */
  private static final double[] EDGES = {0.5, -1, 2, -0.3, 1.5, -2, 0.7, 0.1};
  private static final int[] EDGE = {1, 0, 0, 0, 0, 1, 1, -100};

  private static Tensor edges(double[] scores) {
    return Doubles.tensor(scores, 2, 1, 2, 2);
  }

  private static double bce(double[] s) {
    double sum = 0;
    for (int image = 0; image < 2; image++) {
      int from = image * 4;
      long all = IntStream.range(from, from + 4).filter(i -> EDGE[i] >= 0).count();
      double beta = IntStream.range(from, from + 4).filter(i -> EDGE[i] == 0).count() / (double) all;
      for (int i = from; i < from + 4; i++) {
        double sigma = 1 / (1 + Math.exp(-s[i]));
        sum -= EDGE[i] == 1 ? beta * Math.log(sigma) / all : EDGE[i] == 0 ? (1 - beta) * Math.log(1 - sigma) / all : 0;
      }
    }
    return sum / 2;
  }

  @Test
  void balanced_bce_balances_every_image_by_its_own_edges() {
    try (Scope scope = Scope.silent()) {
      Tensor truth = Doubles.tensor(EDGE, 2, 2, 2);
      assertEquals(bce(EDGES), Loss.balancedBce().of(edges(EDGES), truth).item_double(), 1e-12);
    }
  }

  @Test
  void balanced_bce_of_two_channels_reads_their_difference() {
    double[] two = new double[16];
    for (int i = 0; i < 8; i++) {
      two[i / 4 * 8 + i % 4] = 0.25 * i;
      two[i / 4 * 8 + 4 + i % 4] = 0.25 * i + EDGES[i];
    }
    try (Scope scope = Scope.silent()) {
      Tensor truth = Doubles.tensor(EDGE, 2, 2, 2);
      assertEquals(bce(EDGES), Loss.balancedBce().of(Doubles.tensor(two, 2, 2, 2, 2), truth).item_double(), 1e-12);
    }
  }

  @Test
  void balanced_bce_has_the_slope_of_its_differences() {
    double[] slope;
    try (Scope scope = Scope.recording()) {
      Tensor x = edges(EDGES).requires_grad_(true);
      Loss.balancedBce().of(x, Doubles.tensor(EDGE, 2, 2, 2)).backward();
      slope = Doubles.of(x.grad());
    }
    for (int i = 0; i < 8; i++) {
      double[] up = EDGES.clone();
      double[] down = EDGES.clone();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      assertEquals((bce(up) - bce(down)) / 2e-5, slope[i], 1e-9);
    }
    assertEquals(0, slope[7], "an ignored place has no slope");
  }

  @Test
  void balanced_bce_of_nothing_or_of_one_class_alone_is_zero_without_a_slope() {
    for (int[] truth : new int[][] {{-100, -100, -100, -100, -100, -100, -100, -100}, {0, 0, 0, 0, 1, 1, 1, -100}}) {
      try (Scope scope = Scope.recording()) {
        Tensor x = edges(EDGES).requires_grad_(true);
        Tensor loss = Loss.balancedBce().of(x, Doubles.tensor(truth, 2, 2, 2));
        loss.backward();
        assertEquals(0, Math.abs(loss.item_double()));
        assertArrayEquals(new double[8], Arrays.stream(Doubles.of(x.grad())).map(Math::abs).toArray());
      }
    }
  }

  @Test
  void balanced_bce_is_for_two_classes() {
    assertThrows(IllegalArgumentException.class, () -> value(Loss.balancedBce()));
    int[] three = {1, 2};
    assertEquals("the loss balanced-bce knows the classes 0 and 1, but the truth holds class 2",
        assertThrows(IllegalArgumentException.class, () -> value(Loss.balancedBce(), new double[4], three)).getMessage());
  }

  @Test
  void a_sum_adds_its_weighted_terms() {
    assertEquals(value(Loss.crossEntropy()) + 0.5 * value(Loss.dice()) + 2 * value(Loss.lovasz()),
        value(Loss.parse("cross-entropy + 0.5 dice + 2 lovasz")), 1e-12);
  }
}
