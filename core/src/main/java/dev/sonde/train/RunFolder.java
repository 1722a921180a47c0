package dev.sonde.train;

import dev.sonde.store.AtomicFile;
import dev.sonde.store.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder of one run.
 *
 * <pre>
 * recipe.yaml                    what was meant, every default written out
 * environment.json               versions, processor, threads
 * journal.jsonl                  what happened, one event a line; the same for the same recipe and seed
 * steps.csv                      the loss parts and accuracies of every step
 * epochs.csv                     accuracies of every evaluation
 * evaluation.json                confusions, worst misses and least sure hits of the last evaluation, with pictures
 * probe.json                     where the gradient vanished and why heads hang where they do; with supervise: auto
 * report.html                    all of it for people; written by the report's listener
 * speed.csv                      images/s and data wait of every epoch: what differs from run to run
 * checkpoints/last.safetensors   after every epoch
 * checkpoints/best.safetensors   of the highest accuracy so far, or mean IoU where pixels are named
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
    return List.of(new Journal(folder), new Tables(folder), new EvaluationFile(folder));
  }

  /** Writes {@code checkpoints/last.safetensors}; returns it. */
  static Path save(Path folder, Checkpoint.Contents contents) {
    Path last = folder.resolve("checkpoints/last.safetensors");
    Checkpoint.write(last, contents);
    return last;
  }

  /** Keeps the last checkpoint as {@code checkpoints/best.safetensors}; returns that. */
  static Path best(Path folder) {
    Path best = folder.resolve("checkpoints/best.safetensors");
    AtomicFile.write(best, channel -> {
      try (FileChannel last = FileChannel.open(folder.resolve("checkpoints/last.safetensors"))) {
        for (long at = 0; at < last.size(); ) {
          at += last.transferTo(at, last.size() - at, channel);
        }
      }
    });
    return best;
  }
}
