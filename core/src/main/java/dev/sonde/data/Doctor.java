package dev.sonde.data;

import java.io.UncheckedIOException;
import java.util.function.BiConsumer;

/**
 * The examination of a set before a network is trained on it: every file is read once, and what is wrong is gathered, not stopped at.
 *
 * <p>Sets of masks are examined by {@link MaskDoctor} from their description; any other by reading each sample. Two pictures are the same where all of
 * their decoded values are.
 */
public final class Doctor {
  private final String data;
  private final BiConsumer<Integer, Integer> watcher;

  private Doctor(String data, BiConsumer<Integer, Integer> watcher) {
    this.data = data;
    this.watcher = watcher;
  }

  /** For the set that {@code data} names, as {@link Datasets#open(String)} takes it. */
  public static Doctor of(String data) {
    return new Doctor(data, (done, total) -> { });
  }

  /** With someone who is told how many samples of how many are done. */
  public Doctor watched(BiConsumer<Integer, Integer> other) {
    return new Doctor(data, other);
  }

  /**
   * Reads the whole set.
   *
   * @throws IllegalArgumentException where there is no such set, or its description is not understood
   */
  public Examination examine() {
    Casebook book = new Casebook();
    try {
      return MaskSpec.is(data) ? new MaskDoctor(data, book, watcher).examine() : samples(Datasets.open(data), book);
    } catch (BadData e) {
      book.add(Finding.Kind.DESCRIPTION, e.getMessage());
      return book.result(data, 0, 0, MaskSpec.is(data));
    }
  }

  private Examination samples(Split split, Casebook book) {
    int train = split.train().size();
    int test = split.test().size();
    book.classes(split.train().classes());
    for (int i = 0; i < train + test; i++) {
      boolean later = i >= train;
      sample(later ? split.test() : split.train(), later ? i - train : i, later, book);
      watcher.accept(i + 1, train + test);
    }
    return book.result(data, train, test, split.train().dense());
  }

  private static void sample(Dataset half, int index, boolean test, Casebook book) {
    try {
      Sample sample = half.get(index);
      book.picture(sample.image(), test, half.origin(index), sample.truth() instanceof Label label ? label.index() : -1);
      if (sample.truth() instanceof Mask mask) {
        MaskDoctor.count(mask.classes(), half.classes().size(), half.origin(index), test, book);
      } else if (sample.label() < 0 || sample.label() >= half.classes().size()) {
        book.add(Finding.Kind.VALUES, half.origin(index) + " has label " + sample.label() + ", but the classes are 0 to " + (half.classes().size() - 1));
      } else {
        book.count(sample.label(), 1, test);
      }
    } catch (BadData | UncheckedIOException e) {
      book.add(Finding.Kind.UNREADABLE, e.getMessage());
    }
  }
}
