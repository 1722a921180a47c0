package dev.sonde.store;

import dev.sonde.data.BadData;
import dev.sonde.net.Plain;
import java.util.List;

/**
 * A tensor as a pickle describes it: some elements of a storage. Element {@code [i, j, …]} is the storage's
 * {@code offset + i·strides[0] + j·strides[1] + …}.
 *
 * @param offset  of the first element, in elements
 * @param shape   sizes of the dimensions
 * @param strides distance of neighbours along each dimension, in elements; 0 or more
 */
record View(Storage storage, long offset, List<Long> shape, List<Long> strides) {
  /** More dimensions than any tensor has. */
  static final int DIMENSIONS = 32;

  /**
   * Flat memory that views share.
   *
   * @param key      its name in the file
   * @param elements how many the pickle announces
   * @param begin    first element of the root storage that it shows; 0 but for views of storages in old files
   * @param root     elements of the root storage
   */
  record Storage(String key, Dtype type, long elements, long begin, long root) {}

  private static final int MOST_SIZES = 64;

  View {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
  }

  /** The same, after it was checked that every element lies in the storage and none is asked for twice. */
  View checked(String file) {
    if (shape.size() > MOST_SIZES || strides.size() > MOST_SIZES) {
      throw new BadData("%s is damaged: a tensor has %d sizes and %d strides; at most are %d".formatted(file, shape.size(), strides.size(), MOST_SIZES));
    }
    if (shape.size() != strides.size() || offset < 0 || shape.stream().anyMatch(n -> n < 0) || strides.stream().anyMatch(n -> n < 0)) {
      throw new BadData("%s is damaged: a tensor has sizes %s, strides %s and offset %d".formatted(file, shape, strides, offset));
    }
    try {
      shape.stream().map(n -> Math.max(1, n)).reduce(8L, Math::multiplyExact); // also of an empty one, whose strides are products too
      if (elements() > 0 && (offset + span() > storage.elements || elements() > storage.elements)) {
        throw outside(file);
      }
      return this;
    } catch (ArithmeticException beyond64Bits) {
      throw outside(file);
    }
  }

  private BadData outside(String file) {
    return new BadData(("%s is damaged: a tensor of sizes %s, strides %s and offset %d does not fit its storage %s"
        + " of %d elements").formatted(
        file, shape, strides, offset, Plain.quoted(storage.key), storage.elements));
  }

  long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Elements from the first to the last, both included. */
  long span() {
    long last = 0;
    for (int d = 0; d < shape.size(); d++) {
      last = Math.addExact(last, Math.multiplyExact(shape.get(d) - 1, strides.get(d)));
    }
    return Math.addExact(last, Math.addExact(offset, 1)) - offset;
  }

  /** Whether the elements lie one after the other in row-major order. */
  boolean dense() {
    long step = 1;
    for (int d = shape.size() - 1; d >= 0; d--) {
      if (shape.get(d) != 1 && strides.get(d) != step) {
        return false;
      }
      step *= shape.get(d);
    }
    return true;
  }
}
