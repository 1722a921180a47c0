package dev.sonde.data;

import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * A dataset that lies whole in memory, one byte a value, all images of one size.
 *
 * <p>{@code pixels} is planar, {@code [N, C, H, W]}, as the MNIST and CIFAR files store it; {@link #get} turns one image into
 * interleaved floats.
 */
final class PixelSet implements Dataset {
  private final String name;
  private final int height;
  private final int width;
  private final int channels;
  private final byte[] pixels;
  private final byte[] labels;
  private final List<String> classes;
  private final IntFunction<String> origin;

  PixelSet(String name, int height, int width, int channels, byte[] pixels, byte[] labels, List<String> classes,
      IntFunction<String> origin) {
    this.name = name;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.pixels = pixels;
    this.labels = labels;
    this.classes = List.copyOf(classes);
    this.origin = origin;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Sample get(int index) {
    Objects.checkIndex(index, labels.length);
    int plane = height * width;
    int start = index * plane * channels;
    float[] values = new float[plane * channels];
    for (int c = 0; c < channels; c++) {
      for (int i = 0, from = start + c * plane; i < plane; i++) {
        values[i * channels + c] = pixels[from + i] & 0xff;
      }
    }
    return new Sample(new Image(height, width, channels, values), labels[index] & 0xff);
  }

  @Override
  public int label(int index) {
    return labels[index] & 0xff;
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of(this).number(height).number(width).number(channels).bytes(labels).bytes(pixels).hex();
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public String origin(int index) {
    return origin.apply(index);
  }
}
