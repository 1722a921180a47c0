package dev.sonde.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of one batch while workers fill them, used again for a later batch.
 *
 * <p>Positions are written by one worker each. Samples of one class are copied as they come; the shape is settled by whichever is first. Samples with a
 * mask wait until the batch is full, when the largest height and width are known, and are filled up to them. That sizes agree where they must, and that
 * none failed, is judged then too, from the first position on: the same sentence for any number of workers. Samples that are left out make the batch
 * smaller: those behind them move up.
 */
final class Tray {
  private final int[] indices;
  /** By position; null where there is no sample. */
  private final int @Nullable [][] shapes;
  private final @Nullable Sample[] waiting;
  private final @Nullable Throwable[] failures;
  private final boolean padding;
  private final short beyond;
  private int[] labels;
  private float[] images = new float[0];
  private int @Nullable [] shape;
  private int size;
  private int missing;

  /**
   * For batches of up to {@code batch} samples.
   *
   * @param padding whether samples with masks are filled up to one size
   * @param beyond  class of what is added to masks
   */
  Tray(int batch, boolean padding, short beyond) {
    this.padding = padding;
    this.beyond = beyond;
    labels = new int[batch];
    indices = new int[batch];
    shapes = new int[batch][];
    waiting = new Sample[batch];
    failures = new Throwable[batch];
  }

  /** Begins a batch of {@code count} samples. */
  synchronized void open(int count) {
    size = count;
    missing = count;
    shape = null;
    Arrays.fill(shapes, null);
    Arrays.fill(failures, null);
    Arrays.fill(waiting, null);
  }

  void put(int position, int index, Sample sample) {
    Image image = sample.image();
    indices[position] = index;
    shapes[position] = shape(sample);
    if (sample.truth() instanceof Mask) {
      waiting[position] = sample;
      return;
    }
    float[] target = room(image);
    labels[position] = sample.label();
    int length = image.values().length;
    if (length * (position + 1L) <= target.length) { // larger than the settled shape: refused when the batch is full
      System.arraycopy(image.values(), 0, target, position * length, length);
    }
  }

  /** {@code [H, W, C, h, w]}: of the image, then of the mask or 0. */
  private static int[] shape(Sample sample) {
    Image image = sample.image();
    return sample.truth() instanceof Mask mask ? new int[] {image.height(), image.width(), image.channels(), mask.height(), mask.width()}
        : new int[] {image.height(), image.width(), image.channels(), 0, 0};
  }

  /** A sample that failed. */
  void spoil(int position, int index, Throwable failure) {
    shapes[position] = null;
    indices[position] = index;
    failures[position] = failure;
  }

  /** A sample that is known to be bad. */
  void leave(int position, int index) {
    indices[position] = index;
  }

  /** Counts samples as done; true when they were the last. */
  boolean filled(int samples) {
    missing -= samples;
    return missing == 0;
  }

  boolean isFull() {
    return missing == 0;
  }

  /**
   * The full batch without what is left out; throws the failure of its first failed sample that may not be, or names the first two whose sizes cannot be
   * made one.
   */
  Batch batch(Dataset data, Gate gate) {
    List<Integer> out = sift(data, gate);
    if (size == 0 || !out.isEmpty() && size < gate.least()) {
      return new Batch(images, 0, 0, 0, 0, labels, 0, 0, indices, out);
    }
    int[] largest = largest(data);
    if (largest[3] > 0) {
      lay(largest);
    }
    return new Batch(images, size, largest[0], largest[1], largest[2], labels, largest[3], largest[4], indices, out);
  }

  /** Takes out what is left out; its numbers. */
  private List<Integer> sift(Dataset data, Gate gate) {
    List<Integer> out = new ArrayList<>(0);
    int good = 0;
    for (int i = 0; i < size; i++) {
      Throwable failure = failures[i];
      if (failure != null) {
        gate.keep(data, indices[i], failure);
      }
      if (shapes[i] == null) {
        out.add(indices[i]);
      } else {
        move(i, good++);
      }
    }
    size = good;
    return out;
  }

