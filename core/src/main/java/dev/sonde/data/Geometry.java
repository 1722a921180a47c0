package dev.sonde.data;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The transforms that move pixels: mirror, windows, resizing. Sides are written {@code HEIGHTxWIDTH}, or once where equal. */
final class Geometry {
  private Geometry() {}

  /** Mirrors left and right with probability 1/2. */
  record Flip() implements Moving {
    @Override
    public Move draw(int tall, int wide, boolean masked, RandomGenerator random) {
      return random.nextBoolean() ? new Move.Mirror() : Move.NONE;
    }

    @Override
    public String toString() {
      return "flip";
    }
  }

  /** A window of fixed size at a random place. */
  record Crop(int height, int width) implements Moving {
    Crop {
      sides("crop", height, width);
    }

    @Override
    public Move draw(int tall, int wide, boolean masked, RandomGenerator random) {
      fits("crop", height, width, tall, wide, masked);
      int top = random.nextInt(Math.max(0, tall - height) + 1);
      return new Move.Window(top, random.nextInt(Math.max(0, wide - width) + 1), height, width);
    }

    @Override
    public String toString() {
      return "crop " + text(height, width);
    }
  }

  /** The window of fixed size in the middle. */
  record CenterCrop(int height, int width) implements Moving {
    CenterCrop {
      sides("center-crop", height, width);
    }

    @Override
    public Move draw(int tall, int wide, boolean masked, RandomGenerator random) {
      fits("center-crop", height, width, tall, wide, masked);
      return new Move.Window(Math.floorDiv(tall - height, 2), Math.floorDiv(wide - width, 2), height, width);
    }

    @Override
    public String toString() {
      return "center-crop " + text(height, width);
    }
  }

  /** Zeros around the image, then a window of its old size at a random place (He et al., CVPR 2016, 4.2). */
  record PadCrop(int padding) implements Moving {
    PadCrop {
      sides("pad-crop", padding, padding);
    }

    @Override
    public Move draw(int tall, int wide, boolean masked, RandomGenerator random) {
      int top = random.nextInt(2 * padding + 1) - padding;
      return new Move.Window(top, random.nextInt(2 * padding + 1) - padding, tall, wide);
    }

    @Override
    public String toString() {
      return "pad-crop " + padding;
    }
  }

  /** Another size, whatever that does to the aspect. */
  record Resize(int height, int width) implements Moving {
    Resize {
      sides("resize", height, width);
    }

    @Override
    public Move draw(int tall, int wide, boolean masked, RandomGenerator random) {
      return new Move.Resized(0, 0, tall, wide, height, width);
    }

    @Override
    public boolean whole() {
      return true;
    }

    @Override
    public String toString() {
      return "resize " + height + "x" + width;
    }
  }

  /**
   * The shorter side brought to a length, the longer rounded to keep the aspect; past {@code longest}, the longer to that.
   *
   * @param longest 0 for no bound
   */
  record ResizeShort(int side, int longest) implements Moving {
    ResizeShort {
      sides("resize", side, side);
      if (longest != 0 && longest < side) {
        throw new IllegalArgumentException("resize " + side + " max " + longest + ": the longest side must be at least the short one");
      }
    }

    @Override
    public Move draw(int tall, int wide, boolean masked, RandomGenerator random) {
      double factor = side / (double) Math.min(tall, wide);
      return scaled(tall, wide, longest == 0 ? factor : Math.min(factor, longest / (double) Math.max(tall, wide)));
    }

    @Override
    public boolean whole() {
      return true;
    }

    @Override
    public String toString() {
      return "resize " + side + (longest == 0 ? "" : " max " + longest);
    }
  }

  /** Each side stretched to the next multiple, as CSAIL's evaluation does instead of padding. */
  record Stretch(int multiple) implements Moving {
    Stretch {
      sides("stretch", multiple, multiple);
    }

    @Override
    public Move draw(int tall, int wide, boolean masked, RandomGenerator random) {
      return new Move.Resized(0, 0, tall, wide, up(tall, multiple), up(wide, multiple));
    }

    @Override
    public boolean whole() {
      return true;
    }

    @Override
    public String toString() {
      return "stretch " + multiple;
    }
  }

  /**
   * A window of random area (8 to 100 %) and aspect (3/4 to 4/3, uniform in its logarithm), resized (Szegedy et al., CVPR 2015,
   * section 6). Ten draws that do not fit fall back to the largest middle window of allowed aspect.
   */
  record RandomResizedCrop(int height, int width) implements Moving {
    RandomResizedCrop {
      sides("random-resized-crop", height, width);
    }

    @Override
    public Move draw(int tall, int wide, boolean masked, RandomGenerator random) {
      double area = (double) tall * wide;
      for (int draw = 0; draw < 10; draw++) {
        double part = area * random.nextDouble(0.08, 1);
        double aspect = Math.exp(random.nextDouble(-Math.log(4 / 3.0), Math.log(4 / 3.0)));
        int high = (int) Math.round(Math.sqrt(part / aspect));
        int broad = (int) Math.round(Math.sqrt(part * aspect));
        if (high >= 1 && broad >= 1 && high <= tall && broad <= wide) {
          int top = random.nextInt(tall - high + 1);
          return new Move.Resized(top, random.nextInt(wide - broad + 1), high, broad, height, width);
        }
      }
      return middle(tall, wide);
    }

