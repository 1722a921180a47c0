package dev.sonde.data;

/**
 * Masks as pictures of 0 … 255: in the colours of a {@link Palette}, laid over what they name, and with what was named wrong marked.
 *
 * <p>For the eye alone: two classes may have one colour, so a painted mask cannot be read back.
 */
public final class Painted {
  private static final int WRONG = 0xe0201b;
  private static final int UNKNOWN = 0x2b3138;

  private Painted() {}

  /** Each pixel in its class's colour; {@link Palette#IGNORED} where it is ignored. */
  public static Image of(Mask mask, Palette palette) {
    Image painted = Image.black(mask.height(), mask.width(), 3);
    for (int i = 0; i < mask.classes().length; i++) {
      put(painted, i, palette.of(mask.classes()[i]), 1);
    }
    return painted;
  }

  /**
   * The colours laid over the picture, {@code (1 − alpha)·picture + alpha·colour}; ignored pixels stay as they are.
   *
   * @param picture gray or RGB, of the mask's size
   * @param alpha   opacity of the colours, in [0, 1]
   */
  public static Image over(Image picture, Mask mask, Palette palette, double alpha) {
    Image painted = colour(picture, mask);
    for (int i = 0; i < mask.classes().length; i++) {
      if (mask.classes()[i] >= 0) {
        put(painted, i, palette.of(mask.classes()[i]), alpha);
      }
    }
    return painted;
  }

  /** Where the named class is not the true one: red over the picture; the rest of the picture faded, and dark where nobody knows the truth. */
  public static Image errors(Image picture, Mask truth, Mask named) {
    Image painted = colour(picture, truth);
    colour(picture, named);
    for (int i = 0; i < truth.classes().length; i++) {
      boolean right = truth.classes()[i] == named.classes()[i];
      float gray = 0.299f * painted.values()[3 * i] + 0.587f * painted.values()[3 * i + 1] + 0.114f * painted.values()[3 * i + 2];
      put(painted, i, Math.round(gray) * 0x010101, 1);
      put(painted, i, truth.classes()[i] < 0 ? UNKNOWN : right ? 0xffffff : WRONG, truth.classes()[i] < 0 ? 0.8 : right ? 0.7 : 0.75);
    }
    return painted;
  }

  /** The mask at another size: each pixel takes the class that lies at its centre, {@code floor((i + 0.5)·source / size)}. */
  public static Mask nearest(Mask mask, int height, int width) {
    short[] classes = new short[Math.multiplyExact(height, width)];
    for (int y = 0; y < height; y++) {
      int row = (int) ((y + 0.5) * mask.height() / height);
      for (int x = 0; x < width; x++) {
        classes[y * width + x] = (short) mask.at(row, (int) ((x + 0.5) * mask.width() / width));
      }
    }
    return new Mask(height, width, classes);
  }

  /** A fresh RGB copy of a picture that has the mask's size. */
  private static Image colour(Image picture, Mask mask) {
    if (picture.height() != mask.height() || picture.width() != mask.width() || picture.channels() != 1 && picture.channels() != 3) {
      throw new IllegalArgumentException("a " + mask + " cannot be laid over an " + picture + "; sizes must be equal, and channels 1 or 3");
    }
    Image copy = Image.black(picture.height(), picture.width(), 3);
    for (int i = 0; i < copy.values().length; i++) {
      copy.values()[i] = picture.values()[picture.channels() == 3 ? i : i / 3];
    }
    return copy;
  }

  private static void put(Image image, int pixel, int rgb, double alpha) {
    for (int c = 0; c < 3; c++) {
      int at = 3 * pixel + c;
      image.values()[at] = (float) ((1 - alpha) * image.values()[at] + alpha * (rgb >> (16 - 8 * c) & 0xff));
    }
  }
}
