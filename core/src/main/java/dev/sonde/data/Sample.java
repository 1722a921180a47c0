package dev.sonde.data;

/**
 * One example of a dataset: a picture and what it is known to show.
 *
 * @param image the picture, raw scale 0 … 255
 * @param truth a {@link Label}, or a {@link Mask} of the image's height and width as it was read
 */
public record Sample(Image image, Truth truth) {
  /** A picture of one class. */
  public Sample(Image image, int label) {
    this(image, new Label(label));
  }

  /** The class of the whole picture; throws {@link IllegalStateException} where there is one for each pixel. */
  public int label() {
    if (truth instanceof Label label) {
      return label.index();
    }
    throw new IllegalStateException("this sample has a class for each pixel, not one for the picture");
  }

  /** The class of each pixel; throws {@link IllegalStateException} where there is one for the whole picture. */
  public Mask mask() {
    if (truth instanceof Mask mask) {
      return mask;
    }
    throw new IllegalStateException("this sample has one class for the picture, not one for each pixel");
  }
}
