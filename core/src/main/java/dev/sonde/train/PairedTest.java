package dev.sonde.train;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.TTest;

/**
 * Student's paired t-test of {@code n} differences {@code d}: {@code t = mean(d) / (s / √n)} with {@code n − 1} degrees of freedom,
 * two-sided.
 *
 * <p>It takes the differences for draws from a normal distribution, which nobody can check on five of them. What it says is about other
 * seeds on the same test samples; other test samples are another source of chance that it does not see.
 *
 * @param mean          of the differences
 * @param standardError {@code s / √n}
 * @param t             the statistic
 * @param freedom       {@code n − 1}
 * @param p             chance of a {@code t} as far from 0, were there no difference
 */
public record PairedTest(double mean, double standardError, double t, int freedom, double p) {
  /** Below this {@code p} a difference counts. */
  public static final double ALPHA = 0.05;

  private static final int FEWEST = 3;
  private static final double POWER = 0.8;
  /** Shares of counts differ by less than this only through rounding. */
  private static final double ROUNDING = 1e-12;

  /** The test of {@code differences}; absent where there are fewer than three, or where they have no spread. */
  static Optional<PairedTest> of(double... differences) {
    if (differences.length < FEWEST || spread(differences) < ROUNDING) {
      return Optional.empty();
    }
    TTest.Result found = TTest.withDefaults().pairedTest(differences, new double[differences.length]);
    double mean = Arrays.stream(differences).average().orElseThrow();
    double standardError = Math.sqrt(Spread.variance(differences) / differences.length);
    return Optional.of(new PairedTest(mean, standardError, found.getStatistic(), differences.length - 1, found.getPValue()));
  }

  private static double spread(double... values) {
    return Arrays.stream(values).max().orElse(0) - Arrays.stream(values).min().orElse(0);
  }

  /** Lower end of the mean's confidence interval of 95 %, not corrected for several comparisons. */
  public double low() {
    return mean - quantile(1 - ALPHA / 2) * standardError;
  }

  /** Its upper end. */
  public double high() {
    return mean + quantile(1 - ALPHA / 2) * standardError;
  }

  /**
   * The difference that as many seeds with this spread would have shown four times in five, at {@link #ALPHA} shared among
   * {@code comparisons}: {@code (t(1 − α/2m) + t(0.8)) · s / √n}.
   */
  public double visible(int comparisons) {
    return (quantile(1 - ALPHA / 2 / comparisons) + quantile(POWER)) * standardError;
  }

  private double quantile(double share) {
    return TDistribution.of(freedom).inverseCumulativeProbability(share);
  }
}