    private Move middle(int tall, int wide) {
      int high = (int) Math.max(1, Math.min(tall, Math.round(wide * 4 / 3.0)));
      int broad = (int) Math.max(1, Math.min(wide, Math.round(tall * 4 / 3.0)));
      return new Move.Resized((tall - high) / 2, (wide - broad) / 2, high, broad, height, width);
    }

    @Override
    public String toString() {
      return "random-resized-crop " + text(height, width);
    }
  }

  private static String text(int height, int width) {
    return height == width ? "" + height : height + "x" + width;
  }

  private static void sides(String name, int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(name + " " + text(height, width) + " must be at least 1");
    }
    if ((long) height * width > Picture.MOST_PIXELS) {
      throw new IllegalArgumentException(name + " " + text(height, width) + " is a picture of " + (long) height * width + " pixels; at most "
          + Picture.MOST_PIXELS + " are possible");
    }
  }

  /** The whole picture at {@code factor} times its size. */
  private static Move scaled(int tall, int wide, double factor) {
    return new Move.Resized(0, 0, tall, wide, times(tall, factor), times(wide, factor));
  }

  private static int times(int extent, double factor) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, Math.round(extent * factor)));
  }

  private static int up(int extent, int multiple) {
    return Math.multiplyExact((extent - 1) / multiple + 1, multiple);
  }

  /** A window that is larger than the picture is refused, unless what lies beyond can be ignored. */
  private static void fits(String name, int height, int width, int tall, int wide, boolean masked) {
    if (!masked && (height > tall || width > wide)) {
      throw new IllegalArgumentException("%s %s is larger than the image of %dx%d; crop less, or put a resize before it"
          .formatted(name, text(height, width), tall, wide));
    }
  }

  /** A random scale: the whole picture at a factor between {@code least} and {@code most}, uniform in its logarithm. */
  record ScaleJitter(double least, double most) implements Moving {
    ScaleJitter {
      if (!(least > 0 && least <= most && most <= 100)) {
        throw new IllegalArgumentException("scale-jitter " + least + " " + most + " must be two factors above 0, the smaller first, at most 100");
      }
    }

    @Override
    public Move draw(int tall, int wide, boolean masked, RandomGenerator random) {
      double logarithm = least == most ? Math.log(least) : random.nextDouble(Math.log(least), Math.log(most));
      return scaled(tall, wide, Math.exp(logarithm));
    }

    @Override
    public String toString() {
      return "scale-jitter " + Step.text(least) + " " + Step.text(most);
    }
  }

  /**
   * The short side brought to one of several lengths, or less where the long side would exceed a bound; aspect kept (CSAIL, mit_semseg/dataset.py). The
   * samples of a batch share one length, drawn from the batch's stream.
   */
  record MultiScale(List<Integer> lengths, int longest) implements Moving {
    MultiScale {
      lengths = List.copyOf(lengths);
      if (lengths.isEmpty() || longest < 1 || lengths.stream().anyMatch(length -> length < 1)) {
        throw new IllegalArgumentException("multi-scale " + lengths + " max " + longest + " must be one or more lengths and a bound, all at least 1");
      }
    }

    @Override
    public Transform settled(RandomGenerator random) {
      return new MultiScale(List.of(lengths.get(random.nextInt(lengths.size()))), longest);
    }

    @Override
    public Move draw(int tall, int wide, boolean masked, RandomGenerator random) {
      int length = lengths.size() == 1 ? lengths.get(0) : lengths.get(random.nextInt(lengths.size()));
      return scaled(tall, wide, Math.min(length / (double) Math.min(tall, wide), longest / (double) Math.max(tall, wide)));
    }

    @Override
    public String toString() {
      return "multi-scale " + lengths.stream().map(String::valueOf).collect(Collectors.joining(",")) + " max " + longest;
    }
  }

  /**
   * Each side up to the next multiple, to the right and below: zeros, which are the mean where the picture was normalised before, of class {@code label}.
   *
   * @param label of what is added: {@link Mask#IGNORE}; a class for parity with CSAIL's code alone, which trains its padding as class 0
   */
  record Pad(int multiple, short label) implements Moving {
    Pad {
      sides("pad", multiple, multiple);
    }

    @Override
    public Move draw(int tall, int wide, boolean masked, RandomGenerator random) {
      return new Move.Window(0, 0, up(tall, multiple), up(wide, multiple), label);
    }

    /** The label of what is added to masks by these transforms, and when a batch is filled up behind them. */
    static short label(List<Transform> transforms) {
      return transforms.stream().filter(Pad.class::isInstance).map(pad -> ((Pad) pad).label).reduce(Mask.IGNORE, (first, last) -> last);
    }

    @Override
    public String toString() {
      return "pad " + multiple + (label == Mask.IGNORE ? "" : " label " + label);
    }
  }
}
