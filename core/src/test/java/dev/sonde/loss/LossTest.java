package dev.sonde.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.Doubles;
import dev.sonde.LeakCheck;
import dev.sonde.torch.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses against arithmetic written out in Java, and their gradients against central differences, in float64. */
@ExtendWith(LeakCheck.class)
class LossTest {
  private static final int N = 5;
  private static final int K = 4;
  private static final int[] CLASSES = {0, 3, 2, 2, 1};
  private static final double[] SCORES = new Random(7).doubles(N * K, -2, 2).toArray();

  static List<Loss> losses() {
    CrossEntropy entropy = Loss.crossEntropy();
    return List.of(entropy, entropy.smoothing(0.1), entropy.ignore(2), entropy.smoothing(0.3).ignore(0),
        Loss.squaredHinge(), Loss.pairwiseSquaredHinge(), entropy.weights(WEIGHTS), entropy.weights(WEIGHTS).smoothing(0.2).ignore(3),
        Loss.ohem().keep(0.3).min(2), Loss.dice(), Loss.dice().smooth(0.01), Loss.focal(), Loss.focal().gamma(0.5).alpha(WEIGHTS),
        Loss.lovasz(), Loss.parse("cross-entropy + 0.5 dice"));
  }

  private static final List<Double> WEIGHTS = List.of(1.0, 2.5, 0.5, 3.0);

  private static double value(Loss loss, double[] scores) {
    try (Scope scope = Scope.silent()) {
      return loss.of(Doubles.tensor(scores, N, K), Doubles.tensor(CLASSES, N)).item_double();
    }
  }

  private static double[] gradient(Loss loss, double[] scores, int[] classes, long... sizes) {
    try (Scope scope = Scope.recording()) {
      Tensor x = Doubles.tensor(scores, sizes).requires_grad_(true);
      long[] places = sizes.length == 2 ? new long[] {sizes[0]} : new long[] {sizes[0], sizes[2], sizes[3]};
      loss.of(x, Doubles.tensor(classes, places)).backward();
      return Doubles.of(x.grad());
    }
  }

