package dev.sonde.data;

/**
 * The class of a whole picture.
 *
 * @param index into {@link Dataset#classes()}
 */
public record Label(int index) implements Truth {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Label {
    if (index < 0) {
      throw new IllegalArgumentException("label " + index + " is negative; labels count from 0");
    }
  }
}
