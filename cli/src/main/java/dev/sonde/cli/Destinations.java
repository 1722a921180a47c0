package dev.sonde.cli;

import dev.sonde.data.Dataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Pictures and where what is found of each goes: below one folder, at the place that it has in its own.
 *
 * <p>{@code photos/a/street.jpg}, found in {@code photos}, becomes {@code OUT/a/street.KIND.png}; where two pictures would share that name each keeps its
 * own ending too, {@code street.jpg.KIND.png}.
 */
final class Destinations {
  /** Pictures in the order of their names. */
  private final List<Path> pictures = new ArrayList<>();
  /** For each, its place below the folder that it was found in. */
  private final List<Path> places = new ArrayList<>();
  private final Path out;
  private final Map<Path, Integer> stems = new HashMap<>();
  private final Set<Path> inputs = new HashSet<>();

  private Destinations(Path out) {
    this.out = out;
  }

  /**
   * Plans; nothing is written.
   *
   * @param words files and folders of pictures
   * @throws IllegalArgumentException for a path that is not there, no pictures, two pictures of one place, or an {@code out} that is a file
   *     or one of the folders
   */
  static Destinations of(List<Path> words, Path out) {
    Destinations destinations = planned(words, out);
    if (destinations.pictures.isEmpty()) {
      throw new IllegalArgumentException("every picture in " + words.stream().map(Path::toString).collect(Collectors.joining(", ")) + " lies in --out " + out
          + ", where earlier answers go; name another folder for --out");
    }
    return destinations;
  }

  private static Destinations planned(List<Path> words, Path out) {
    Destinations destinations = new Destinations(out);
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw new IllegalArgumentException("--out " + out + " is a file; name a folder");
    }
    words.forEach(destinations::add);
    Set<Path> taken = new HashSet<>();
    for (int i = 0; i < destinations.pictures.size(); i++) {
      if (!taken.add(destinations.places.get(i))) {
        throw new IllegalArgumentException("two pictures would be called " + destinations.places.get(i) + " in " + out + ", the second is "
            + destinations.pictures.get(i) + "; predict them into different folders");
      }
      destinations.read(destinations.pictures.get(i));
      destinations.stems.merge(stem(destinations.places.get(i)), 1, Integer::sum);
    }
    return destinations;
  }

  /** Pictures of a set, called as their files are, or by their number where they are none. */
  static Destinations of(Dataset data, Path out) {
    List<Path> all = IntStream.range(0, data.size()).mapToObj(i -> Path.of(data.origin(i))).toList();
    boolean files = all.stream().allMatch(Files::isRegularFile) && all.stream().map(Path::getFileName).distinct().count() == all.size();
    Destinations destinations = planned(files ? all : List.of(), out);
    for (int i = 0; i < data.size(); i++) {
      if (!files) {
        destinations.pictures.add(all.get(i));
        destinations.places.add(Path.of(String.format("%05d", i)));
      }
      data.files(i).forEach(destinations::read);
    }
    return destinations;
  }

  private void add(Path word) {
    if (!Files.isDirectory(word)) {
      pictures.addAll(Pictures.files(List.of(word)));
      places.add(word.getFileName());
      return;
    }
    boolean there = Files.exists(out);
    if (there && real(out).equals(real(word))) {
      throw new IllegalArgumentException("--out " + out + " is the folder of the pictures; name another, so that what is written is not mixed with them");
    }
    boolean inside = there && real(out).startsWith(real(word));
    for (Path picture : Pictures.in(word)) {
      if (!inside || !real(picture).startsWith(real(out))) { // what an earlier prediction wrote is no picture
        pictures.add(picture);
        places.add(word.relativize(picture));
      }
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static Path stem(Path place) {
    return place.resolveSibling(place.getFileName().toString().replaceFirst("\\.[^.]+$", ""));
  }

  Path out() {
    return out;
  }

  List<Path> pictures() {
    return pictures;
  }

  /** Declares a file that the answers are made from. */
  void read(Path input) {
    if (Files.exists(input)) {
      inputs.add(real(input));
    }
  }

  /**
   * Makes sure that {@code kind} of picture {@code index} may be written.
   *
   * @param force whether a file that is there may be replaced; what the answers are made from never is
   * @throws IllegalArgumentException where it may not
   */
  void free(int index, String kind, boolean force) {
    Path file = target(index, kind);
    if (!Files.exists(file)) {
      return;
    }
    if (inputs.contains(real(file))) {
      throw new IllegalArgumentException(file + " is one of the pictures or masks and is not written over; choose another --out");
    }
    if (!force) {
      throw new IllegalArgumentException(file + " exists; choose another --out, or replace it with --force");
    }
  }

  private Path target(int index, String kind) {
    Path place = places.get(index);
    Path stem = stem(place);
    return out.resolve((stems.getOrDefault(stem, 1) > 1 ? place : stem) + "." + kind + ".png");
  }

  /** Where {@code kind} of picture {@code index} goes; its folder is made. */
  Path file(int index, String kind) {
    Path file = target(index, kind);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder of " + file + ": " + e.getMessage(), e);
    }
  }

  /** The mask in {@code folder} that belongs to picture {@code index}: a PNG at the same place; empty where there is none. */
  Optional<Path> truth(int index, Path folder) {
    Path file = folder.resolve(stem(places.get(index)) + ".png");
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }
}
