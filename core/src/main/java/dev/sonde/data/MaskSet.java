package dev.sonde.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * A dataset of picture files and mask files, decoded anew each time they are asked for. {@link MaskSpec} is its description.
 *
 * <p>A mask must be of its image's size, and every value a class or declared as ignored.
 */
public final class MaskSet implements Dataset {
  private static final int FOLD = 5;
  /** What a mask may not hold: neither class nor ignored. */
  private static final short UNKNOWN = Short.MIN_VALUE;

  private final String name;
  private final List<Pair> pairs;
  private final List<String> classes;
  private final Palette palette;
  private final MaskSpec spec;
  private final Map<Integer, Short> byColour;
  /** By index: 0 not looked at yet, 1 not upright, 2 upright. */
  private final AtomicIntegerArray upright;

  private MaskSet(String name, List<Pair> pairs, ClassTable table, MaskSpec spec) {
    this.name = name;
    this.pairs = pairs;
    this.spec = spec;
    upright = new AtomicIntegerArray(pairs.size());
    classes = table.classes(spec.offset(), spec.ignore());
    byColour = spec.colours() ? byColour(table, spec, classes.size()) : Map.of();
    palette = table.palette(spec.offset(), classes.size()).or(() -> stored(pairs, spec.offset(), classes.size())).orElse(Palette.distinct(classes.size()));
    if (pairs.isEmpty()) {
      throw new BadData(name + " holds no pair of an image and a mask");
    }
    if (classes.size() > Short.MAX_VALUE) {
      throw new BadData(spec.where() + " names " + classes.size() + " classes; at most " + Short.MAX_VALUE + " are possible");
    }
  }

  /**
   * The set that a line or a YAML file describes.
   *
   * @throws IllegalArgumentException where the description is wrong
   * @throws BadData where a list is broken, or names what is not there
   */
  static Split open(String text) {
    MaskSpec spec = MaskSpec.read(text);
    ClassTable table = spec.classes();
    List<Pair> train = spec.pairs("train", MaskSet::refuse);
    String place = new Folder(spec.root().root()).name();
    if (spec.has("test")) {
      return new Split(new MaskSet(place + " train", train, table, spec),
          new MaskSet(place + " test", spec.pairs("test", MaskSet::refuse), table, spec));
    }
    return new Split(new MaskSet(place + " train (4 of 5)", part(train, false), table, spec),
        new MaskSet(place + " test (every fifth)", part(train, true), table, spec));
  }

  private static void refuse(BadData problem) {
    throw problem;
  }

  private static List<Pair> part(List<Pair> pairs, boolean fifths) {
    return IntStream.range(0, pairs.size()).filter(i -> i % FOLD == FOLD - 1 == fifths).mapToObj(pairs::get).toList();
  }

  private static Map<Integer, Short> byColour(ClassTable table, MaskSpec spec, int classes) {
    Map<Integer, Short> all = new HashMap<>();
    table.colours().forEach((value, colour) -> {
      short label = label(value, spec, classes);
      Short other = all.put(colour, label);
      if (other != null && other != label) {
        throw new IllegalArgumentException("two classes of %s have the colour #%06x, so masks cannot be told by colour; use index masks"
            .formatted(spec.where(), colour));
      }
    });
    if (all.isEmpty()) {
      throw new IllegalArgumentException("masks of " + spec.where() + " are declared to be colours, but its classes have none; add columns r,g,b");
    }
    return all;
  }

  /** The colours of the first mask's own palette. */
  private static Optional<Palette> stored(List<Pair> pairs, int offset, int count) {
    return pairs.stream().limit(1).map(pair -> Indices.read(pair.mask())).flatMap(indices -> indices.palette().stream())
        .filter(palette -> offset >= 0 && palette.colours().size() >= offset + count)
        .map(palette -> new Palette(palette.colours().subList(offset, offset + count))).findFirst();
  }

  private static short label(int value, MaskSpec spec, int classes) {
    if (spec.ignore().contains(value)) {
      return Mask.IGNORE;
    }
    int label = value - spec.offset();
    return label >= 0 && label < classes ? (short) label : UNKNOWN;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return pairs.size();
  }

  @Override
  public boolean dense() {
    return true;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public Palette palette() {
    return palette;
  }

  @Override
  public String origin(int index) {
    return pairs.get(index).image().toString();
  }

  /** By the header of the mask, which has the size of its image after any turn; false where it has none. */
  @Override
  public boolean portrait(int index) {
    if (upright.get(index) == 0) {
      upright.set(index, Indices.upright(pairs.get(index).mask()) ? 2 : 1);
    }
    return upright.get(index) == 2;
  }

  @Override
  public Sample get(int index) {
    Pair pair = pairs.get(Objects.checkIndex(index, pairs.size()));
    Image image = Codec.read(pair.image());
    Mask mask = mask(pair);
    if (mask.height() != image.height() || mask.width() != image.width()) {
      throw new BadData(pair.mask() + " is " + mask.width() + "x" + mask.height() + " pixels, but its image " + pair.image() + " is " + image.width()
          + "x" + image.height() + "; a mask has the size of its image");
    }
    return new Sample(image, mask);
  }

  private Mask mask(Pair pair) {
    Indices indices = Indices.read(pair.mask());
    if (indices.colour() != spec.colours()) {
      throw new BadData(pair.mask() + (spec.colours() ? " is a gray or palette PNG, but colours: yes is declared; declare colours: no"
          : " is a colour PNG, not one of class numbers; save indices (gray or palette), or declare colours: yes and list r,g,b of every class"));
    }
    short[] labels = new short[indices.values().length];
    for (int i = 0; i < labels.length; i++) {
      int value = indices.values()[i];
      short label = spec.colours() ? byColour.getOrDefault(value, UNKNOWN) : label(value, spec, classes.size());
      if (label == UNKNOWN) {
        throw new BadData(pair.mask() + " holds the value " + shown(value) + " at row " + i / indices.width() + ", column " + i % indices.width() + "; "
            + way(value));
      }
      labels[i] = label;
    }
    return new Mask(indices.height(), indices.width(), labels);
  }

  private String way(int value) {
    return spec.colours() ? "no class has that colour"
        : "the " + classes.size() + " classes are the values " + spec.offset() + " to " + (spec.offset() + classes.size() - 1)
            + "; declare ignore: " + value + " if it counts for nothing, or name its class";
  }

  private String shown(int value) {
    return spec.colours() ? "#%06x".formatted(value) : String.valueOf(value);
  }
}
