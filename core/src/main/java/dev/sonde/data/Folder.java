package dev.sonde.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder of data files, looked at without its hidden entries and in the order of names, which no file system decides.
 *
 * <p>Links are followed within the data root and refused where they lead out of it; the root may be a link itself.
 *
 * @param path this folder
 * @param root the data root: this folder, or one above it
 * @param real where the data root really lies
 */
record Folder(Path path, Path root, Path real) {

  /** A data root. */
  Folder(Path path) {
    this(path, path, real(path));
  }

  private static Path real(Path path) {
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException(Sentence.of(path + (Files.exists(path) ? " is a file, not a folder" : " does not exist")
          + "; give the folder that holds the data"));
    }
    return toReal(path);
  }

  private static Path toReal(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw WholeFile.unreadable(path, e);
    }
  }

  /** A folder in this one. */
  Folder inner(Path folder) {
    return new Folder(inside(folder), root, real);
  }

  /** A file or folder of this data root; throws {@link BadData} where it is a link that leads out of it. */
  Path inside(Path file) {
    if (!toReal(file).startsWith(real)) {
      throw new BadData(file + " is a link that leads out of the data root " + root + "; put what it leads to there itself");
    }
    return file;
  }

  /** The name to call it by: its last part, also of {@code .} and {@code data/..}. */
  String name() {
    Path last = path.toAbsolutePath().normalize().getFileName();
    return last == null ? path.toString() : last.toString();
  }

  List<Path> folders() {
    return entries(Files::isDirectory);
  }

  List<Path> files() {
    return entries(Files::isRegularFile);
  }

  /** Everything that is not hidden and of a kind. */
  List<Path> entries(Predicate<Path> kind) {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.filter(p -> !hidden(p)).filter(kind).sorted().toList();
    } catch (UncheckedIOException e) {
      throw WholeFile.unreadable(path, e.getCause());
    } catch (IOException e) {
      throw WholeFile.unreadable(path, e);
    }
  }

  /** The file {@code name} or, if only that is there, {@code name.gz}. */
  Optional<Path> plainOrPacked(String name) {
    return Stream.of(name, name + ".gz").map(path::resolve).filter(Files::isRegularFile).findFirst().map(this::inside);
  }

  /** The lines of a text file that are not blank; empty if there is no such file. */
  List<String> lines(String name) {
    Path file = path.resolve(name);
    return Files.isRegularFile(file) ? TextFile.numbered(inside(file)).stream().filter(line -> !line.isEmpty()).toList() : List.of();
  }

  static boolean hidden(Path file) {
    return file.getFileName().toString().startsWith(".");
  }
}
