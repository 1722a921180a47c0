package dev.sonde.data;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The transforms that change values and leave pixels where they are. */
final class Photometry {
  private Photometry() {}

  /**
   * Brightness, contrast and saturation each moved by a factor from {@code [max(0, 1 − strength), 1 + strength]}, in random order,
   * kept within 0..255: {@code f·x}, {@code f·x + (1 − f)·mean grey}, {@code f·x + (1 − f)·grey} with grey = 0.299 R + 0.587 G + 0.114 B
   * (ITU-R BT.601). An image of one channel is its own grey.
   */
  record Jitter(double brightness, double contrast, double saturation) implements Transform {
    Jitter {
      strength(brightness);
      strength(contrast);
      strength(saturation);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
      channels("jitter", image.channels() == 1 ? 1 : 3, image);
      float[] values = image.values();
      int first = random.nextInt(3);
      int turn = random.nextBoolean() ? 1 : 2;
      for (int step = 0; step < 3; step++) {
        move((first + step * turn) % 3, values, image.channels(), random);
      }
      return image;
    }

    private void move(int kind, float[] values, int channels, RandomGenerator random) {
      switch (kind) {
        case 0 -> blend(values, factor(brightness, random), 0);
        case 1 -> blend(values, factor(contrast, random), meanGrey(values, channels));
        default -> saturate(values, channels, factor(saturation, random));
      }
    }

    private static void saturate(float[] values, int channels, float factor) {
      for (int i = 0; channels == 3 && i < values.length; i += 3) {
        float grey = grey(values, i);
        for (int c = i; c < i + 3; c++) {
          values[c] = clamped(factor * values[c] + (1 - factor) * grey);
        }
      }
    }

    private static void blend(float[] values, float factor, float other) {
      for (int i = 0; i < values.length; i++) {
        values[i] = clamped(factor * values[i] + (1 - factor) * other);
      }
    }

    private static float meanGrey(float[] values, int channels) {
      double sum = 0;
      for (int i = 0; i < values.length; i += channels) {
        sum += channels == 3 ? grey(values, i) : values[i];
      }
      return (float) (sum * channels / values.length);
    }

    private static float factor(double strength, RandomGenerator random) {
      return (float) (Math.max(0, 1 - strength) + random.nextDouble() * (1 + strength - Math.max(0, 1 - strength)));
    }

    private static float grey(float[] values, int i) {
      return 0.299f * values[i] + 0.587f * values[i + 1] + 0.114f * values[i + 2];
    }

    private static float clamped(float value) {
      return Math.max(0, Math.min(255, value));
    }

    private static void strength(double value) {
      if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("jitter strength " + value + " must be at least 0");
      }
    }

    @Override
    public String toString() {
      return "jitter " + text(brightness) + " " + text(contrast) + " " + text(saturation);
    }
  }

  /** {@code x · factor}. */
  record Scale(double factor) implements Transform {
    Scale {
      finite("scale", factor);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
      return affine(image, new float[] {(float) factor}, new float[] {0});
    }

    @Override
    public String toString() {
      return "scale " + text(factor);
    }
  }

  /** {@code x − mean} per channel, in raw units (0..255). */
  record MeanPixel(List<Double> mean) implements Transform {
    MeanPixel {
      mean = List.copyOf(mean);
      mean.forEach(m -> finite("mean-pixel", m));
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
      channels("mean-pixel", mean.size(), image);
      float[] factor = new float[mean.size()];
      float[] offset = new float[mean.size()];
      for (int c = 0; c < factor.length; c++) {
        factor[c] = 1;
        offset[c] = (float) -mean.get(c);
      }
      return affine(image, factor, offset);
    }

    @Override
    public String toString() {
      return "mean-pixel " + text(mean);
    }
  }

  /** {@code (x / 255 − mean) / deviation} per channel. */
  record Normalize(List<Double> mean, List<Double> deviation) implements Transform {
    Normalize {
      mean = List.copyOf(mean);
      deviation = List.copyOf(deviation);
      if (mean.size() != deviation.size()) {
        throw new IllegalArgumentException("normalize has " + mean.size() + " means but " + deviation.size() + " deviations");
      }
      mean.forEach(m -> finite("normalize mean", m));
      for (double d : deviation) {
        if (!(d > 0 && d < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException("normalize deviation " + text(d) + " must be above 0");
        }
      }
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
      channels("normalize", mean.size(), image);
      float[] factor = new float[mean.size()];
      float[] offset = new float[mean.size()];
      for (int c = 0; c < factor.length; c++) {
        factor[c] = (float) (1 / (255 * deviation.get(c)));
        offset[c] = (float) (-mean.get(c) / deviation.get(c));
      }
      return affine(image, factor, offset);
    }

    @Override
    public String toString() {
      return "normalize " + text(mean) + " " + text(deviation);
    }
  }

  /** {@code x · factor[c] + offset[c]} in place, the arrays repeated over the channels. */
  private static Image affine(Image image, float[] factor, float[] offset) {
    float[] values = image.values();
    for (int i = 0; i < values.length; i += factor.length) {
      for (int c = 0; c < factor.length; c++) {
        values[i + c] = values[i + c] * factor[c] + offset[c];
      }
    }
    return image;
  }

  private static void channels(String name, int expected, Image image) {
    if (image.channels() != expected) {
      throw new IllegalArgumentException(name + " is for " + expected + " channels, but the image has " + image.channels());
    }
  }

  private static void finite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " " + value + " must be finite");
    }
  }

  /** A number as people write it: {@code 4}, {@code 0.4}. */
  private static String text(double value) {
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String text(List<Double> values) {
    return values.stream().map(Photometry::text).collect(Collectors.joining(","));
  }
}
