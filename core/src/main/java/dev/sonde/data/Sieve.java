package dev.sonde.data;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * What keeps damaged samples out of a run, and the book of those it kept out.
 *
 * <p>A sample is bad where reading or transforming it ends in {@link BadData} or {@link UncheckedIOException}, or where it has a label that is none of the
 * set's classes. Once bad, a sample stays out to the end of the run and is not read again, so that a run that was interrupted leaves out the same ones.
 * Bad samples are counted once each, over both sets; the one beyond the {@link Tolerance} ends the run. Any other failure ends it at once.
 *
 * <p>{@link #holds} may be asked by any thread. {@link #keep} is called by the thread that consumes batches, in their order: so the book does not
 * depend on the number of workers.
 */
public final class Sieve {
  /** The set that a network learns from. */
  public static final String TRAIN = "train";
  /** The set that it is measured on. */
  public static final String TEST = "test";

  private final Tolerance tolerance;
  private final Map<String, SortedSet<Integer>> kept = Map.of(TRAIN, new ConcurrentSkipListSet<>(), TEST, new ConcurrentSkipListSet<>());
  private final List<BadSample> news = new ArrayList<>();
  private volatile int count;

  private Sieve(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  /** One that has kept nothing yet. */
  public static Sieve of(Tolerance tolerance) {
    return new Sieve(tolerance);
  }

  /** One that goes on where an earlier one of the same run was. */
  public static Sieve of(Tolerance tolerance, Skipped before) {
    Sieve sieve = new Sieve(tolerance);
    before.indices().forEach((set, indices) -> sieve.kept.get(set).addAll(indices));
    sieve.count = before.count();
    return sieve;
  }

  /** One that lets nothing bad pass in silence: the first bad sample's own failure is thrown. */
  public static Sieve strict() {
    return new Sieve(Tolerance.NONE);
  }

  /** Whether bad samples are left out at all. */
  boolean lenient() {
    return tolerance.most() > 0;
  }

  /** Whether the sample is known to be bad. */
  boolean holds(String set, int index) {
    return count > 0 && kept.get(set).contains(index);
  }

  /** How many samples of a set are known to be bad. */
  int count(String set) {
    return kept.get(set).size();
  }

  /**
   * Leaves a sample out.
   *
   * @param failure what became of it; thrown where it is of another kind than a bad sample's, or nothing is tolerated
   * @throws BadData where this is one sample more than the tolerance
   */
  public void keep(String set, int index, String origin, RuntimeException failure) {
    if (!lenient() || !(failure instanceof BadData || failure instanceof UncheckedIOException)) {
      throw failure;
    }
    if (holds(set, index)) {
      return;
    }
    if (count == tolerance.most()) {
      throw new BadData("%s; that is bad sample number %d, and on-bad-sample: %s allows %d: repair the data (sonde doctor names every damaged file), or"
          .formatted(failure.getMessage(), count + 1, tolerance, count) + " allow more", failure);
    }
    kept.get(set).add(index);
    count++;
    news.add(new BadSample(set, index, origin, failure.getMessage(), count));
  }

  /** Everything left out so far, for a checkpoint. */
  public Skipped skipped() {
    SortedMap<String, SortedSet<Integer>> all = new TreeMap<>();
    kept.forEach((set, indices) -> {
      if (!indices.isEmpty()) {
        all.put(set, new TreeSet<>(indices));
      }
    });
    return new Skipped(all);
  }

  /** What was left out since this was asked last, in the order of finding; for the consumer's thread. */
  public List<BadSample> news() {
    List<BadSample> found = List.copyOf(news);
    news.clear();
    return found;
  }
}
