package dev.sonde.train;

import dev.sonde.data.Dataset;
import dev.sonde.data.Image;
import dev.sonde.data.Mask;
import dev.sonde.data.Palette;
import dev.sonde.data.Sample;
import dev.sonde.data.Seed;
import java.util.List;
import java.util.random.RandomGenerator;

/** Pictures of two sizes in red, green and blue, whose mask says which; the last column is ignored, and class 3 never occurs. */
record Stripes(int size) implements Dataset {
  static final Palette PALETTE = new Palette(List.of(0xff0000, 0x00ff00, 0x0000ff, 0x0000ff));

  @Override
  public String name() {
    return "stripes";
  }

  @Override
  public Sample get(int index) {
    RandomGenerator random = Seed.of(11).stream(index).generator();
    int height = 8 + 4 * (index % 2);
    Image image = Image.black(height, 10, 3);
    short[] classes = new short[height * 10];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (short) random.nextInt(3);
      image.values()[3 * i + classes[i]] = 250;
      if (i % 10 == 9) {
        classes[i] = Mask.IGNORE;
      }
    }
    return new Sample(image, new Mask(height, 10, classes));
  }

  @Override
  public boolean dense() {
    return true;
  }

  @Override
  public List<String> classes() {
    return List.of("red", "green", "blue", "nothing");
  }

  @Override
  public Palette palette() {
    return PALETTE;
  }
}
