package dev.sonde.cli;

import dev.sonde.store.Checkpoints;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/** Folders of runs, by the words that people use for them. */
final class Runs {
  private static final int MOST = 9999;

  private Runs() {}

  /** {@code home/kind-0001}, or the first number that is free. */
  static Path next(Path home, String kind) {
    return IntStream.rangeClosed(1, MOST).mapToObj(n -> home.resolve(String.format("%s-%04d", kind, n)))
        .filter(folder -> !Files.exists(folder)).findFirst()
        .orElseThrow(() -> new IllegalStateException(home + " holds " + MOST + " runs; remove some, or choose a folder with --out"));
  }

  /**
   * The checkpoint that {@code word} means: the file itself, or the best one of a run folder.
   *
   * @throws IllegalArgumentException where there is none
   */
  static Path checkpoint(Path word) {
    if (Files.isRegularFile(word)) {
      return word;
    }
    if (!Files.exists(word)) {
      throw new IllegalArgumentException("no run folder or checkpoint file " + word);
    }
    Checkpoints checkpoints = new Checkpoints(word.resolve("checkpoints"));
    return Optional.of(checkpoints.best()).filter(Files::isRegularFile).or(checkpoints::newest)
        .orElseThrow(() -> new IllegalArgumentException(word + " is no run folder, or has no checkpoint yet: there is neither " + checkpoints.best()
            + " nor one by step, such as " + checkpoints.file(100)));
  }
}
