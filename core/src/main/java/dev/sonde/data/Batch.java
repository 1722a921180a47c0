package dev.sonde.data;

/**
 * Some samples side by side in one array, ready to be copied to native memory: images {@code [N, H, W, C]}, labels {@code [N]}.
 *
 * <p>The arrays belong to the {@link Loader} that made the batch and may be longer than {@code size} needs; they are written
 * again once the consumer asks the loader for the <em>next but one</em> batch. Copy what is to be kept.
 *
 * @param images  values, channels interleaved; only the first {@link #elements()} count
 * @param size    N, number of samples
 * @param labels  class of each sample; only the first {@code size} count
 * @param indices number of each sample in its dataset; only the first {@code size} count
 */
public record Batch(float[] images, int size, int height, int width, int channels, int[] labels, int[] indices) {
  public Batch {
    if (size < 1 || labels.length < size || indices.length < size || images.length < (long) size * height * width * channels) {
      throw new IllegalArgumentException("a batch of %d images of %dx%dx%d does not fit arrays of %d values, %d labels and %d indices"
          .formatted(size, height, width, channels, images.length, labels.length, indices.length));
    }
  }

  /** Number of values in {@code images} that count: {@code N·H·W·C}. */
  public int elements() {
    return size * height * width * channels;
  }

  /**
   * Refuses a label that is none of the set's classes; libtorch would read foreign memory for it.
   *
   * @param from the set that this batch was drawn from
   * @throws BadData naming the sample, its label and the bound
   */
  public void checkLabels(Dataset from) {
    int classes = from.classes().size();
    for (int i = 0; i < size; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new BadData(from.origin(indices[i]) + " has label " + labels[i] + ", but " + from.name() + " has classes 0 to " + (classes - 1));
      }
    }
  }
}
