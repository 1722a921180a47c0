package dev.sonde.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The pictures in a class's folder and in the folders within it, told by the ends of their names; hidden ones are passed over.
 *
 * <p>Links are followed where they stay within the data root. A folder that is reached twice counts once, so that links that cross each
 * other end, and a link to a folder that holds the class's own is refused: it would put other classes' pictures into this one.
 */
final class PictureFiles {
  private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "jpe", "jfif", "png", "webp", "bmp");

  private final Path top;
  private final Deque<Folder> left = new ArrayDeque<>();
  private final Set<Path> seen = new HashSet<>();
  private final List<Path> found = new ArrayList<>();

  private PictureFiles(Folder folder) throws IOException {
    top = folder.path().toRealPath();
    left.add(folder);
  }

  /** All of them in the order of their names. */
  static List<Path> in(Folder folder) {
    return found(folder, Integer.MAX_VALUE).stream().sorted().toList();
  }

  /** Whether there is one. */
  static boolean anyIn(Folder folder) {
    return !found(folder, 1).isEmpty();
  }

  private static List<Path> found(Folder folder, int enough) {
    try {
      PictureFiles files = new PictureFiles(folder);
      while (!files.left.isEmpty() && files.found.size() < enough) {
        files.walk(files.left.remove());
      }
      return files.found;
    } catch (IOException e) {
      throw WholeFile.unreadable(folder.path(), e);
    }
  }

  private void walk(Folder folder) throws IOException {
    Path real = folder.path().toRealPath();
    if (top.startsWith(real) && !top.equals(real)) {
      throw new BadData(folder.path() + " is a link to a folder that holds " + top + "; take the link away");
    }
    if (seen.add(real)) {
      for (Path entry : folder.entries(any -> true)) {
        look(folder, entry);
      }
    }
  }

  private void look(Folder folder, Path entry) throws IOException {
    BasicFileAttributes kind = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    boolean link = kind.isSymbolicLink() && Files.exists(entry);
    if (kind.isDirectory() || link && Files.isDirectory(entry)) {
      left.add(folder.inner(entry));
    } else if (isPicture(entry) && (kind.isRegularFile() || link && Files.isRegularFile(folder.inside(entry)))) {
      found.add(entry);
    }
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }
}
