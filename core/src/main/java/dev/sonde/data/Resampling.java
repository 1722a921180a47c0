package dev.sonde.data;

/**
 * Bilinear resizing of a window, separably, with antialiasing where it shrinks.
 *
 * <p>Along each axis output i looks at source position {@code (i + 1/2)·s − 1/2} with {@code s} = source length / output length, and
 * averages with the triangle {@code 1 − |d| / max(s, 1)}, normalised to sum 1: plain bilinear interpolation when growing, an average
 * over about 2s source pixels when shrinking.
 */
final class Resampling {
  private Resampling() {}

  /**
   * The window at (top, left) of {@code tall} x {@code wide} pixels, as an image of {@code height} x {@code width}. It may begin and end within a pixel,
   * which then counts as a whole one.
   */
  static Image of(Image image, double top, double left, double tall, double wide, int height, int width) {
    if (tall == height && wide == width && tall == image.height() && wide == image.width()) {
      return image;
    }
    int channels = image.channels();
    Axis down = Axis.of(top, tall, height);
    float[] narrow = columns(image, down, Axis.of(left, wide, width));
    return new Image(height, width, channels, rows(narrow, width * channels, down));
  }

  /**
   * What one output position reads: weights {@code [output, taps]} from position {@code first[output]} of the window on.
   *
   * @param start  the window's first pixel
   * @param length how many pixels it touches
   */
  private record Axis(int start, int length, int[] first, int taps, float[] weights) {
    static Axis of(double from, double extent, int output) {
      int start = (int) from;
      int source = (int) Math.ceil(from + extent) - start;
      double step = extent / output;
      double reach = Math.max(step, 1);
      int taps = Math.min(source, (int) Math.ceil(2 * reach) + 1);
      int[] first = new int[output];
      float[] weights = new float[output * taps];
      for (int i = 0; i < output; i++) {
        double centre = (from - start) + (i + 0.5) * step - 0.5;
        first[i] = Math.max(0, Math.min(source - taps, (int) Math.floor(centre - reach) + 1));
        fill(weights, i * taps, taps, first[i] - centre, reach);
      }
      return new Axis(start, source, first, taps, weights);
    }

    private static void fill(float[] weights, int at, int taps, double offset, double reach) {
      double sum = 0;
      for (int t = 0; t < taps; t++) {
        sum += Math.max(0, 1 - Math.abs(offset + t) / reach);
      }
      for (int t = 0; t < taps; t++) {
        weights[at + t] = (float) (Math.max(0, 1 - Math.abs(offset + t) / reach) / sum);
      }
    }

    int outputs() {
      return first.length;
    }
  }

  private static float[] columns(Image image, Axis down, Axis axis) {
    int channels = image.channels();
    int row = axis.outputs() * channels;
    float[] result = new float[down.length * row];
    for (int y = 0; y < down.length; y++) {
      int from = ((down.start + y) * image.width() + axis.start) * channels;
      if (channels == 3) {
        colours(image.values(), from, axis, result, y * row);
      } else {
        values(image.values(), from, channels, axis, result, y * row);
      }
    }
    return result;
  }

  private static void values(float[] source, int row, int channels, Axis axis, float[] result, int to) {
    for (int x = 0; x < axis.outputs(); x++) {
      for (int c = 0; c < channels; c++, to++) {
        float sum = 0;
        for (int t = 0; t < axis.taps; t++) {
          sum += axis.weights[x * axis.taps + t] * source[row + (axis.first[x] + t) * channels + c];
        }
        result[to] = sum;
      }
    }
  }

  /** {@link #values} of three channels at once, the same sums in half of the time. */
  private static void colours(float[] source, int row, Axis axis, float[] result, int to) {
    float[] weights = axis.weights;
    int taps = axis.taps;
    for (int x = 0, w = 0; x < axis.first.length; x++, to += 3) {
      float red = 0;
      float green = 0;
      float blue = 0;
      int from = row + axis.first[x] * 3;
      for (int end = w + taps; w < end; w++, from += 3) {
        float weight = weights[w];
        red += weight * source[from];
        green += weight * source[from + 1];
        blue += weight * source[from + 2];
      }
      result[to] = red;
      result[to + 1] = green;
      result[to + 2] = blue;
    }
  }

  private static float[] rows(float[] source, int row, Axis axis) {
    float[] result = new float[axis.outputs() * row];
    for (int y = 0; y < axis.outputs(); y++) {
      for (int t = 0; t < axis.taps; t++) {
        float weight = axis.weights[y * axis.taps + t];
        int from = (axis.first[y] + t) * row;
        for (int i = 0; i < row; i++) {
          result[y * row + i] += weight * source[from + i];
        }
      }
    }
    return result;
  }
}
