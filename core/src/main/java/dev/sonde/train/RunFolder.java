package dev.sonde.train;

import dev.sonde.store.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder of one run.
 *
 * <pre>
 * recipe.yaml                    what was meant, every default written out
 * environment.json               versions, processor, threads
 * journal.jsonl                  what happened, one event a line; the same for the same recipe and seed
 * steps.csv                      the loss parts and accuracies of every step
 * speed.csv                      images/s and data wait of every epoch: what differs from run to run
 * checkpoints/last.safetensors   after every epoch
 * checkpoints/best.safetensors   of the highest accuracy so far
 * </pre>
 */
final class RunFolder {
  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder ready for a new run.
   *
   * @throws IllegalArgumentException where it already holds a run
   */
  static RunFolder open(Path folder) {
    if (Files.exists(folder.resolve("journal.jsonl"))) {
      throw new IllegalArgumentException(folder + " already holds a run; choose another folder, or remove it");
    }
    try {
      Files.createDirectories(folder.resolve("checkpoints"));
      return new RunFolder(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a run to " + folder + ": " + e, e);
    }
  }

  List<Listener> listeners() {
    return List.of(new Journal(folder), new Tables(folder));
  }

  /** Writes the checkpoint as {@code last}, and as {@code best} too where it is; returns the files. */
  static List<Path> save(Path folder, Checkpoint.Contents contents, boolean best) {
    List<Path> files = new ArrayList<>();
    Path last = folder.resolve("checkpoints/last.safetensors");
    Checkpoint.write(last, contents);
    files.add(last);
    if (best) {
      files.add(copy(last, folder.resolve("checkpoints/best.safetensors")));
    }
    return files;
  }

  private static Path copy(Path from, Path to) {
    Path part = to.resolveSibling(to.getFileName() + ".part");
    try {
      Files.copy(from, part, StandardCopyOption.REPLACE_EXISTING);
      return Files.move(part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write checkpoint " + to + ": " + e.getMessage(), e);
    }
  }
}
