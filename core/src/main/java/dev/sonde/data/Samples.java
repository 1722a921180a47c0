package dev.sonde.data;

/**
 * How many samples of each half are used; 0 for all of them. Which ones is drawn by {@link Subset}, classes in balance.
 *
 * <p>The training samples follow the seed: another seed trains on other ones. The test samples do not: a yardstick stays the same.
 *
 * @param train to learn from
 * @param test  to measure on
 */
public record Samples(int train, int test) {
  /** Both halves whole. */
  public static final Samples ALL = new Samples(0, 0);

  private static final Seed YARDSTICK = Seed.of(0);

  public Samples {
    if (train < 0 || test < 0) {
      throw new IllegalArgumentException("samples of " + train + " for training and " + test
          + " for testing; neither may be negative, and 0 means all");
    }
  }

  /**
   * The halves of {@code whole} cut to these numbers.
   *
   * @throws IllegalArgumentException where a half has fewer
   */
  public Split of(Split whole, Seed seed) {
    return new Split(part(whole.train(), train, seed), part(whole.test(), test, YARDSTICK));
  }

  private static Dataset part(Dataset whole, int count, Seed seed) {
    return count == 0 ? whole : Subset.of(whole, count, seed.stream("samples"));
  }
}