  private void move(int from, int to) {
    if (from == to) {
      return;
    }
    indices[to] = indices[from];
    shapes[to] = shapes[from];
    labels[to] = labels[from];
    waiting[to] = waiting[from];
    waiting[from] = null;
    int length = shape == null ? 0 : shape[0] * shape[1] * shape[2];
    if ((from + 1L) * length <= images.length) { // a larger one was never put there, and is refused below
      System.arraycopy(images, from * length, images, to * length, length);
    }
  }

  private int[] largest(Dataset data) {
    int[] largest = shapes[0].clone();
    for (int i = 0; i < size; i++) {
      int[] own = shapes[i];
      if (!Arrays.equals(own, shapes[0]) && !(padded(i) && padded(0) && own[2] == shapes[0][2])) {
        throw new IllegalArgumentException(data.origin(indices[0]) + " is " + text(shapes[0]) + " but " + data.origin(indices[i]) + " is "
            + text(own) + ", and one batch needs one size; put a resize or a crop among the transforms"
            + (shapes[0][3] > 0 ? ", or take batches of one" : ""));
      }
      Arrays.setAll(largest, axis -> Math.max(largest[axis], own[axis]));
    }
    return largest;
  }

  /** Whether the sample may be filled up: it has a mask, and the mask has the size of its image. */
  private boolean padded(int position) {
    int[] own = shapes[position];
    return padding && own[3] > 0 && own[0] == own[3] && own[1] == own[4];
  }

  /** Lays samples with masks side by side, each filled up to {@code largest}. */
  private void lay(int[] largest) {
    int needed = fitting((long) largest[0] * largest[1] * largest[2], largest);
    int labelled = fitting((long) largest[3] * largest[4], largest);
    int each = needed / size;
    int places = labelled / size;
    images = images.length >= needed ? images : new float[needed];
    labels = labels.length >= labelled ? labels : new int[labelled];
    for (int i = 0; i < size; i++) {
      Sample sample = Objects.requireNonNull(waiting[i]);
      waiting[i] = null;
      lay(sample.image(), i * each, largest[0], largest[1]);
      lay(sample.mask(), i * places, largest[3], largest[4]);
    }
  }

  private void lay(Image image, int at, int height, int width) {
    int row = image.width() * image.channels();
    int stride = width * image.channels();
    for (int y = 0; y < image.height(); y++) {
      System.arraycopy(image.values(), y * row, images, at + y * stride, row);
      Arrays.fill(images, at + y * stride + row, at + (y + 1) * stride, 0);
    }
    Arrays.fill(images, at + image.height() * stride, at + height * stride, 0);
  }

  private void lay(Mask mask, int at, int height, int width) {
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        labels[at + y * width + x] = mask.classes()[y * mask.width() + x];
      }
      Arrays.fill(labels, at + y * width + mask.width(), at + (y + 1) * width, beyond);
    }
    Arrays.fill(labels, at + mask.height() * width, at + height * width, beyond);
  }

  /** Values of the whole batch; throws where no array has as many. */
  private int fitting(long each, int[] of) {
    if (size * each > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("%d images of %s do not fit one array; use a smaller batch".formatted(size, text(of)));
    }
    return (int) (size * each);
  }

  private synchronized float[] room(Image image) {
    if (shape == null) {
      shape = new int[] {image.height(), image.width(), image.channels()};
      int needed = fitting(image.values().length, shape);
      images = images.length >= needed ? images : new float[needed];
    }
    return images;
  }

  private static String text(int[] shape) {
    return shape[0] + "x" + shape[1] + " pixels of " + shape[2] + (shape[2] == 1 ? " channel" : " channels")
        + (shape.length > 3 && shape[3] > 0 ? " with a mask of " + shape[3] + "x" + shape[4] : "");
  }
}
