package dev.sonde.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Images and masks of any sizes, for tests: the red of pixel p of sample i is {@code 100 i + p + 1}, and its class is {@code p % 3}.
 *
 * @param classes those that the set names, whatever its masks hold
 * @param sizes   height and width of each sample
 */
record ToyMasks(List<String> classes, int[]... sizes) implements Dataset {
  static ToyMasks of(int... sides) {
    return naming(List.of("a", "b", "c"), sides);
  }

  static ToyMasks naming(List<String> classes, int... sides) {
    return new ToyMasks(classes, IntStream.range(0, sides.length / 2).mapToObj(i -> new int[] {sides[2 * i], sides[2 * i + 1]}).toArray(int[][]::new));
  }

  @Override
  public String name() {
    return "toy masks";
  }

  @Override
  public int size() {
    return sizes.length;
  }

  @Override
  public Sample get(int index) {
    int height = sizes[index][0];
    int width = sizes[index][1];
    Image image = Image.black(height, width, 1);
    short[] classes = new short[height * width];
    for (int p = 0; p < classes.length; p++) {
      image.values()[p] = 100 * index + p + 1;
      classes[p] = (short) (p % 3);
    }
    return new Sample(image, new Mask(height, width, classes));
  }

  @Override
  public boolean dense() {
    return true;
  }

  @Override
  public boolean portrait(int index) {
    return sizes[index][0] > sizes[index][1];
  }

  @Override
  public String origin(int index) {
    return "toy/" + index + ".png";
  }
}
