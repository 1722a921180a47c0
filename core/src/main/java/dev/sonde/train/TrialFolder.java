package dev.sonde.train;

import dev.sonde.store.Checkpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Where one run of an ablation lives: the run folder {@code OUT/seed-1/heads}, and beside it {@code OUT/seed-1/heads.yaml}, the recipe that
 * was asked for.
 *
 * <p>A run is finished where its journal ends with {@code ended} and it was not stopped before its time. A finished run of the same recipe
 * is kept, one of another recipe is refused. What did not finish goes on where it has a checkpoint, and is moved aside, never removed, where it has none.
 */
record TrialFolder(Path run, Recipe recipe) {
  static TrialFolder of(Path out, Arm arm, Recipe recipe) {
    return new TrialFolder(out.resolve("seed-" + recipe.seed()).resolve(arm.name()), recipe);
  }

  private Path asked() {
    return run.resolveSibling(run.getFileName() + ".yaml");
  }

  private Path journal() {
    return run.resolve("journal.jsonl");
  }

  /**
   * Whether a finished run of this recipe is here.
   *
   * @throws IllegalArgumentException where a finished run of another one is
   */
  boolean finished() {
    if (!Events.in(run).finished(recipe)) {
      return false;
    }
    if (!Files.exists(asked()) || !Recipe.read(asked()).equals(recipe)) {
      throw new IllegalArgumentException(run + " holds a finished run of another recipe than the one asked for; choose another folder,"
          + " or remove that one");
    }
    return true;
  }


  /** Whether a run of this recipe was begun here and can go on. */
  boolean resumable() {
    return Files.exists(journal()) && Files.exists(asked()) && Files.exists(run.resolve("recipe.yaml")) && Recipe.read(asked()).equals(recipe)
        && new Checkpoints(run.resolve("checkpoints")).newest().isPresent();
  }

  /** Makes room for a run; returns where an unfinished one was moved to. */
  Optional<Path> cleared() {
    Optional<Path> aside = Files.exists(journal()) ? Optional.of(aside()) : Optional.empty();
    try {
      if (aside.isPresent()) {
        Files.move(run, aside.get());
      }
      Files.createDirectories(run);
      Files.writeString(asked(), recipe.yaml());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make room for a run in " + run + ": " + e, e);
    }
    return aside;
  }

  private Path aside() {
    return IntStream.iterate(1, n -> n + 1).mapToObj(n -> run.resolveSibling(run.getFileName() + "-unfinished-" + n))
        .filter(path -> !Files.exists(path)).findFirst().orElseThrow();
  }

  /** Whether the run named pixels. */
  boolean dense() {
    return Events.in(run).of("evaluated").stream().anyMatch(event -> event.has("mean_iou"));
  }

  /** Scores of the finished run, by epoch counted from 1: accuracies, or mean IoUs where it named pixels. */
  SortedMap<Integer, Double> accuracy() {
    SortedMap<Integer, Double> all = new TreeMap<>();
    Events.in(run).of("evaluated").forEach(event -> all.put(event.path("epoch").asInt() + 1, event.path(event.has("mean_iou") ? "mean_iou" : "accuracy").asDouble()));
    return all;
  }
}
