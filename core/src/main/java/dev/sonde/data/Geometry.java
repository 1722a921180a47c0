package dev.sonde.data;

import java.util.random.RandomGenerator;

/** The transforms that move pixels: mirror, windows, resizing. Sides are written {@code HEIGHTxWIDTH}, or once where equal. */
final class Geometry {
  private Geometry() {}

  /** Mirrors left and right with probability 1/2. */
  record Flip() implements Transform {
    @Override
    public Image apply(Image image, RandomGenerator random) {
      return random.nextBoolean() ? mirrored(image) : image;
    }

    @Override
    public String toString() {
      return "flip";
    }
  }

  /** A window of fixed size at a random place. */
  record Crop(int height, int width) implements Transform {
    Crop {
      sides("crop", height, width);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
      fits("crop", height, width, image);
      int top = random.nextInt(image.height() - height + 1);
      return window(image, top, random.nextInt(image.width() - width + 1), height, width);
    }

    @Override
    public String toString() {
      return "crop " + text(height, width);
    }
  }

  /** The window of fixed size in the middle. */
  record CenterCrop(int height, int width) implements Transform {
    CenterCrop {
      sides("center-crop", height, width);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
      fits("center-crop", height, width, image);
      return window(image, (image.height() - height) / 2, (image.width() - width) / 2, height, width);
    }

    @Override
    public String toString() {
      return "center-crop " + text(height, width);
    }
  }

  /** Zeros around the image, then a window of its old size at a random place (He et al., CVPR 2016, 4.2). */
  record PadCrop(int padding) implements Transform {
    PadCrop {
      sides("pad-crop", padding, padding);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
      int top = random.nextInt(2 * padding + 1) - padding;
      return window(image, top, random.nextInt(2 * padding + 1) - padding, image.height(), image.width());
    }

    @Override
    public String toString() {
      return "pad-crop " + padding;
    }
  }

  /** Another size, whatever that does to the aspect. */
  record Resize(int height, int width) implements Transform {
    Resize {
      sides("resize", height, width);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
      return Resampling.of(image, 0, 0, image.height(), image.width(), height, width);
    }

    @Override
    public String toString() {
      return "resize " + height + "x" + width;
    }
  }

  /** The shorter side brought to a length, the longer rounded to keep the aspect. */
  record ResizeShort(int side) implements Transform {
    ResizeShort {
      sides("resize", side, side);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
      double factor = side / (double) Math.min(image.height(), image.width());
      int height = (int) Math.round(image.height() * factor);
      return Resampling.of(image, 0, 0, image.height(), image.width(), height, (int) Math.round(image.width() * factor));
    }

    @Override
    public String toString() {
      return "resize " + side;
    }
  }

  /**
   * A window of random area (8 to 100 %) and aspect (3/4 to 4/3, uniform in its logarithm), resized (Szegedy et al., CVPR 2015,
   * section 6). Ten draws that do not fit fall back to the largest middle window of allowed aspect.
   */
  record RandomResizedCrop(int height, int width) implements Transform {
    RandomResizedCrop {
      sides("random-resized-crop", height, width);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
      double area = (double) image.height() * image.width();
      for (int draw = 0; draw < 10; draw++) {
        double part = area * random.nextDouble(0.08, 1);
        double aspect = Math.exp(random.nextDouble(-Math.log(4 / 3.0), Math.log(4 / 3.0)));
        int tall = (int) Math.round(Math.sqrt(part / aspect));
        int wide = (int) Math.round(Math.sqrt(part * aspect));
        if (tall >= 1 && wide >= 1 && tall <= image.height() && wide <= image.width()) {
          int top = random.nextInt(image.height() - tall + 1);
          return Resampling.of(image, top, random.nextInt(image.width() - wide + 1), tall, wide, height, width);
        }
      }
      return middle(image);
    }

    private Image middle(Image image) {
      int tall = (int) Math.max(1, Math.min(image.height(), Math.round(image.width() * 4 / 3.0)));
      int wide = (int) Math.max(1, Math.min(image.width(), Math.round(image.height() * 4 / 3.0)));
      return Resampling.of(image, (image.height() - tall) / 2, (image.width() - wide) / 2, tall, wide, height, width);
    }

    @Override
    public String toString() {
      return "random-resized-crop " + text(height, width);
    }
  }

  private static String text(int height, int width) {
    return height == width ? "" + height : height + "x" + width;
  }

  private static void sides(String name, int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(name + " " + text(height, width) + " must be at least 1");
    }
  }

  private static void fits(String name, int height, int width, Image image) {
    if (height > image.height() || width > image.width()) {
      throw new IllegalArgumentException("%s %s is larger than the image of %dx%d; crop less, or put a resize before it"
          .formatted(name, text(height, width), image.height(), image.width()));
    }
  }

  /** The window whose first pixel is (top, left); zeros where it leaves the image. */
  private static Image window(Image image, int top, int left, int height, int width) {
    int channels = image.channels();
    float[] values = new float[height * width * channels];
    int from = Math.max(0, -left);
    int columns = Math.min(width, image.width() - left) - from;
    for (int y = Math.max(0, -top); columns > 0 && y < Math.min(height, image.height() - top); y++) {
      int source = ((top + y) * image.width() + left + from) * channels;
      System.arraycopy(image.values(), source, values, (y * width + from) * channels, columns * channels);
    }
    return new Image(height, width, channels, values);
  }

  private static Image mirrored(Image image) {
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
}
