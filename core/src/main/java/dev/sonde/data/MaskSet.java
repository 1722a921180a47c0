package dev.sonde.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A dataset of picture files and mask files, decoded anew each time they are asked for. {@link MaskSpec} is its description.
 *
 * <p>A mask must be of its image's size, and every value a class or declared as ignored. Images are read as they are stored ({@link Codec#stored}), not
 * turned by EXIF, since their masks are not.
 */
public final class MaskSet implements Dataset {
  private static final int FOLD = 5;

  private final String name;
  private final List<Pair> pairs;
  private final Legend legend;
  private final Palette palette;
  /** By index: 0 not looked at yet, 1 not upright, 2 upright. */
  private final AtomicIntegerArray upright;

  private MaskSet(String name, List<Pair> pairs, Legend legend, Palette palette) {
    this.name = name;
    this.pairs = pairs;
    this.legend = legend;
    this.palette = palette;
    upright = new AtomicIntegerArray(pairs.size());
    if (pairs.isEmpty()) {
      throw new BadData(name + " holds no pair of an image and a mask");
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
    Legend legend = Legend.of(table, spec);
    Halves halves = halves(spec, MaskSet::refuse);
    int classes = legend.classes().size();
    Palette palette = table.palette(legend.values()).or(() -> stored(halves.train, legend.values())).orElse(Palette.distinct(classes));
    String place = new Folder(spec.root().root()).name();
    boolean own = spec.has("test");
    return new Split(new MaskSet(place + (own ? " train" : " train (4 of 5)"), halves.train, legend, palette),
        new MaskSet(place + (own ? " test" : " test (every fifth)"), halves.test, legend, palette));
  }

  /** The pairs of both halves; every fifth of {@code train} is for testing where there is no {@code test}. */
  record Halves(List<Pair> train, List<Pair> test) {}

  static Halves halves(MaskSpec spec, Consumer<BadData> problems) {
    List<Pair> train = spec.pairs("train", problems);
    if (!spec.has("test") && train.size() < FOLD) {
      throw new BadData(spec.where() + " names no test set, and its " + train.size() + " pairs are too few for one to be set aside; add test: to it, or make"
          + " it " + FOLD + " pairs");
    }
    return spec.has("test") ? new Halves(train, spec.pairs("test", problems)) : new Halves(part(train, false), part(train, true));
  }

  private static void refuse(BadData problem) {
    throw problem;
  }

  private static List<Pair> part(List<Pair> pairs, boolean fifths) {
    return IntStream.range(0, pairs.size()).filter(i -> i % FOLD == FOLD - 1 == fifths).mapToObj(pairs::get).toList();
  }

  /** The colours of the first mask's own palette. */
  private static Optional<Palette> stored(List<Pair> pairs, List<Integer> values) {
    try {
      return pairs.stream().limit(1).map(pair -> Indices.read(pair.mask())).flatMap(indices -> indices.palette().stream()).map(Palette::colours)
          .filter(colours -> values.get(0) >= 0 && values.get(values.size() - 1) < colours.size())
          .map(colours -> new Palette(values.stream().map(colours::get).toList())).findFirst();
    } catch (BadData e) { // told when that sample is read
      return Optional.empty();
    }
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
    return legend.classes();
  }

  @Override
  public Palette palette() {
    return palette;
  }

  @Override
  public String origin(int index) {
    return pairs.get(index).image().toString();
  }

  @Override
  public List<Path> files(int index) {
    return List.of(pairs.get(index).image(), pairs.get(index).mask());
  }

  /** By the header of the mask, which has the size of its image as stored; false where it has none. */
  @Override
  public boolean portrait(int index) {
    if (upright.get(index) == 0) {
      upright.set(index, Indices.upright(pairs.get(index).mask()) ? 2 : 1);
    }
    return upright.get(index) == 2;
  }

  @Override
  public String fingerprint() {
    Path root = legend.spec().root().root();
    Fingerprint begun = legend.tell(Fingerprint.of(this));
    pairs.forEach(pair -> begun.entry(root, pair.image()).entry(root, pair.mask()));
    return begun.contents(pairs.stream().map(pair -> List.of(pair.image(), pair.mask())).toList()).hex();
  }

  @Override
  public Sample get(int index) {
    Pair pair = pairs.get(Objects.checkIndex(index, pairs.size()));
    Image image = Codec.stored(pair.image());
    Indices indices = Indices.read(pair.mask());
    Legend.checkSize(indices, image, pair);
    return new Sample(image, mask(pair, indices));
  }

  private Mask mask(Pair pair, Indices indices) {
    legend.checkKind(indices, pair);
    short[] labels = legend.labels(indices);
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == Legend.UNKNOWN) {
        int value = indices.values()[i];
        throw new BadData(pair.mask() + " holds the value " + legend.shown(value) + " at row " + i / indices.width() + ", column " + i % indices.width()
            + "; " + legend.way(value));
      }
    }
    return new Mask(indices.height(), indices.width(), labels);
  }
}
