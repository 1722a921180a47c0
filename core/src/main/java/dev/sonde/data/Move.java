package dev.sonde.data;

import java.util.Arrays;

/** A change of place: what a geometric {@link Transform} has drawn, done to an image and to its mask alike. */
interface Move {
  /** Nothing moves. */
  Move NONE = new Move() {
    @Override
    public Image of(Image image) {
      return image;
    }

    @Override
    public Mask of(Mask mask) {
      return mask;
    }
  };

  Image of(Image image);

  Mask of(Mask mask);

  /** How many times smaller, 1, 2, 4 or 8, the picture may be decoded, so that what is read of it is still twice as high and wide as what comes out. */
  default int spare() {
    return 1;
  }

  /** {@link #of(Image)} of a picture that was decoded {@code times} smaller, at most {@link #spare()}. */
  default Image of(Image smaller, int times) {
    return of(smaller);
  }

  /** Refuses a result of more than {@link Picture#MOST_PIXELS}. */
  private static void bounded(int height, int width) {
    if ((long) height * width > Picture.MOST_PIXELS) {
      throw new IllegalArgumentException("a transform asks for a picture of " + height + "x" + width + " pixels; at most " + Picture.MOST_PIXELS
          + " are possible, so ask for smaller sides");
    }
  }

  /** Mirrors left and right. */
  record Mirror() implements Move {
    @Override
    public Image of(Image image) {
      int channels = image.channels();
      int row = image.width() * channels;
      float[] values = new float[image.height() * row];
      for (int y = 0; y < image.height(); y++) {
        for (int to = y * row, from = to + row - channels; to < (y + 1) * row; to += channels, from -= channels) {
          for (int c = 0; c < channels; c++) {
            values[to + c] = image.values()[from + c];
          }
        }
      }
      return new Image(image.height(), image.width(), channels, values);
    }

    @Override
    public Mask of(Mask mask) {
      short[] classes = new short[mask.classes().length];
      for (int i = 0; i < classes.length; i++) {
        int x = i % mask.width();
        classes[i] = mask.classes()[i - x + mask.width() - 1 - x];
      }
      return new Mask(mask.height(), mask.width(), classes);
    }
  }

  /**
   * The window whose first pixel is (top, left); where it leaves the image, pixels are 0 and of class {@code beyond}.
   *
   * @param beyond {@link Mask#IGNORE} but for parity with code that trains its padding
   */
  record Window(int top, int left, int height, int width, short beyond) implements Move {
    public Window {
      bounded(height, width);
    }

    Window(int top, int left, int height, int width) {
      this(top, left, height, width, Mask.IGNORE);
    }

    @Override
    public Image of(Image image) {
      int channels = image.channels();
      float[] values = new float[height * width * channels];
      copy(image.values(), image.height(), image.width(), values, channels);
      return new Image(height, width, channels, values);
    }

    @Override
    public Mask of(Mask mask) {
      short[] classes = new short[height * width];
      Arrays.fill(classes, beyond);
      copy(mask.classes(), mask.height(), mask.width(), classes, 1);
      return new Mask(height, width, classes);
    }

    private void copy(Object source, int rows, int columns, Object target, int channels) {
      int from = Math.max(0, -left);
      int count = Math.min(width, columns - left) - from;
      for (int y = Math.max(0, -top); count > 0 && y < Math.min(height, rows - top); y++) {
        System.arraycopy(source, ((top + y) * columns + left + from) * channels, target, (y * width + from) * channels, count * channels);
      }
    }
  }

  /** A part of the picture brought to another size: the image smoothly, the mask by the nearest pixel to the middle of each new one. */
  record Resized(int top, int left, int tall, int wide, int height, int width) implements Move {
    public Resized {
      bounded(height, width);
    }

    @Override
    public Image of(Image image) {
      return of(image, 1);
    }

    @Override
    public int spare() {
      int most = Math.min(tall / height, wide / width) / 2;
      return Integer.highestOneBit(Math.max(1, Math.min(8, most)));
    }

    @Override
    public Image of(Image smaller, int times) {
      double scale = times;
      return Resampling.of(smaller, top / scale, left / scale, tall / scale, wide / scale, height, width);
    }

    @Override
    public Mask of(Mask mask) {
      short[] classes = new short[height * width];
      int[] rows = nearest(tall, height);
      int[] columns = nearest(wide, width);
      for (int y = 0; y < height; y++) {
        int row = (top + rows[y]) * mask.width() + left;
        for (int x = 0; x < width; x++) {
          classes[y * width + x] = mask.classes()[row + columns[x]];
        }
      }
      return new Mask(height, width, classes);
    }

    /** By output position i: ⌊(i + 1/2) · source / output⌋. */
    private static int[] nearest(int source, int output) {
      int[] from = new int[output];
      for (int i = 0; i < output; i++) {
        from[i] = (int) ((2L * i + 1) * source / (2L * output));
      }
      return from;
    }
  }
}
