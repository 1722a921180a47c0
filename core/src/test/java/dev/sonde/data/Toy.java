package dev.sonde.data;

import java.util.List;
import java.util.function.IntFunction;

/** A dataset of images made by a function, for tests. */
record Toy(int size, IntFunction<Image> image) implements Dataset {
  /** Images of 6x5 pixels and 2 channels whose values tell number and place. */
  static Toy numbered(int size) {
    return new Toy(size, Toy::image);
  }

  private static Image image(int index) {
    float[] values = new float[6 * 5 * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1000 * index + i;
    }
    return new Image(6, 5, 2, values);
  }

  @Override
  public String name() {
    return "toy";
  }

  @Override
  public Sample get(int index) {
    return new Sample(image.apply(index), index % 3);
  }

  @Override
  public List<String> classes() {
    return List.of("a", "b", "c");
  }

  @Override
  public String origin(int index) {
    return "toy/" + index + ".png";
  }
}
