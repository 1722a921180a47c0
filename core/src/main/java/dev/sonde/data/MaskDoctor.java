package dev.sonde.data;

import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The examination of a set of images and masks from its description: lists first, then every pair.
 *
 * <p>A mask is looked at as it is stored, so that the sentence can say what it looks like: the full ADE20K set (colours in {@code *_seg.png}, or gray values
 * beyond 150) for the 150 classes, a picture for class numbers, a palette whose order is not that of the classes.
 */
final class MaskDoctor {
  /** Distinct unknown values from which a mask looks like a picture, not like classes that somebody forgot to name. */
  private static final int MANY = 16;
  private static final int NAMED = 6;
  private static final int SCENE_PARSING = 150;

  private final String data;
  private final Casebook book;
  private final BiConsumer<Integer, Integer> watcher;
  private final MaskSpec spec;
  private final ClassTable table;
  private final Legend legend;
  private final Map<String, String> owners = new HashMap<>();
  private @Nullable Palette first;
  private String firstMask = "";

  MaskDoctor(String data, Casebook book, BiConsumer<Integer, Integer> watcher) {
    this.data = data;
    this.book = book;
    this.watcher = watcher;
    spec = MaskSpec.read(data);
    table = spec.classes();
    legend = Legend.of(table, spec);
    book.classes(legend.classes());
  }

  Examination examine() {
    MaskSet.Halves halves = MaskSet.halves(spec, problem ->
        book.add(Stems.alone(problem) ? Finding.Kind.ALONE : Finding.Kind.LIST, problem.getMessage()));
    int train = halves.train().size();
    int test = halves.test().size();
    if (train == 0 || test == 0) {
      book.add(Finding.Kind.DESCRIPTION, spec.where() + " leaves the " + (train == 0 ? "training" : "test") + " half without a pair of an image and a mask");
    }
    for (int i = 0; i < train + test; i++) {
      pair(i < train ? halves.train().get(i) : halves.test().get(i - train), i >= train);
      watcher.accept(i + 1, train + test);
    }
    return book.result(data, train, test, true);
  }

  private void pair(Pair pair, boolean test) {
    Optional<Image> image = read(() -> Codec.stored(pair.image()));
    Optional<Indices> mask = read(() -> Indices.read(pair.mask()));
    image.ifPresent(picture -> book.picture(picture, test, pair.image().toString(), -1));
    if (image.isPresent() && Codec.turned(pair.image())) {
      book.add(Finding.Kind.TURNED, pair.image() + " is turned by EXIF; with masks pictures are read as stored, so a mask must follow the stored pixels");
    }
    if (image.isPresent() && mask.isPresent()) {
      noted(Finding.Kind.SIZE, () -> Legend.checkSize(mask.get(), image.get(), pair));
    }
    String other = owners.putIfAbsent(pair.mask().toString(), pair.image().toString());
    if (other != null && !other.equals(pair.image().toString())) {
      book.add(Finding.Kind.LIST, pair.mask() + " is the mask of two images, " + other + " and " + pair.image());
    }
    mask.ifPresent(indices -> mask(indices, pair, test));
  }

  private <T> Optional<T> read(Supplier<T> reader) {
    try {
      return Optional.of(reader.get());
    } catch (BadData | UncheckedIOException e) {
      book.add(Finding.Kind.UNREADABLE, e.getMessage());
      return Optional.empty();
    }
  }

  private boolean noted(Finding.Kind kind, Runnable check) {
    try {
      check.run();
      return true;
    } catch (BadData e) {
      book.add(kind, e.getMessage());
      return false;
    }
  }

  private void mask(Indices indices, Pair pair, boolean test) {
    if (indices.colour() && !spec.colours() && pair.mask().toString().endsWith("_seg.png")) {
      book.add(Finding.Kind.COLOURS, pair.mask() + " is a colour PNG as the full ADE20K set has them; take the SceneParsing set of "
          + SCENE_PARSING + " classes (ADEChallengeData2016), whose masks are gray");
    } else if (noted(Finding.Kind.COLOURS, () -> legend.checkKind(indices, pair))) {
      short[] labels = legend.labels(indices);
      values(indices, labels, pair);
      count(labels, legend.classes().size(), pair.mask().toString(), test, book);
      indices.palette().ifPresent(palette -> palette(palette, indices, pair));
    }
  }

