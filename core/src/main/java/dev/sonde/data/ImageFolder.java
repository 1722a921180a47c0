package dev.sonde.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * A dataset of picture files, one folder for each class, decoded anew each time they are asked for.
 *
 * <pre>
 * flowers/                     flowers/
 *   train/                       daisy/a.jpg …
 *     daisy/a.jpg …              tulip/b.png …
 *     tulip/b.png …
 *   val/  (or validation, test)
 *     daisy/c.jpg …
 * </pre>
 *
 * <p>Classes are the names of the folders in the order of their characters; pictures may lie deeper within. Without the folders
 * {@code train} and {@code val} every fifth picture of each class, in the order of names, is set aside for testing. Of several
 * test folders the first of {@code val}, {@code validation}, {@code test} is taken, so that a test set is not used up for
 * choosing. Hidden files, and files whose name does not end in one of {@code .jpg .jpeg .jpe .jfif .png .webp .bmp}, in
 * letters of any case, are passed over. A link that leads out of the folder is refused; the folder may be a link itself.
 */
public final class ImageFolder implements Dataset {
  private static final List<String> TESTS = List.of("val", "validation", "test");
  private static final int FOLD = 5;

  private record Entry(Path file, int label) {}

  private final String name;
  private final Path folder;
  private final List<String> classes;
  private final List<Entry> entries;

  private ImageFolder(String name, Path folder, List<String> classes, List<Entry> entries) {
    this.name = name;
    this.folder = folder;
    this.classes = classes;
    this.entries = entries;
    if (entries.isEmpty()) {
      throw new BadData(name + " holds no picture; at least one class needs five pictures, so that the fifth is set aside for testing");
    }
  }

  /**
   * The set in a folder.
   *
   * @throws IllegalArgumentException if the folder holds no class folders
   * @throws BadData if a class is empty or the test folder has a class that the training folder lacks
   */
  public static Split open(Path folder) {
    Folder place = new Folder(folder);
    Optional<Folder> train = named(place, "train");
    Optional<Folder> test = TESTS.stream().map(t -> named(place, t)).flatMap(Optional::stream).findFirst();
    if (train.isPresent() && test.isPresent()) {
      List<String> classes = classes(train.get());
      return new Split(whole(place.name() + " train", train.get(), classes),
          whole(place.name() + " " + test.get().name(), test.get(), classes));
    }
    Folder only = train.orElse(place);
    List<String> classes = classes(only);
    return new Split(part(place.name() + " train (4 of 5)", only, classes, i -> i % FOLD != FOLD - 1),
        part(place.name() + " test (every fifth)", only, classes, i -> i % FOLD == FOLD - 1));
  }

  /** Whether a folder looks like one: it has a folder, and a picture somewhere in one. */
  static boolean in(Folder folder) {
    return folder.folders().stream().map(folder::inner).anyMatch(PictureFiles::anyIn);
  }

  private static Optional<Folder> named(Folder folder, String name) {
    return folder.folders().stream().filter(f -> f.getFileName().toString().toLowerCase(Locale.ROOT).equals(name)).findFirst()
        .map(folder::inner);
  }

  private static List<String> classes(Folder folder) {
    List<String> classes = folder.folders().stream().map(f -> f.getFileName().toString()).toList();
    if (classes.isEmpty()) {
      throw new IllegalArgumentException(folder.path() + " holds no folders; an image folder has one for each class");
    }
    return classes;
  }

  private static Dataset whole(String name, Folder folder, List<String> classes) {
    for (String found : classes(folder)) {
      if (!classes.contains(found)) {
        throw new BadData(folder.path().resolve(found) + " is a class that the training folder does not have; it knows "
            + String.join(", ", classes.subList(0, Math.min(10, classes.size()))) + (classes.size() > 10 ? ", …" : ""));
      }
    }
    return part(name, folder, classes, i -> true);
  }

  private static Dataset part(String name, Folder folder, List<String> classes, IntPredicate chosen) {
    List<Entry> entries = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      Path place = folder.path().resolve(classes.get(label));
      List<Path> files = Files.isDirectory(place) ? PictureFiles.in(folder.inner(place)) : List.of();
      if (files.isEmpty()) {
        throw new BadData(place + (Files.isDirectory(place) ? " holds no picture" : " is missing")
            + "; every class needs at least one file ending in .jpg, .jpeg, .png, .webp or .bmp");
      }
      for (int i = 0; i < files.size(); i++) {
        if (chosen.test(i)) {
          entries.add(new Entry(files.get(i), label));
        }
      }
    }
    return new ImageFolder(name, folder.path(), classes, List.copyOf(entries));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public Sample get(int index) {
    Entry entry = entries.get(Objects.checkIndex(index, entries.size()));
    return new Sample(Codec.read(entry.file()), entry.label());
  }

  @Override
  public Sample get(int index, Transform first, RandomGenerator random) {
    if (!(first instanceof Moving moving)) {
      return Dataset.super.get(index, first, random);
    }
    Entry entry = entries.get(Objects.checkIndex(index, entries.size()));
    return new Sample(Codec.read(entry.file(), moving, random), entry.label());
  }

  @Override
  public int label(int index) {
    return entries.get(index).label();
  }

  @Override
  public String fingerprint() {
    Fingerprint begun = Fingerprint.of(this);
    entries.forEach(entry -> begun.entry(folder, entry.file()).number(entry.label()));
    return begun.contents(entries.stream().map(entry -> List.of(entry.file())).toList()).hex();
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public String origin(int index) {
    return entries.get(index).file().toString();
  }
}
