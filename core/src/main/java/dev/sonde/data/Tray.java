package dev.sonde.data;

import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of one batch while workers fill them, used again for a later batch.
 *
 * <p>Positions are written by one worker each; the shape is settled by whichever sample comes first. That all samples have it, and
 * that none failed, is judged when the batch is full, from the first position on: the same sentence for any number of workers.
 */
final class Tray {
  private int[] labels;
  private final int[] indices;
  private final int[][] shapes;
  private final int batch;
  private final @Nullable Throwable[] failures;
  private float[] images = new float[0];
  private int @Nullable [] shape;
  private int size;
  private int missing;
  private boolean masked;

  Tray(int batch) {
    this.batch = batch;
    labels = new int[batch];
    indices = new int[batch];
    shapes = new int[batch][];
    failures = new Throwable[batch];
  }

  /** Begins a batch of {@code count} samples. */
  synchronized void open(int count) {
    size = count;
    missing = count;
    shape = null;
    masked = false;
    Arrays.fill(failures, null);
  }

  void put(int position, int index, Sample sample) {
    Image image = sample.image();
    float[] target = room(image);
    indices[position] = index;
    shapes[position] = new int[] {image.height(), image.width(), image.channels(), 0, 0};
    if (sample.truth() instanceof Mask mask) {
      shapes[position][3] = mask.height();
      shapes[position][4] = mask.width();
      label(position, mask);
    } else {
      labels[position] = sample.label();
    }
    int length = image.values().length;
    if (length * (position + 1L) <= target.length) { // larger than the settled shape: refused when the batch is full
      System.arraycopy(image.values(), 0, target, position * length, length);
    }
  }

  private void label(int position, Mask mask) {
    int each = mask.classes().length;
    int[] target = places(each);
    if (each * (position + 1L) <= target.length) { // larger than the first: refused when the batch is full
      for (int i = 0; i < each; i++) {
        target[position * each + i] = mask.classes()[i];
      }
    }
  }

  /** Room for a mask of {@code each} pixels a sample; settled by whichever comes first in a batch. */
  private synchronized int[] places(int each) {
    if (!masked) {
      masked = true;
      labels = labels.length >= batch * each ? labels : new int[Math.multiplyExact(batch, each)];
    }
    return labels;
  }

  void spoil(int position, int index, Throwable failure) {
    indices[position] = index;
    failures[position] = failure;
  }

  /** Counts samples as done; true when they were the last. */
  boolean filled(int samples) {
    missing -= samples;
    return missing == 0;
  }

  boolean isFull() {
    return missing == 0;
  }

  /** The full batch; throws the failure of its first failed sample, or names the first two of different size. */
  Batch batch(Dataset data) {
    for (int i = 0; i < size; i++) {
      Throwable failure = failures[i];
      if (failure != null) {
        throw delivered(failure, data.origin(indices[i]));
      }
      if (!Arrays.equals(shapes[i], shapes[0])) {
        throw new IllegalArgumentException(data.origin(indices[0]) + " is " + text(shapes[0]) + " but " + data.origin(indices[i]) + " is "
            + text(shapes[i]) + ", and one batch needs one size; put a resize or a crop among the transforms");
      }
    }
    return new Batch(images, size, shapes[0][0], shapes[0][1], shapes[0][2], labels, shapes[0][3], shapes[0][4], indices);
  }

  private synchronized float[] room(Image image) {
    if (shape == null) {
      shape = new int[] {image.height(), image.width(), image.channels()};
      long needed = (long) size * image.values().length;
      if (needed > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException("%d images of %s do not fit one array; use a smaller batch".formatted(size, text(shape)));
      }
      images = images.length >= needed ? images : new float[(int) needed];
    }
    return images;
  }

  private static RuntimeException delivered(Throwable failure, String origin) {
    String message = origin + ": " + failure.getMessage();
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

  private static String text(int[] shape) {
    return shape[0] + "x" + shape[1] + " pixels of " + shape[2] + (shape[2] == 1 ? " channel" : " channels")
        + (shape.length > 3 && shape[3] > 0 ? " with a mask of " + shape[3] + "x" + shape[4] : "");
  }
}
