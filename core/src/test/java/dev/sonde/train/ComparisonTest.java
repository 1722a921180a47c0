package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Seed;
import dev.sonde.train.Difference.Verdict;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Planted truths: what is known by hand, and what is known of thousands of simulated ablations. */
class ComparisonTest {
  private static final int SIMULATED = 4000;

  private static List<Double> list(double... values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** Errors of two arms that differ by these points, seed by seed, from a base that moves much more. */
  private static Difference points(double... differences) {
    List<Double> base = IntStream.range(0, differences.length).mapToObj(i -> 0.3 + 0.05 * i).toList();
    List<Double> heads = IntStream.range(0, differences.length).mapToObj(i -> base.get(i) + differences[i] / 100).toList();
    return Comparison.of(Map.of("none", base, "heads", heads), List.of(new Pair("heads", "none"))).differences().get(0);
  }

  /** Student's distribution function in closed form: two degrees of freedom, and four. */
  private static double cdf(int freedom, double t) {
    double root = Math.sqrt(1 + t * t / freedom);
    return freedom == 2 ? 0.5 + t / (2 * Math.sqrt(2 + t * t)) : 0.5 + 3.0 / 8 * t / root * (1 - t * t / root / root / 12);
  }

  @Test
  void five_differences_known_by_hand() {
    Difference found = points(-1, -2, -3, -4, -5);
    PairedTest test = found.test();
    assertNotNull(test);
    double t = -3 / (Math.sqrt(2.5) / Math.sqrt(5));
    assertEquals(-0.03, found.mean(), 1e-12);
    assertEquals(t, test.t(), 1e-9);
    assertEquals(4, test.freedom());
    assertEquals(2 * (1 - cdf(4, -t)), test.p(), 1e-9);
    assertEquals(0.013235, test.p(), 1e-6);
    assertEquals(0.975, cdf(4, (test.high() - test.mean()) / test.standardError()), 1e-9);
    assertEquals(0.975, cdf(4, (test.mean() - test.low()) / test.standardError()), 1e-9);
    assertEquals(Verdict.HELPED, found.verdict());
    assertEquals("Heads helped: error 3.00 points lower than none (95 % interval 1.04 to 4.96, paired t-test over 5 seeds, p = 0.013)", found.sentence());
  }

  @Test
  void the_same_with_the_other_sign_hurts() {
    assertEquals("Heads hurt: error 3.00 points higher than none (95 % interval 1.04 to 4.96, paired t-test over 5 seeds, p = 0.013)",
        points(1, 2, 3, 4, 5).sentence());
    assertEquals(Verdict.HURT, points(1, 2, 3, 4, 5).verdict());
  }

  @Test
  void three_differences_known_by_hand_cannot_tell_and_say_what_they_would_have_shown() {
    Difference found = points(-1, -2, -3);
    PairedTest test = found.test();
    assertNotNull(test);
    double error = 1 / Math.sqrt(3);
    assertEquals(2 * (1 - cdf(2, 2 / error)), test.p(), 1e-9);
    assertEquals(0.0742, test.p(), 1e-4);
    assertEquals((4.302653 + 1.060660) * error / 100, test.visible(1), 1e-8);
    assertEquals(Verdict.CANNOT_TELL, found.verdict());
    assertEquals("Cannot tell whether heads help: error 2.00 points lower than none (95 % interval 4.48 lower to 0.48 higher, paired t-test over 3 seeds, p = 0.074);"
        + " a difference of 3.10 points would have shown with such seeds four times in five", found.sentence());
  }

  @Test
  void identical_errors_differ_by_exactly_nothing() {
    List<Double> errors = list(0.1, 1 - 0.7, 0.30000000000000004);
    Difference found = Comparison.of(Map.of("none", errors, "heads", list(0.1, 0.3, 0.3)), List.of(new Pair("heads", "none"))).differences().get(0);
    assertEquals(list(0, 0, 0), found.each());
    assertEquals(0.0, found.mean());
    assertNull(found.test());
    assertEquals("Cannot tell whether heads help: its error was the very same as that of none with each of 3 seeds", found.sentence());
  }

  @Test
  void differences_without_spread_are_not_tested() {
    Difference found = points(-2, -2, -2, -2);
    assertNull(found.test());
    assertEquals(Verdict.CANNOT_TELL, found.verdict());
    assertTrue(found.sentence().startsWith("Cannot tell whether heads help: error 2.00 points lower than none with each of 4 seeds, and where nothing varies"));
  }

  @Test
  void fewer_than_three_seeds_are_not_tested() {
    assertNull(points(-20, -19).test());
    assertEquals("Cannot tell whether heads help from 2 seeds: error 19.50 points lower than none, and a test needs at least 3 seeds", points(-20, -19).sentence());
    assertTrue(points(4).sentence().startsWith("Cannot tell whether heads help from 1 seed: error 4.00 points higher"));
    assertTrue(points(0).sentence().endsWith("the very same as that of none with 1 seed"));
  }

  @Test
  void arms_have_their_mean_and_deviation() {
    Spread spread = new Spread("none", list(0.02, 0.04, 0.09));
    assertEquals(0.05, spread.mean(), 1e-12);
    assertEquals(Math.sqrt((9e-4 + 1e-4 + 16e-4) / 2), spread.deviation().orElseThrow(), 1e-12);
    assertTrue(new Spread("none", list(0.5)).deviation().isEmpty());
  }

  @Test
  void several_comparisons_are_corrected_by_holm() {
    Map<String, List<Double>> errors = new LinkedHashMap<>();
    errors.put("none", list(0.50, 0.60, 0.70, 0.40, 0.55));
    errors.put("clear", list(0.40, 0.49, 0.61, 0.30, 0.45));
    errors.put("faint", list(0.49, 0.57, 0.69, 0.38, 0.548));
    errors.put("same", list(0.50, 0.60, 0.70, 0.40, 0.55));
    errors.put("nothing", list(0.51, 0.59, 0.72, 0.39, 0.53));
    List<Difference> found = Comparison.of(errors, List.of(new Pair("faint", "none"), new Pair("same", "none"), new Pair("clear", "none"), new Pair("nothing", "none")))
        .differences();
    double faint = found.get(0).test().p();
    assertTrue(faint < 0.05, "uncorrected, the faint one would count: " + faint);
    assertEquals(2 * faint, found.get(0).adjusted(), 1e-12);
    assertEquals(3 * found.get(2).test().p(), found.get(2).adjusted(), 1e-12);
    assertEquals(found.get(3).test().p(), found.get(3).adjusted(), 1e-12);
    assertEquals(List.of(3, 1, 3, 3), found.stream().map(Difference::comparisons).toList());
    assertEquals(List.of(Verdict.CANNOT_TELL, Verdict.CANNOT_TELL, Verdict.HELPED, Verdict.CANNOT_TELL), found.stream().map(Difference::verdict).toList());
    assertTrue(found.get(2).sentence().startsWith("Arm clear helped: error") && found.get(2).sentence().endsWith("after Holm's correction for 3 comparisons)"),
        found.get(2).sentence());
  }

  @Test
  void a_corrected_p_is_never_below_that_of_a_clearer_difference() {
    Map<String, List<Double>> errors = new LinkedHashMap<>();
    errors.put("none", list(0.5, 0.5, 0.5, 0.5));
    errors.put("a", list(0.47, 0.49, 0.48, 0.46));
    errors.put("b", list(0.46, 0.49, 0.48, 0.46));
    List<Difference> found = Comparison.of(errors, List.of(new Pair("a", "none"), new Pair("b", "none"))).differences();
    assertTrue(found.get(0).test().p() < found.get(1).test().p() && found.get(1).test().p() < 2 * found.get(0).test().p());
    assertEquals(2 * found.get(0).test().p(), found.get(1).adjusted(), 1e-12);
  }

  @Test
  void pairs_need_arms_of_as_many_seeds() {
    assertThrows(IllegalArgumentException.class, () -> Comparison.of(Map.of("a", list(1, 2), "b", list(1)), List.of()));
    assertThrows(IllegalArgumentException.class, () -> Comparison.of(Map.of("a", list(1, 2)), List.of(new Pair("a", "b"))));
  }

  /** Differences of five seeds, in points, drawn from a normal distribution of deviation 1 around {@code truth}. */
  private static double[] drawn(RandomGenerator random, double truth) {
    return DoubleStream.generate(() -> truth + random.nextGaussian()).limit(5).toArray();
  }

  @Test
  void where_there_is_no_difference_one_in_twenty_is_found() {
    RandomGenerator random = Seed.of(1).generator();
    double found = IntStream.range(0, SIMULATED).filter(i -> points(drawn(random, 0)).verdict() != Verdict.CANNOT_TELL).count() / (double) SIMULATED;
    assertEquals(0.05, found, 0.012);
  }

  @Test
  void the_interval_holds_the_truth_nineteen_times_in_twenty() {
    RandomGenerator random = Seed.of(2).generator();
    double holds = IntStream.range(0, SIMULATED).mapToObj(i -> points(drawn(random, -2)).test())
        .filter(test -> test.low() <= -0.02 && -0.02 <= test.high()).count() / (double) SIMULATED;
    assertEquals(0.95, holds, 0.012);
  }

  @Test
  void a_difference_of_the_size_that_would_have_shown_shows_four_times_in_five() {
    RandomGenerator random = Seed.of(3).generator();
    double visible = (2.776445 + 0.940965) / Math.sqrt(5);
    double found = IntStream.range(0, SIMULATED).filter(i -> points(drawn(random, -visible)).verdict() == Verdict.HELPED).count() / (double) SIMULATED;
    assertEquals(0.8, found, 0.06);
  }

  @Test
  void of_three_comparisons_without_a_difference_one_family_in_twenty_at_most_is_found() {
    RandomGenerator random = Seed.of(4).generator();
    double found = IntStream.range(0, SIMULATED).filter(i -> family(random)).count() / (double) SIMULATED;
    assertTrue(found < 0.05 + 0.01, "found in " + found);
    assertTrue(found > 0.02, "found in " + found + ", which no correction of this kind gives");
  }

  private static boolean family(RandomGenerator random) {
    Map<String, List<Double>> errors = new LinkedHashMap<>();
    List.of("none", "a", "b", "c").forEach(arm -> errors.put(arm, Arrays.stream(drawn(random, 30)).boxed().toList()));
    return Comparison.of(errors, List.of(new Pair("a", "none"), new Pair("b", "none"), new Pair("c", "none"))).differences().stream()
        .anyMatch(d -> d.verdict() != Verdict.CANNOT_TELL);
  }
}
