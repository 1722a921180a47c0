package dev.sonde.store;

import dev.sonde.data.BadData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The rule that what is read into a page, or written by a run, lies in the run's own folder: a folder from a stranger may hold a link called
 * {@code journal.jsonl} to a file of yours. The folder itself may be a link, and so may the folder of its checkpoints.
 */
public final class Inside {
  private Inside() {}

  /**
   * Refuses {@code folder} where one of {@code names} in it is a link to outside of it.
   *
   * @throws BadData naming the first
   */
  public static void require(Path folder, List<String> names) {
    for (String name : names) {
      Path file = folder.resolve(name);
      if (Files.isSymbolicLink(file) && !lies(file, folder)) {
        throw new BadData(file + " is a link to outside of its run folder, and neither read nor written there; put the file itself into the folder");
      }
    }
  }

  /** A link to nothing lies nowhere: what is written through it would. */
  private static boolean lies(Path link, Path folder) {
    try {
      return Files.exists(link) && link.toRealPath().startsWith(folder.toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot follow the link " + link + ": " + e.getMessage(), e);
    }
  }
}
