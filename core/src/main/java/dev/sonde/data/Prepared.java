package dev.sonde.data;

import java.util.List;

/** A dataset whose images have all gone through a {@link Preparation} and lie in memory. */
final class Prepared implements Dataset {
  private final Dataset source;
  private final List<String> steps;
  private final Sample[] samples;

  private Prepared(Dataset source, List<String> steps, Sample[] samples) {
    this.source = source;
    this.steps = steps;
    this.samples = samples;
  }

  static Prepared of(Dataset source, Preparation preparation) {
    Sample[] samples = new Sample[source.size()];
    int length = samples.length == 0 ? 0 : source.get(0).image().values().length;
    fits(source, samples.length * 4L * length);
    for (int from = 0; from < samples.length; from += Preparation.BLOCK) {
      fill(samples, from, Math.min(samples.length, from + Preparation.BLOCK), source, preparation, length);
    }
    return new Prepared(source, preparation.steps(), samples);
  }

  private static void fill(Sample[] samples, int from, int to, Dataset source, Preparation preparation, int length) {
    float[][] block = new float[to - from][];
    for (int i = from; i < to; i++) {
      Sample sample = checked(source, i, length);
      block[i - from] = sample.image().values();
      samples[i] = sample;
    }
    preparation.apply(block);
  }

  /** Sample {@code index}, whose image must have {@code length} values as the first has. */
  static Sample checked(Dataset source, int index, int length) {
    Sample sample = source.get(index);
    if (sample.image().values().length != length) {
      throw new IllegalArgumentException("a preparation needs images of one size, but %s has %d values and %s has %d"
          .formatted(source.origin(0), length, source.origin(index), sample.image().values().length));
    }
    return sample;
  }

  private static void fits(Dataset source, long bytes) {
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap * 0.8) {
      throw new IllegalArgumentException("preparing the %d images of %s needs %d MB, but the JVM may use %d MB; start it with a larger -Xmx"
          .formatted(source.size(), source.name(), bytes >> 20, heap >> 20));
    }
  }

  @Override
  public String name() {
    return source.name() + " after " + String.join(", ", steps);
  }

  @Override
  public int size() {
    return samples.length;
  }

  @Override
  public Sample get(int index) {
    Image image = samples[index].image();
    Image copy = new Image(image.height(), image.width(), image.channels(), image.values().clone());
    return new Sample(copy, samples[index].truth());
  }

  @Override
  public boolean dense() {
    return source.dense();
  }

  @Override
  public boolean portrait(int index) {
    return source.portrait(index);
  }

  @Override
  public Palette palette() {
    return source.palette();
  }

  @Override
  public List<String> classes() {
    return source.classes();
  }

  @Override
  public String origin(int index) {
    return source.origin(index);
  }
}
