package dev.sonde.net;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The extent of one sample, without the batch: {@code [C, H, W]} for a map, {@code [F]} for a vector.
 *
 * <p>Written {@code 3x32x32} or {@code 4096}.
 */
public record Shape(List<Integer> sizes) {
  public Shape {
    sizes = List.copyOf(sizes);
    if (sizes.size() != 1 && sizes.size() != 3) {
      throw new IllegalArgumentException("a shape has 1 size (vector) or 3 (channels x height x width), not " + sizes.size());
    }
    for (int size : sizes) {
      if (size < 1) {
        throw new IllegalArgumentException("shape " + text(sizes) + " has a size below 1");
      }
    }
    Check.elements("shape " + text(sizes), sizes);
  }

  public static Shape image(int channels, int height, int width) {
    return new Shape(List.of(channels, height, width));
  }

  public static Shape vector(int features) {
    return new Shape(List.of(features));
  }

  /** Reads {@code 3x32x32}, {@code 4096}; throws {@link IllegalArgumentException} with the text where it is neither. */
  public static Shape parse(String text) {
    try {
      return new Shape(List.of(text.strip().split("[x×]")).stream().map(Integer::valueOf).toList());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no shape; write CHANNELSxHEIGHTxWIDTH, such as 3x32x32", e);
    }
  }

  public boolean isMap() {
    return sizes.size() == 3;
  }

  /** Channels of a map, features of a vector. */
  public int channels() {
    return sizes.get(0);
  }

  /** Rows of a map; 1 for a vector. */
  public int height() {
    return isMap() ? sizes.get(1) : 1;
  }

  /** Columns of a map; 1 for a vector. */
  public int width() {
    return isMap() ? sizes.get(2) : 1;
  }

  public long elements() {
    return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  @Override
  public String toString() {
    return text(sizes);
  }

  private static String text(List<Integer> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
