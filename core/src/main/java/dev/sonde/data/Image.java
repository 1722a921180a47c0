package dev.sonde.data;

/**
 * A picture as numbers: {@code values[(y * width + x) * channels + c]}, interleaved {@code [H, W, C]}, red before green before
 * blue. A freshly read image holds the raw scale 0 … 255; transforms may move it anywhere.
 *
 * <p>The array is not copied: a loader moves thousands of these per second. Whoever makes an image gives its array away, and
 * whoever receives one may write into it, so a {@link Dataset} makes a fresh array for every {@link Dataset#get}.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param channels 1 for gray, 3 for colour
 * @param values the numbers, exactly {@code height * width * channels}
 */
public record Image(int height, int width, int channels, float[] values) {

  /**
   * Checks that sizes are positive and the array fits them.
   *
   * @throws IllegalArgumentException if a size is below 1 or the array has another length
   */
  public Image {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException("an image of " + sizes(height, width, channels) + " is empty; every size must be at least 1");
    }
    long expected = (long) height * width * channels;
    if (values.length != expected) {
      throw new IllegalArgumentException("an image of " + sizes(height, width, channels) + " needs " + expected
          + " values, but the array holds " + values.length);
    }
  }

  /** A black image of the given sizes. */
  public static Image black(int height, int width, int channels) {
    return new Image(height, width, channels, new float[Math.multiplyExact(Math.multiplyExact(height, width), channels)]);
  }

  /** This image where its longer side is at most {@code longest}, otherwise shrunk to that, keeping its proportions; a side keeps at least one pixel. */
  public Image within(int longest) {
    if (longest < 1) {
      throw new IllegalArgumentException("the longer side of an image cannot be " + longest + "; it must be at least 1");
    }
    double scale = longest / (double) Math.max(height, width);
    return scale >= 1 ? this : Resampling.of(this, 0, 0, height, width, Math.max(1, (int) Math.round(height * scale)),
        Math.max(1, (int) Math.round(width * scale)));
  }

  /** The value of channel {@code c} at row {@code y} and column {@code x}. */
  public float at(int y, int x, int c) {
    return values[(y * width + x) * channels + c];
  }

  /** Says the sizes, not the values: {@code 32x48x3} is 32 rows, 48 columns, 3 channels. */
  @Override
  public String toString() {
    return "image " + sizes(height, width, channels);
  }

  private static String sizes(int height, int width, int channels) {
    return height + "x" + width + "x" + channels;
  }
}
