package dev.sonde.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A data root, out of which no list of a stranger leads: neither by an absolute path, nor by {@code ..}, nor by a symbolic link. */
final class Within {
  private final Path root;
  private final Path real;

  Within(Path root) {
    new Folder(root);
    this.root = root.normalize();
    try {
      real = root.toRealPath();
    } catch (IOException e) {
      throw WholeFile.unreadable(root, e);
    }
  }

  Path root() {
    return root;
  }

  /**
   * The file or folder {@code word} in the root.
   *
   * @param from where it is named, for messages
   * @throws BadData where it leads out of the root, or is not there
   */
  Path resolve(String word, String from) {
    return present(place(word, from), word, from);
  }

  /** The place that {@code word} names by its letters, with or without a file there; throws {@link BadData} where it lies outside the root. */
  Path place(String word, String from) {
    try {
      Path path = Path.of(word);
      if (path.isAbsolute()) {
        throw new BadData(from + " names " + word + ", an absolute path; paths are relative to the data root " + root);
      }
      Path top = root.toAbsolutePath().normalize(); // the working folder itself is an empty path, with which none starts
      if (!top.resolve(path).normalize().startsWith(top)) {
        throw new BadData(from + " names " + word + ", which lies outside the data root " + top + "; paths are relative to it, without ..");
      }
      return root.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new BadData(from + " names \"" + word + "\", which is no path", e);
    }
  }

  private Path present(Path file, String word, String from) {
    if (!Files.exists(file)) {
      throw new BadData(from + " names " + word + ", but there is no file " + file);
    }
    try {
      if (!file.toRealPath().startsWith(real)) {
        throw new BadData(from + " names " + word + ", a link that leads out of the data root " + root + "; put the file itself there");
      }
      return file;
    } catch (IOException e) {
      throw WholeFile.unreadable(file, e);
    }
  }
}
