package dev.sonde.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A dataset whose images have all gone through a {@link Preparation} and lie in memory. */
final class Prepared implements Dataset {
  private final Dataset source;
  private final List<String> steps;
  /** By number; null where one was left out. */
  private final @Nullable Sample[] samples;

  private Prepared(Dataset source, List<String> steps, @Nullable Sample[] samples) {
    this.source = source;
    this.steps = steps;
    this.samples = samples;
  }

  static Prepared of(Dataset source, Preparation preparation, Gate gate) {
    @Nullable Sample[] samples = new Sample[source.size()];
    int length = samples.length == 0 ? 0 : length(source, gate);
    fits(source, samples.length * 4L * length);
    for (int from = 0; from < samples.length; from += Preparation.BLOCK) {
      fill(samples, from, Math.min(samples.length, from + Preparation.BLOCK), source, preparation, length, gate);
    }
    return new Prepared(source, preparation.steps(), samples);
  }

  private static void fill(@Nullable Sample[] samples, int from, int to, Dataset source, Preparation preparation, int length, Gate gate) {
    List<float[]> block = new ArrayList<>();
    for (int i = from; i < to; i++) {
      samples[i] = checked(source, gate, i, length).orElse(null);
      if (samples[i] != null) {
        block.add(samples[i].image().values());
      }
    }
    if (!block.isEmpty()) {
      preparation.apply(block.toArray(float[][]::new));
    }
  }

  /** Values of the first good image. */
  static int length(Dataset source, Gate gate) {
    return IntStream.range(0, source.size()).mapToObj(i -> gate.read(source, i)).flatMap(Optional::stream).findFirst()
        .map(sample -> sample.image().values().length)
        .orElseThrow(() -> new BadData("no sample of " + source.name() + " can be used; all " + source.size() + " were left out"));
  }

  /** Sample {@code index} where it is good, whose image must have {@code length} values as the first has. */
  static Optional<Sample> checked(Dataset source, Gate gate, int index, int length) {
    Optional<Sample> sample = gate.read(source, index);
    sample.filter(one -> one.image().values().length != length).ifPresent(one -> {
      throw new IllegalArgumentException("a preparation needs images of one size, but the first of %s has %d values and %s has %d"
          .formatted(source.name(), length, source.origin(index), one.image().values().length));
    });
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
    Sample sample = samples[index];
    if (sample == null) {
      throw new BadData(origin(index) + " was left out when " + source.name() + " was prepared");
    }
    Image image = sample.image();
    Image copy = new Image(image.height(), image.width(), image.channels(), image.values().clone());
    return new Sample(copy, sample.truth());
  }

  @Override
  public String fingerprint() {
    Fingerprint begun = Fingerprint.of(source).text(source.fingerprint());
    steps.forEach(begun::text);
    return begun.hex();
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
