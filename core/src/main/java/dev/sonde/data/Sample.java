package dev.sonde.data;

/**
 * One example of a dataset: a picture and the number of its class.
 *
 * @param image the picture, raw scale 0 … 255
 * @param label index into {@link Dataset#classes()}
 */
public record Sample(Image image, int label) {

  /**
   * Checks the label.
   *
   * @throws IllegalArgumentException if the label is negative
   */
  public Sample {
    if (label < 0) {
      throw new IllegalArgumentException("label " + label + " is negative; labels count from 0");
    }
  }
}
