package dev.sonde.data;

import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A finite, ordered collection of labelled pictures.
 *
 * <p>The order never changes: the same index gives the same sample for as long as the dataset lives. {@link #get} may be called by
 * several threads at once and hands out a fresh image each time.
 */
public interface Dataset {

  /** What the set calls itself in tables and messages, such as {@code mnist train}. */
  String name();

  /** How many samples there are. */
  int size();

  /**
   * The sample at {@code index}, freshly made.
   *
   * @throws IndexOutOfBoundsException if the index is not in {@code [0, size)}
   * @throws BadData if the stored sample cannot be read
   */
  Sample get(int index);

  /**
   * The sample at {@code index} behind {@code first}: {@code first.apply(get(index), random)}, but that a set of picture files may decode no more of one
   * than the transform asks for.
   *
   * @throws BadData if the stored sample cannot be read
   */
  default Sample get(int index, Transform first, RandomGenerator random) {
    return first.apply(get(index), random);
  }

  /** The label of the sample at {@code index}, of a set that is not {@link #dense()}; sets that know it without reading the picture say so quickly. */
  default int label(int index) {
    return get(index).label();
  }

  /** The class names; a label is an index into this list. */
  List<String> classes();

  /** Whether each sample has a {@link Mask}, not a {@link Label}. */
  default boolean dense() {
    return false;
  }

  /** The colours in which masks are shown. */
  default Palette palette() {
    return Palette.distinct(classes().size());
  }

  /** Whether the picture at {@code index} is higher than wide, where that is known without decoding it; false otherwise. */
  default boolean portrait(int index) {
    return false;
  }

  /** The files that the sample at {@code index} alone is read from; none where samples do not lie in files of their own. */
  default List<Path> files(int index) {
    return List.of();
  }

  /**
   * What tells this set from any other: the first 16 hexadecimal digits of a SHA-256. In it go the names of the classes, the number of
   * samples, and
   * <ul>
   *   <li>of a set in memory (MNIST's and CIFAR's files): sizes, labels and every pixel, whether its files were packed or not;
   *   <li>of a generated set, and any that says nothing else: pixels and truths of at most 64 samples, evenly spread from the first on;
   *   <li>of pictures in folders: of each file its path below the set's folder, its size and its label, and the bytes of at most 64 files,
   *       evenly spread;
   *   <li>of pictures with masks: the same of both files of each pair, and what the values of masks stand for;
   *   <li>of a part of a set: the fingerprint of the whole and the numbers of its samples; of a prepared set: that of its source and the
   *       steps.
   * </ul>
   * Names of sets and of the folder that holds one do not count, so that data may be moved. Of thousands of pictures one that changes and keeps
   * its size is likely missed.
   */
  default String fingerprint() {
    Fingerprint begun = Fingerprint.of(this);
    Fingerprint.spread(size()).forEach(index -> begun.sample(this, index));
    return begun.hex();
  }

  /** Where the sample comes from, for messages: a file, or the number of a record in one. */
  default String origin(int index) {
    return "sample " + index + " of " + name();
  }
}
