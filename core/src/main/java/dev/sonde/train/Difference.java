package dev.sonde.train;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one arm's errors are beside another's, seed by seed, and what may be concluded.
 *
 * @param arm         name of the one
 * @param against     name of the other
 * @param each        error of {@code arm} less that of {@code against}, in the order of the seeds; below 0 where {@code arm} is better
 * @param test        absent where nothing can be tested: fewer than three seeds, or differences without spread
 * @param adjusted    the test's p after Holm's correction; the same where nothing else was compared; 1 without a test
 * @param comparisons how many tests were made together
 */
public record Difference(String arm, String against, List<Double> each, @Nullable PairedTest test, double adjusted, int comparisons) {
  private static final double ROUNDING = 1e-12;

  /** What may be said of an arm. */
  public enum Verdict { HELPED, HURT, CANNOT_TELL }

  public Difference {
    each = List.copyOf(each);
  }

  /** Before the correction, which needs all tests. */
  static Difference of(Spread arm, Spread against) {
    List<Double> each = IntStream.range(0, arm.errors().size()).mapToObj(i -> rounded(arm.errors().get(i) - against.errors().get(i)))
        .toList();
    Optional<PairedTest> test = PairedTest.of(each.stream().mapToDouble(Double::doubleValue).toArray());
    return new Difference(arm.arm(), against.arm(), each, test.orElse(null), test.map(PairedTest::p).orElse(1.0), 1);
  }

  /** Shares are counts divided by one number of samples: what is left of equal ones is rounding. */
  private static double rounded(double difference) {
    return Math.abs(difference) < ROUNDING ? 0 : difference;
  }

  Difference adjusted(double p, int comparisons) {
    return new Difference(arm, against, each, test, p, comparisons);
  }

  public double mean() {
    return each.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  public Verdict verdict() {
    if (test == null || adjusted >= PairedTest.ALPHA) {
      return Verdict.CANNOT_TELL;
    }
    return mean() < 0 ? Verdict.HELPED : Verdict.HURT;
  }

  /** The conclusion in one sentence, with what it rests on. */
  public String sentence() {
    String seeds = each.size() == 1 ? "1 seed" : each.size() + " seeds";
    if (each.stream().allMatch(d -> d == 0)) {
      return doubt() + ": its error was the very same as that of " + against + " with " + (each.size() == 1 ? "" : "each of ") + seeds;
    }
    if (test == null) {
      return each.size() < 3
          ? doubt() + " from " + seeds + ": error " + points(mean()) + " than " + against + ", and a test needs at least 3 seeds"
          : doubt() + ": error " + points(mean()) + " than " + against + " with each of " + seeds
              + ", and where nothing varies a t-test says nothing; take more seeds or more test samples";
    }
    String grounds = " (95 % interval " + interval(test) + ", paired t-test over " + seeds + ", " + p() + ")";
    String found = "error " + points(mean()) + " than " + against + grounds;
    return switch (verdict()) {
      case HELPED -> subject() + " helped: " + found;
      case HURT -> subject() + " hurt: " + found;
      case CANNOT_TELL -> doubt() + ": " + found + "; a difference of " + number(test.visible(comparisons))
          + " points would have shown with such seeds four times in five";
    };
  }

  private String subject() {
    return arm.equals(Arm.HEADS.name()) ? "Heads" : "Arm " + arm;
  }

  private String doubt() {
    return "Cannot tell whether " + (arm.equals(Arm.HEADS.name()) ? "heads help" : "arm " + arm + " helps");
  }

  /** {@code p = 0.012}, with what was done to it. */
  private String p() {
    return "p " + (adjusted < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "= %.3f", adjusted))
        + (comparisons > 1 ? " after Holm's correction for " + comparisons + " comparisons" : "");
  }

  /** Both ends from the smaller size of effect to the larger, such as {@code 0.60 to 1.80}, or {@code 0.40 lower to 0.16 higher}. */
  private static String interval(PairedTest test) {
    if (test.low() > 0 || test.high() < 0) {
      boolean lower = test.high() < 0;
      return number(lower ? test.high() : test.low()) + " to " + number(lower ? test.low() : test.high());
    }
    return number(test.low()) + " lower to " + number(test.high()) + " higher";
  }

  private static String points(double difference) {
    return number(difference) + " points " + (difference < 0 ? "lower" : "higher");
  }

  private static String number(double share) {
    return String.format(Locale.ROOT, "%.2f", 100 * Math.abs(share));
  }
}
