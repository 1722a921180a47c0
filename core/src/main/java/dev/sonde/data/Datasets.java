package dev.sonde.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The finder of datasets: one text, as a recipe or a command line holds it, becomes a {@link Split}.
 *
 * <p>The text is the first of these that fits:
 * <ol>
 *   <li>{@code shapes}, the generated set, with options if wanted: {@code shapes:size=64,train=4000,test=1000,seed=7}; those
 *       left out are 32, 5000, 1000 and 1; {@code masks=yes} gives a class to each pixel;
 *   <li>images with masks, described by a line that begins with {@code masks:} or by a YAML file ({@link MaskSpec});
 *   <li>a folder, known by what lies in it: MNIST's files ({@link Idx}), CIFAR's ({@link Cifar}), or a folder for each class
 *       ({@link ImageFolder});
 *   <li>the name of a public set that was downloaded ({@link Catalogue}).
 * </ol>
 */
public final class Datasets {
  private static final Map<String, Long> SHAPES = shapesOptions();

  private Datasets() {}

  /**
   * The set that {@code spec} names; public sets are looked for in {@link Downloads#home()}.
   *
   * @throws IllegalArgumentException if nothing of that name is found, or an option is unknown
   * @throws BadData if the files are damaged
   */
  public static Split open(String spec) {
    return open(spec, Downloads.home());
  }

  /** The set that {@code spec} names; public sets are looked for in {@code home}. */
  public static Split open(String spec, Path home) {
    if (spec.equals("shapes") || spec.startsWith("shapes:")) {
      return shapes(spec);
    }
    if (MaskSpec.is(spec)) {
      return MaskSet.open(spec);
    }
    Optional<Path> path = path(spec);
    if (path.isPresent()) {
      return open(path.get());
    }
    Optional<PublicSet> known = Catalogue.find(spec);
    return known.map(set -> downloaded(set, home)).orElseThrow(() -> new IllegalArgumentException(Sentence.of("no data named \"" + spec
        + "\": there is no folder of that name, and it is neither the built-in set shapes nor one of the public sets "
        + String.join(", ", Catalogue.names()))));
  }

  /**
   * The set in a folder.
   *
   * @throws IllegalArgumentException if it holds nothing that is known
   * @throws BadData if the files are damaged
   */
  public static Split open(Path path) {
    Folder folder = new Folder(path);
    if (Idx.in(folder)) {
      return Idx.open(path);
    }
    if (Cifar.tenIn(folder)) {
      return Cifar.ten(path);
    }
    if (Cifar.hundredIn(folder)) {
      return Cifar.hundred(path);
    }
    if (ImageFolder.in(folder)) {
      return ImageFolder.open(path);
    }
    throw new IllegalArgumentException(Sentence.of(path + (folder.files().isEmpty() && folder.folders().isEmpty() ? " is empty"
        : " holds no set that is known")
        + "; looked for train-images-idx3-ubyte (MNIST), data_batch_1.bin (CIFAR-10), train.bin (CIFAR-100), each"
        + " also with .gz, and for one folder of pictures for each class"));
  }

  private static Optional<Path> path(String spec) {
    try {
      return Optional.of(Path.of(spec)).filter(p -> !spec.isBlank() && Files.exists(p));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Split downloaded(PublicSet set, Path home) {
    Downloads downloads = Downloads.in(home);
    if (!downloads.has(set)) {
      throw new IllegalArgumentException(Sentence.of("the public set " + set.name() + " is not in " + home
          + " yet; fetch it first with: sonde data fetch " + set.name()));
    }
    return open(downloads.folder(set));
  }

  private static Split shapes(String spec) {
    Map<String, Long> options = new LinkedHashMap<>(SHAPES);
    if (spec.length() > "shapes".length()) {
      for (String option : spec.substring("shapes:".length()).split(",", -1)) {
        set(options, option, spec);
      }
    }
    Shapes train = half("train", options);
    Shapes test = half("test", options);
    return options.get("masks") == 1 ? new Split(train.masks(), test.masks()) : new Split(train, test);
  }

  private static Shapes half(String name, Map<String, Long> options) {
    return Shapes.of(options.get("size").intValue(), options.get(name).intValue(), Seed.of(options.get("seed")).stream(name));
  }

  private static void set(Map<String, Long> options, String option, String spec) {
    int equals = option.indexOf('=');
    String key = (equals < 0 ? option : option.substring(0, equals)).strip();
    if (!options.containsKey(key)) {
      throw new IllegalArgumentException(Sentence.of("unknown option \"" + key + "\" in " + spec + "; shapes knows "
          + String.join(", ", options.keySet())));
    }
    options.put(key, number(key, equals < 0 ? "" : option.substring(equals + 1).strip()));
  }

  private static long number(String key, String text) {
    if (key.equals("masks")) {
      return yes(text);
    }
    boolean whole = text.matches(key.equals("seed") ? "-?[0-9]{1,18}" : "[0-9]{1,9}");
    if (!whole) {
      throw new IllegalArgumentException(Sentence.of("option " + key + " of shapes must be a whole number, such as " + key + "="
          + SHAPES.get(key) + ", not \"" + text + "\""));
    }
    return Long.parseLong(text);
  }

  private static long yes(String text) {
    if (!text.equals("yes") && !text.equals("no")) {
      throw new IllegalArgumentException(Sentence.of("option masks of shapes must be yes or no, not \"" + text + "\""));
    }
    return text.equals("yes") ? 1 : 0;
  }

  private static Map<String, Long> shapesOptions() {
    Map<String, Long> options = new LinkedHashMap<>();
    options.put("size", 32L);
    options.put("train", 5000L);
    options.put("test", 1000L);
    options.put("seed", 1L);
    options.put("masks", 0L);
    return options;
  }
}
