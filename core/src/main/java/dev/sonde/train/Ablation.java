package dev.sonde.train;

import dev.sonde.data.Split;
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
import java.util.stream.LongStream;

/**
 * The same recipe in several variants and over several seeds: what do its heads do?
 *
 * <p>Runs of one seed start from the same first weights of the body and see the same samples in the same order, whatever heads they carry,
 * so arms are compared seed by seed. Every run has its folder, {@code OUT/seed-1/heads}; one that is finished already is read, not made
 * again, so an interrupted ablation goes on where it stopped, and more seeds may be added later. {@link Findings} tells what is written
 * beside them.
 *
 * @param recipe what all arms change
 * @param arms   at least two
 * @param seeds  of the runs
 * @param pairs  what is compared with what
 */
public record Ablation(Recipe recipe, List<Arm> arms, List<Long> seeds, List<Pair> pairs) {
  private static final int USUAL = 5;

  /** What may watch an ablation. */
  public interface Watch {
    /** Listeners of the run that begins now. */
    default List<Listener> listeners(long seed, Arm arm) {
      return List.of();
    }

    /** A run is finished, or was before. */
    default void finished(Trial trial) {}

    /** A run that had not finished was found, and goes on. */
    default void resumed(Path run) {}

    /** A run that had not finished was found without a checkpoint, moved out of the way, and is made again. */
    default void movedAside(Path run, Path aside) {}
  }

  public Ablation {
    arms = List.copyOf(arms);
    seeds = List.copyOf(seeds);
    pairs = List.copyOf(pairs);
    if (seeds.isEmpty() || new HashSet<>(seeds).size() < seeds.size()) {
      throw new IllegalArgumentException("seeds " + seeds + " of an ablation; there must be at least one, and none twice");
    }
    List<String> names = arms.stream().map(Arm::name).toList();
    if (names.size() < 2 || new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("arms " + String.join(", ", names)
          + " of an ablation; there must be at least two, each with a name of its own");
    }
    for (Pair pair : pairs) {
      if (!names.containsAll(List.of(pair.arm(), pair.against())) || pair.arm().equals(pair.against())) {
        throw new IllegalArgumentException(pair.arm() + " and " + pair.against() + " cannot be compared; two different arms can, of "
            + String.join(", ", names));
      }
    }
    refuseTwins(recipe, arms);
  }

  private static void refuseTwins(Recipe recipe, List<Arm> arms) {
    Map<Recipe, String> known = new HashMap<>();
    for (Arm arm : arms) {
      String twin = known.put(arm.of(recipe), arm.name());
      if (twin != null) {
        throw new IllegalArgumentException("arms " + twin + " and " + arm.name() + " are the same recipe, so there is nothing to compare"
            + (recipe.supervise().isEmpty() ? "; it has no heads: hang some with supervise=published or supervise=\"{TAP: 0.3 decaying}\""
            : ""));
      }
    }
  }

  /** With heads and without, over five seeds from the recipe's on. */
  public static Ablation of(Recipe recipe) {
    return of(recipe, List.of(Arm.NONE, Arm.HEADS), LongStream.range(0, USUAL).mapToObj(i -> recipe.seed() + i).toList());
  }

  /** Compares every arm with {@code none}, or with the first where there is no arm of that name. */
  public static Ablation of(Recipe recipe, List<Arm> arms, List<Long> seeds) {
    String base = arms.stream().map(Arm::name).filter(Arm.NONE.name()::equals).findFirst().orElse(arms.isEmpty() ? "" : arms.get(0).name());
    List<String> others = arms.stream().map(Arm::name).filter(name -> !name.equals(base)).toList();
    return new Ablation(recipe, arms, seeds, others.stream().map(name -> new Pair(name, base)).toList());
  }

  /** The same with other comparisons. */
  public Ablation comparing(List<Pair> pairs) {
    return new Ablation(recipe, arms, seeds, pairs);
  }

  /** What the run of {@code arm} with {@code seed} trains. */
  public Recipe recipe(long seed, Arm arm) {
    return arm.of(recipe).with("seed", String.valueOf(seed));
  }

  /**
   * Makes every run that is not finished, arms by turns within a seed, and writes {@code ablation.json} and {@code ablation.csv}.
   *
   * <p>Where a listener stops a run, no other begins, nothing is written, and the findings are not complete.
   *
   * @throws IllegalArgumentException where an arm does not fit the data, or {@code out} holds runs of other recipes
   */
  public Findings run(Split data, Path out, Watch watch) {
    return run(data, out, Limits.NONE, watch);
  }

  /** The same, each run within {@code limits}; none begins where the forecast of one arm is above them. */
  public Findings run(Split data, Path out, Limits limits, Watch watch) {
    check(data, out, limits);
    List<Trial> trials = new ArrayList<>();
    for (long seed : seeds) {
      for (Arm arm : arms) {
        Optional<Trial> trial = trial(seed, arm, data, out, limits, watch);
        if (trial.isEmpty()) {
          return new Findings(this, trials, false);
        }
        trials.add(trial.get());
        watch.finished(trial.get());
      }
    }
    Findings findings = new Findings(this, trials, true);
    write(out.resolve("ablation.json"), findings.json());
    write(out.resolve("ablation.csv"), findings.csv());
    return findings;
  }

  /** What cannot work is found now, not after hours. A preparation changes no shape, and would take its time. */
  private void check(Split data, Path out, Limits limits) {
    for (Arm arm : arms) {
      try {
        Forecast.of(Workbench.of(arm.of(recipe).with("prepare", "[]"), arm.of(recipe).taken(data)), arm.of(recipe), true).within(limits);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("arm " + arm.name() + ": " + e.getMessage(), e);
      }
      seeds.forEach(seed -> TrialFolder.of(out, arm, recipe(seed, arm)).finished());
    }
  }

  private Optional<Trial> trial(long seed, Arm arm, Split data, Path out, Limits limits, Watch watch) {
    TrialFolder folder = TrialFolder.of(out, arm, recipe(seed, arm));
    boolean kept = folder.finished();
    long start = System.nanoTime();
    if (!kept) {
      train(pen(folder, watch).within(limits), data, watch.listeners(seed, arm), "seed " + seed + ", arm " + arm.name());
    }
    double seconds = kept ? 0 : (System.nanoTime() - start) / 1e9;
    return folder.finished() ? Optional.of(new Trial(seed, arm.name(), folder.run(), folder.dense(), folder.accuracy(), kept, seconds)) : Optional.empty();
  }

  private static Training pen(TrialFolder folder, Watch watch) {
    if (folder.resumable()) {
      watch.resumed(folder.run());
      return Training.resume(folder.run());
    }
    folder.cleared().ifPresent(aside -> watch.movedAside(folder.run(), aside));
    return Training.of(folder.recipe()).into(folder.run());
  }

  private static void train(Training pen, Split data, List<Listener> listeners, String which) {
    try {
      pen.on(data).listen(listeners.toArray(Listener[]::new)).run().close();
    } catch (NotFinite e) {
      NotFinite placed = new NotFinite(which + ": " + e.getMessage());
      placed.initCause(e);
      throw placed;
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
