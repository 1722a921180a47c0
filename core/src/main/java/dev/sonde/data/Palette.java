package dev.sonde.data;

import java.awt.Color;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A colour for each class of a dataset whose samples carry masks.
 *
 * @param colours {@code 0xRRGGBB} by class
 */
public record Palette(List<Integer> colours) {
  /** Colour of pixels that count for nothing: black. */
  public static final int IGNORED = 0;

  private static final double GOLDEN = 0.6180339887498949;

  public Palette {
    colours = List.copyOf(colours);
  }

  /** Colours told apart as far as that many can be: hues a golden section apart, in three brightnesses. */
  public static Palette distinct(int classes) {
    return new Palette(IntStream.range(0, classes)
        .map(i -> Color.HSBtoRGB((float) (i * GOLDEN % 1), i % 2 == 0 ? 0.75f : 0.5f, 0.95f - 0.2f * (i % 3)) & 0xffffff).boxed().toList());
  }

  /** Colour of {@code label}; {@link #IGNORED} where it is negative. */
  public int of(int label) {
    return label < 0 ? IGNORED : colours.get(label);
  }

  /** {@code #rrggbb} by class. */
  public List<String> texts() {
    return colours.stream().map(rgb -> String.format("#%06x", rgb)).toList();
  }
}
