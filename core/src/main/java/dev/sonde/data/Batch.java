package dev.sonde.data;

import java.util.List;

/**
 * Some samples side by side in one array, ready to be copied to native memory: images {@code [N, H, W, C]}, labels {@code [N]}, or
 * {@code [N, h, w]} where each pixel has one.
 *
 * <p>The arrays belong to the {@link Loader} that made the batch and may be longer than {@code size} needs; they are written
 * again once the consumer asks the loader for the <em>next but one</em> batch. Copy what is to be kept.
 *
 * @param images  values, channels interleaved; only the first {@link #elements()} count
 * @param size    N, number of samples; 0 where so many were left out that the batch is to be passed over
 * @param labels  classes, {@code [N]} or {@code [N, h, w]}; only the first {@link #places()} count
 * @param labelHeight rows of a mask, h: those of the images in training, its own where transforms leave masks alone; 0 for one class a sample
 * @param labelWidth  columns of a mask, w; 0 for one class a sample
 * @param indices number of each sample in its dataset; only the first {@code size} count
 * @param skipped numbers of the samples that would be here but were left out ({@link Sieve})
 */
public record Batch(float[] images, int size, int height, int width, int channels, int[] labels, int labelHeight, int labelWidth,
    int[] indices, List<Integer> skipped) {
  /** Samples of one class each. */
  public Batch(float[] images, int size, int height, int width, int channels, int[] labels, int[] indices) {
    this(images, size, height, width, channels, labels, 0, 0, indices);
  }

  /** Nothing left out. */
  public Batch(float[] images, int size, int height, int width, int channels, int[] labels, int labelHeight, int labelWidth, int[] indices) {
    this(images, size, height, width, channels, labels, labelHeight, labelWidth, indices, List.of());
  }

  public Batch {
    skipped = List.copyOf(skipped);
    if (size < 0 || labels.length < places(size, labelHeight, labelWidth) || indices.length < size || images.length < (long) size * height * width * channels) {
      throw new IllegalArgumentException("a batch of %d images of %dx%dx%d does not fit arrays of %d values, %d labels and %d indices"
          .formatted(size, height, width, channels, images.length, labels.length, indices.length));
    }
  }

  /** Number of values in {@code images} that count: {@code N·H·W·C}. */
  public int elements() {
    return size * height * width * channels;
  }

  /** Whether each pixel has a label. */
  public boolean dense() {
    return labelHeight > 0;
  }

  /** Number of labels that count: {@code N}, or {@code N·h·w}. */
  public int places() {
    return (int) places(size, labelHeight, labelWidth);
  }

  private static long places(int size, int height, int width) {
    return height > 0 ? (long) size * height * width : size;
  }

  /**
   * Refuses a label that is none of the set's classes; libtorch would read foreign memory for it.
   *
   * @param from the set that this batch was drawn from
   * @throws BadData naming the sample, its label and the bound
   */
  public void checkLabels(Dataset from) {
    int classes = from.classes().size();
    int each = size == 0 ? 1 : places() / size;
    for (int i = 0; i < places(); i++) {
      check(from, indices, i / each, labels[i], classes, dense());
    }
  }

  /** Refuses a sample with a label that is none of the set's classes. */
  static void checkLabels(Dataset from, int index, Truth truth) {
    int classes = from.classes().size();
    int[] indices = {index};
    if (truth instanceof Label label) {
      check(from, indices, 0, label.index(), classes, false);
    } else if (truth instanceof Mask mask) {
      for (short label : mask.classes()) {
        check(from, indices, 0, label, classes, true);
      }
    }
  }

  private static void check(Dataset from, int[] indices, int sample, int label, int classes, boolean dense) {
    boolean ignored = dense && label == Mask.IGNORE;
    if (!ignored && (label < 0 || label >= classes)) {
      throw new BadData(from.origin(indices[sample]) + " has label " + label + ", but " + from.name() + " has classes 0 to " + (classes - 1));
    }
  }
}