  /** Central differences of {@code f} at {@code x}. */
  private static double[] differences(ToDoubleFunction<double[]> f, double[] x) {
    double[] slope = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double h = 1e-5;
      double[] up = x.clone();
      double[] down = x.clone();
      up[i] += h;
      down[i] -= h;
      slope[i] = (f.applyAsDouble(up) - f.applyAsDouble(down)) / (2 * h);
    }
    return slope;
  }

  private static double score(int i, int k) {
    return SCORES[i * K + k];
  }

  private static void assertNear(double[] expected, double[] actual, double relative) {
    double largest = DoubleStream.of(expected).map(Math::abs).max().orElseThrow();
    assertTrue(largest > 0, "a gradient of zeros proves nothing");
    assertArrayEquals(expected, actual, relative * largest);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void gradient_equals_central_differences(Loss loss) {
    assertNear(differences(x -> value(loss, x), SCORES), gradient(loss, SCORES, CLASSES, N, K), 1e-6);
  }

  @Test
  void cross_entropy_is_the_mean_negative_log_of_the_softmax() {
    assertEquals(entropyByHand(0, -100), value(Loss.crossEntropy(), SCORES), 1e-12);
  }

  @Test
  void smoothing_spreads_its_share_over_all_classes() {
    assertEquals(entropyByHand(0.1, -100), value(Loss.crossEntropy().smoothing(0.1), SCORES), 1e-12);
  }

  @Test
  void ignored_places_count_neither_in_the_sum_nor_in_the_mean() {
    assertEquals(entropyByHand(0.1, 2), value(Loss.crossEntropy().smoothing(0.1).ignore(2), SCORES), 1e-12);
  }

  private static double entropyByHand(double smoothing, int ignore) {
    double sum = 0;
    int places = 0;
    for (int i = 0; i < N; i++) {
      if (CLASSES[i] == ignore) {
        continue;
      }
      places++;
      double normaliser = 0;
      for (int k = 0; k < K; k++) {
        normaliser += Math.exp(score(i, k));
      }
      for (int k = 0; k < K; k++) {
        double target = smoothing / K + (k == CLASSES[i] ? 1 - smoothing : 0);
        sum -= target * Math.log(Math.exp(score(i, k)) / normaliser);
      }
    }
    return sum / places;
  }

  @ParameterizedTest
  @MethodSource("losses")
  void a_loss_is_zero_with_zero_gradient_where_all_is_ignored(Loss loss) {
    int[] ignored = {-100, -100, -100, -100, -100};
    try (Scope scope = Scope.silent()) {
      assertEquals(0, loss.of(Doubles.tensor(SCORES, N, K), Doubles.tensor(ignored, N)).item_double());
    }
    for (double slope : gradient(loss, SCORES, ignored, N, K)) {
      assertEquals(0, Math.abs(slope));
    }
  }

  /** Places 1 and 4 without a truth: as if they were not there, and nothing flows back to them. */
  @ParameterizedTest
  @MethodSource("losses")
  void an_ignored_place_is_as_if_it_were_not_there(Loss loss) {
    int[] some = {0, -100, 2, 2, -100};
    double[] without = DoubleStream.concat(Arrays.stream(SCORES, 0, K), Arrays.stream(SCORES, 2 * K, 4 * K)).toArray();
    try (Scope scope = Scope.silent()) {
      double expected = loss.of(Doubles.tensor(without, 3, K), Doubles.tensor(new int[] {0, 2, 2}, 3)).item_double();
      assertEquals(expected, loss.of(Doubles.tensor(SCORES, N, K), Doubles.tensor(some, N)).item_double(), 1e-12);
    }
    double[] all = gradient(loss, SCORES, some, N, K);
    double[] kept = gradient(loss, without, new int[] {0, 2, 2}, 3, K);
    assertArrayEquals(new double[K], Arrays.copyOfRange(all, K, 2 * K), Double.MIN_VALUE);
    assertArrayEquals(Arrays.copyOfRange(kept, 0, K), Arrays.copyOfRange(all, 0, K), 1e-12);
    assertArrayEquals(Arrays.copyOfRange(kept, K, 3 * K), Arrays.copyOfRange(all, 2 * K, 4 * K), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void a_score_that_is_no_number_shows_in_the_loss(Loss loss) {
    double[] broken = SCORES.clone();
    broken[18] = Double.NaN;
    assertTrue(Double.isNaN(value(loss, broken)), loss + " hides a NaN");
  }

  @Test
  void squared_hinge_sums_over_classes_and_means_over_the_batch() {
    double sum = 0;
    for (int i = 0; i < N; i++) {
      for (int k = 0; k < K; k++) {
        double margin = Math.max(0, 1 - (k == CLASSES[i] ? 1 : -1) * score(i, k));
        sum += margin * margin;
      }
    }
    assertEquals(sum / N, value(Loss.squaredHinge(), SCORES), 1e-12);
  }

  /** The constants of the authors' logs: 10 for scores of 0, 3.6 for the best constant score. */
  @Test
  void squared_hinge_of_ten_classes_is_10_at_zero_and_3_6_at_the_best_constant() {
    try (Scope scope = Scope.silent()) {
      Tensor zero = Doubles.tensor(new double[20], 2, 10);
      Tensor classes = Doubles.tensor(new int[] {3, 9}, 2);
      assertEquals(10, Loss.squaredHinge().of(zero, classes).item_double(), 1e-12);
      assertEquals(3.6, Loss.squaredHinge().of(zero.sub(Doubles.tensor(new double[] {0.8}, 1)), classes).item_double(), 1e-12);
    }
  }

  @Test
  void squared_hinge_has_the_gradient_of_the_released_code() {
    double[] expected = new double[N * K];
    for (int i = 0; i < N; i++) {
      for (int k = 0; k < K; k++) {
        int sign = k == CLASSES[i] ? 1 : -1;
        expected[i * K + k] = 2.0 / N * -sign * Math.max(0, 1 - sign * score(i, k));
      }
    }
    assertArrayEquals(expected, gradient(Loss.squaredHinge(), SCORES, CLASSES, N, K), 1e-14);
  }

  @Test
  void pairwise_squared_hinge_sums_over_the_other_classes() {
    double sum = 0;
    for (int i = 0; i < N; i++) {
      for (int k = 0; k < K; k++) {
        double margin = Math.max(0, 1 - (score(i, CLASSES[i]) - score(i, k)));
        sum += k == CLASSES[i] ? 0 : margin * margin;
      }
    }
    assertEquals(sum / N, value(Loss.pairwiseSquaredHinge(), SCORES), 1e-12);
    assertEquals(K - 1, value(Loss.pairwiseSquaredHinge(), new double[N * K]), 1e-12);
  }

  @Test
  void hinges_are_exactly_zero_where_every_margin_is_kept() {
    double[] kept = new double[N * K];
    for (int i = 0; i < N * K; i++) {
      kept[i] = i % K == CLASSES[i / K] ? 1.5 : -1.5;
    }
    assertEquals(0, value(Loss.squaredHinge(), kept));
    assertEquals(0, value(Loss.pairwiseSquaredHinge(), kept));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void a_map_is_the_mean_over_its_pixels(Loss loss) {
    double[] rows = new Random(9).doubles(12 * K, -2, 2).toArray();
    int[] classes = new Random(9).ints(12, 0, K).toArray();
    double[] map = new double[rows.length];
    for (int place = 0; place < 12; place++) {
      for (int k = 0; k < K; k++) {
        map[(place / 6 * K + k) * 6 + place % 6] = rows[place * K + k];
      }
    }
    try (Scope scope = Scope.silent()) {
      double flat = loss.of(Doubles.tensor(rows, 12, K), Doubles.tensor(classes, 12)).item_double();
      assertEquals(flat, loss.of(Doubles.tensor(map, 2, K, 2, 3), Doubles.tensor(classes, 2, 2, 3)).item_double(), 1e-12);
    }
    double[] slope = differences(x -> valueOfMap(loss, x, classes), map);
    assertNear(slope, gradient(loss, map, classes, 2, K, 2, 3), 1e-6);
  }

  private static double valueOfMap(Loss loss, double[] map, int[] classes) {
    try (Scope scope = Scope.silent()) {
      return loss.of(Doubles.tensor(map, 2, K, 2, 3), Doubles.tensor(classes, 2, 2, 3)).item_double();
    }
  }
}