  /** Notes values that are neither classes nor ignored, in one sentence for the mask. */
  private void values(Indices indices, short[] labels, Pair pair) {
    BitSet unknown = new BitSet(); // of 2^24 colours at most: 2 MB
    long pixels = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == Legend.UNKNOWN) {
        unknown.set(indices.values()[i]);
        pixels++;
      }
    }
    if (pixels > 0) {
      int kinds = unknown.cardinality();
      String shown = unknown.stream().limit(NAMED).mapToObj(legend::shown).collect(Collectors.joining(", ")) + (kinds > NAMED ? ", …" : "");
      book.add(Finding.Kind.VALUES, "%s holds %s %s that %s (%d of %d pixels); %s".formatted(pair.mask(), kinds == 1 ? "the value" : kinds + " values:",
          shown, kinds == 1 ? "is no class" : "are no classes", pixels, labels.length, looks(unknown)));
    }
  }

  private String looks(BitSet unknown) {
    int kinds = unknown.cardinality();
    if (!spec.colours() && legend.classes().size() == SCENE_PARSING && kinds > 1 && unknown.length() - 1 > SCENE_PARSING) {
      return "it looks like the full ADE20K set; take the SceneParsing set of " + SCENE_PARSING + " classes (ADEChallengeData2016)";
    }
    return kinds < MANY ? legend.way(unknown.nextSetBit(0))
        : spec.colours() ? "it looks smoothed, as by a resize or by JPEG; make it anew from the original without either"
            : "it looks like a picture or smoothed colours, not class numbers; save indices, or declare colours: yes where it was a colour PNG";
  }

  /** A palette tells on its indices: where its colours are not those of the classes, or not those of the other masks, they were numbered anew. */
  private void palette(Palette palette, Indices indices, Pair pair) {
    BitSet used = new BitSet();
    for (int value : indices.values()) {
      used.set(value);
    }
    for (int value = used.nextSetBit(0); value >= 0 && value < palette.colours().size(); value = used.nextSetBit(value + 1)) {
      Integer wanted = table.colours().get(value);
      int drawn = palette.colours().get(value);
      if (wanted != null && wanted != drawn && table.colours().containsValue(drawn)) {
        book.add(Finding.Kind.PALETTE, ("%s is a palette PNG whose index %d has the colour #%06x, that of \"%s\", but value %d is \"%s\"; its indices were"
            + " numbered anew, save class numbers as gray, or colours with colours: yes")
            .formatted(pair.mask(), value, drawn, owner(drawn), value, table.names().get(value)));
        return;
      }
    }
    Palette before = first;
    if (before == null) {
      first = palette;
      firstMask = pair.mask().toString();
    } else if (differs(before.colours(), palette.colours())) {
      book.add(Finding.Kind.PALETTE, pair.mask() + " is a palette PNG with other colours than " + firstMask
          + "; where a tool made a palette for each file, indices are not class numbers");
    }
  }

  private String owner(int colour) {
    return table.colours().entrySet().stream().filter(entry -> entry.getValue() == colour).map(entry -> table.names().get(entry.getKey())).findFirst()
        .orElse("");
  }

  private static boolean differs(List<Integer> one, List<Integer> other) {
    int common = Math.min(one.size(), other.size());
    return !one.subList(0, common).equals(other.subList(0, common));
  }

  /** Counts the classes of a mask; one that has none is noted. */
  static void count(short[] labels, int classes, String origin, boolean test, Casebook book) {
    long[] pixels = new long[classes];
    boolean ignored = true;
    for (short label : labels) {
      ignored &= label == Mask.IGNORE;
      if (label >= 0 && label < classes) {
        pixels[label]++;
      }
    }
    if (ignored) {
      book.add(Finding.Kind.IGNORED, origin + " is ignored as a whole, so nothing is learned or measured from it");
    }
    for (int label = 0; label < classes; label++) {
      if (pixels[label] > 0) {
        book.count(label, pixels[label], test);
      }
    }
  }
}
