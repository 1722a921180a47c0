package dev.sonde.train;

import dev.sonde.data.Dataset;
import dev.sonde.data.Image;
import dev.sonde.data.Mask;
import dev.sonde.data.Sample;
import dev.sonde.data.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Pictures of many sizes, from 16x16 to 47x47 pixels, whose dark and bright halves have a class each.
 *
 * @param step from one side to the next
 */
record Tiles(int size, long seed, int step) implements Dataset {
  /** Of 64 sizes. */
  Tiles(int size, long seed) {
    this(size, seed, 4);
  }

  @Override
  public String name() {
    return "tiles";
  }

  @Override
  public Sample get(int index) {
    RandomGenerator random = Seed.of(seed).stream(index).generator();
    int height = 16 + random.nextInt(32) / step * step;
    int width = 16 + random.nextInt(32) / step * step;
    Image image = Image.black(height, width, 3);
    short[] classes = new short[height * width];
    Arrays.fill(classes, classes.length / 2, classes.length, (short) 1);
    for (int i = 0; i < image.values().length; i++) {
      image.values()[i] = 100f * classes[i / 3] + random.nextInt(100);
    }
    return new Sample(image, new Mask(height, width, classes));
  }

  @Override
  public boolean dense() {
    return true;
  }

  @Override
  public List<String> classes() {
    return List.of("dark", "bright");
  }
}
