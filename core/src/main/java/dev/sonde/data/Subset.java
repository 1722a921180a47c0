package dev.sonde.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A few samples of a larger set, drawn by chance with its classes in balance, in the order of the larger set.
 *
 * <p>The classes are shuffled each by itself and give one sample in turn until there are enough; a class that runs out is passed over. So
 * numbers of samples differ by at most one between classes that have enough, and of two draws from one seed the smaller lies in the larger.
 * A sample with a mask shows many classes; of those the first of a shuffled order are taken.
 */
final class Subset implements Dataset {
  private final Dataset whole;
  private final int[] chosen;

  private Subset(Dataset whole, int[] chosen) {
    this.whole = whole;
    this.chosen = chosen;
  }

  /**
   * {@code count} samples of {@code whole}.
   *
   * @throws IllegalArgumentException where there are fewer, or {@code count} is below 1
   */
  static Dataset of(Dataset whole, int count, Seed seed) {
    if (count < 1 || count > whole.size()) {
      throw new IllegalArgumentException(count + " samples of " + whole.name() + " are asked for, but it has " + whole.size()
          + "; choose a number from 1 to " + whole.size() + ", or leave it out for all");
    }
    int[] chosen = whole.dense() ? Arrays.stream(Order.shuffled(whole.size(), seed)).limit(count).sorted().toArray() : drawn(piles(whole, seed), count, seed);
    return new Subset(whole, chosen);
  }

  /** The numbers of each class's samples, shuffled. */
  private static int[][] piles(Dataset whole, Seed seed) {
    int[] labels = IntStream.range(0, whole.size()).map(whole::label).toArray();
    int[][] piles = new int[1 + Arrays.stream(labels).max().orElse(0)][];
    for (int label = 0; label < piles.length; label++) {
      int wanted = label;
      int[] members = IntStream.range(0, labels.length).filter(i -> labels[i] == wanted).toArray();
      piles[label] = Arrays.stream(Order.shuffled(members.length, seed.stream(label))).map(i -> members[i]).toArray();
    }
    return piles;
  }

  /** One from each pile in turn; whose turn is first is drawn too, since those have one more where the count does not divide. */
  private static int[] drawn(int[][] piles, int count, Seed seed) {
    int[] turns = Order.shuffled(piles.length, seed.stream("turns"));
    int longest = Arrays.stream(piles).mapToInt(pile -> pile.length).max().orElse(0);
    return IntStream.range(0, longest).boxed()
        .flatMapToInt(round -> Arrays.stream(turns).filter(turn -> round < piles[turn].length).map(turn -> piles[turn][round]))
        .limit(count).sorted().toArray();
  }

  @Override
  public String name() {
    return chosen.length + " of " + whole.name();
  }

  @Override
  public int size() {
    return chosen.length;
  }

  @Override
  public Sample get(int index) {
    return whole.get(chosen[Objects.checkIndex(index, chosen.length)]);
  }

  @Override
  public Sample get(int index, Transform first, RandomGenerator random) {
    return whole.get(chosen[Objects.checkIndex(index, chosen.length)], first, random);
  }

  @Override
  public int label(int index) {
    return whole.label(chosen[index]);
  }

  @Override
  public String fingerprint() {
    Fingerprint begun = Fingerprint.of(this).text(whole.fingerprint());
    Arrays.stream(chosen).forEach(begun::number);
    return begun.hex();
  }

  @Override
  public boolean dense() {
    return whole.dense();
  }

  @Override
  public Palette palette() {
    return whole.palette();
  }

  @Override
  public boolean portrait(int index) {
    return whole.portrait(chosen[index]);
  }

  @Override
  public List<Path> files(int index) {
    return whole.files(chosen[index]);
  }

  @Override
  public List<String> classes() {
    return whole.classes();
  }

  @Override
  public String origin(int index) {
    return whole.origin(chosen[index]);
  }
}
