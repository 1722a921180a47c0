package dev.sonde.data;

/**
 * Some samples side by side in one array, ready to be copied to native memory: images {@code [N, H, W, C]}, labels {@code [N]}, or
 * {@code [N, h, w]} where each pixel has one.
 *
 * <p>The arrays belong to the {@link Loader} that made the batch and may be longer than {@code size} needs; they are written
 * again once the consumer asks the loader for the <em>next but one</em> batch. Copy what is to be kept.
 *
 * @param images  values, channels interleaved; only the first {@link #elements()} count
 * @param size    N, number of samples
 * @param labels  classes, {@code [N]} or {@code [N, h, w]}; only the first {@link #places()} count
 * @param labelHeight rows of a mask, h: those of the images in training, its own where transforms leave masks alone; 0 for one class a sample
 * @param labelWidth  columns of a mask, w; 0 for one class a sample
 * @param indices number of each sample in its dataset; only the first {@code size} count
 */
public record Batch(float[] images, int size, int height, int width, int channels, int[] labels, int labelHeight, int labelWidth,
    int[] indices) {
  /** Samples of one class each. */
  public Batch(float[] images, int size, int height, int width, int channels, int[] labels, int[] indices) {
    this(images, size, height, width, channels, labels, 0, 0, indices);
  }

  public Batch {
    if (size < 1 || labels.length < places(size, labelHeight, labelWidth) || indices.length < size || images.length < (long) size * height * width * channels) {
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
    int each = places() / size;
    for (int i = 0; i < places(); i++) {
      boolean ignored = dense() && labels[i] == Mask.IGNORE;
      if (!ignored && (labels[i] < 0 || labels[i] >= classes)) {
        throw new BadData(from.origin(indices[i / each]) + " has label " + labels[i] + ", but " + from.name() + " has classes 0 to " + (classes - 1));
      }
    }
  }
}
