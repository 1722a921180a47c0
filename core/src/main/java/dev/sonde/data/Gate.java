package dev.sonde.data;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The place in a {@link Sieve} through which the samples of one set go.
 *
 * @param set   {@link Sieve#TRAIN} or {@link Sieve#TEST}
 * @param least samples that a batch must keep to be used, where others of it are left out
 */
record Gate(Sieve sieve, String set, int least) {
  Gate {
    if (!set.equals(Sieve.TRAIN) && !set.equals(Sieve.TEST)) {
      throw new IllegalArgumentException("\"" + set + "\" is no set of a run; it is " + Sieve.TRAIN + " or " + Sieve.TEST);
    }
    if (least < 1) {
      throw new IllegalArgumentException("a batch must keep at least 1 sample, not " + least);
    }
  }

  /** One that lets nothing bad pass. */
  static Gate strict() {
    return new Gate(Sieve.strict(), Sieve.TRAIN, 1);
  }

  boolean shut(int index) {
    return sieve.holds(set, index);
  }

  /** Sample {@code index} as it is stored; throws what is wrong with it. On any thread. */
  Sample get(Dataset data, int index) {
    return checked(data, index, data.get(index));
  }

  /** The same behind a first transform. */
  Sample get(Dataset data, int index, Transform first, RandomGenerator random) {
    return checked(data, index, data.get(index, first, random));
  }

  private Sample checked(Dataset data, int index, Sample sample) {
    if (sieve.lenient()) { // otherwise the consumer looks at the whole batch, and ends the run
      Batch.checkLabels(data, index, sample.truth());
    }
    return sample;
  }

  /** Sample {@code index} where it is good; otherwise it is left out. On the thread that consumes. */
  Optional<Sample> read(Dataset data, int index) {
    if (shut(index)) {
      return Optional.empty();
    }
    try {
      return Optional.of(get(data, index));
    } catch (RuntimeException e) {
      keep(data, index, e);
      return Optional.empty();
    }
  }

  /** Leaves a sample out; throws {@code failure} in its own kind, with the origin in its message, where it may not be left out. */
  void keep(Dataset data, int index, Throwable failure) {
    String origin = data.origin(index);
    sieve.keep(set, index, origin, delivered(failure, origin));
  }

  private static RuntimeException delivered(Throwable failure, String origin) {
    String message = failure.getMessage() != null && failure.getMessage().startsWith(origin) ? failure.getMessage() : origin + ": " + failure.getMessage();
    if (failure instanceof Error error) {
      throw error;
    } else if (failure instanceof BadData bad) {
      return bad;
    } else if (failure instanceof UncheckedIOException broken) {
      return new UncheckedIOException(message, broken.getCause());
    } else if (failure instanceof IllegalArgumentException) {
      return new IllegalArgumentException(message, failure);
    }
    return new IllegalStateException(failure.getMessage() == null ? origin + ": " + failure : message, failure);
  }
}
