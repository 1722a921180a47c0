package dev.sonde.data;

/**
 * A class for each pixel: {@code classes[y * width + x]}, an index into {@link Dataset#classes()} or {@link #IGNORE}.
 *
 * <p>As with an {@link Image} the array is given away, not copied.
 *
 * @param height  rows, at least 1
 * @param width   columns, at least 1
 * @param classes exactly {@code height * width}
 */
public record Mask(int height, int width, short[] classes) implements Truth {
  /** Stands for a pixel that is neither trained nor counted; the class that losses ignore and metrics pass over. */
  public static final short IGNORE = -100;

  /**
   * Checks that sizes are positive and the array fits them.
   *
   * @throws IllegalArgumentException if a size is below 1 or the array has another length
   */
  public Mask {
    if (height < 1 || width < 1 || classes.length != (long) height * width) {
      throw new IllegalArgumentException("a mask of " + height + "x" + width + " with " + classes.length
          + " classes; sizes must be at least 1, and there is one class for each pixel");
    }
  }

  /** The class at row {@code y} and column {@code x}. */
  public int at(int y, int x) {
    return classes[y * width + x];
  }

  /** Says the size, not the values. */
  @Override
  public String toString() {
    return "mask " + height + "x" + width;
  }
}
