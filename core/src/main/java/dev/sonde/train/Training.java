package dev.sonde.train;

import dev.sonde.data.Datasets;
import dev.sonde.data.Split;
import dev.sonde.net.Network;
import dev.sonde.probe.Survey;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Head;
import dev.sonde.torch.Allocator;
import dev.sonde.torch.Optimizer;
import dev.sonde.torch.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fluent pen over a {@link Recipe}: each word changes one of its keys, {@link #run()} carries it out.
 *
 * <p>Immutable; every word returns a new pen.
 */
public final class Training {
  private final Recipe recipe;
  private final @Nullable Split data;
  private final @Nullable Path folder;
  private final List<Listener> listeners;
  private final Limits limits;
  private final boolean goesOn;

  private Training(Recipe recipe, @Nullable Split data, @Nullable Path folder, List<Listener> listeners, Limits limits, boolean goesOn) {
    this.goesOn = goesOn;
    this.limits = limits;
    this.recipe = recipe;
    this.data = data;
    this.folder = folder;
    this.listeners = List.copyOf(listeners);
  }

  public static Training of(Recipe recipe) {
    return new Training(recipe, null, null, List.of(), Limits.NONE, false);
  }

  /**
   * The run in {@code folder}, from its newest checkpoint that is whole to its end: weights, journal, tables and report become those of a run that was
   * never interrupted, byte for byte, on the same machine and version. Its recipe is the one in the folder and cannot be changed.
   *
   * @throws IllegalArgumentException where there is no run; {@link #run} throws it where the run has finished, or another process is at it
   */
  public static Training resume(Path folder) {
    return new Training(RunFolder.recipe(folder), null, folder, List.of(), Limits.NONE, true);
  }

  /**
   * Whether the run in {@code folder} came to its end, so that there is nothing to resume.
   *
   * @throws IllegalArgumentException where there is no run
   */
  public static boolean finished(Path folder) {
    return Events.in(folder).finished(RunFolder.recipe(folder));
  }

  /** A run of a network on {@code data}: a folder, a downloaded set, or {@code shapes}. */
  public static Training of(Network network, String data) {
    return of(Recipe.of(network, data));
  }

  /** Trains and evaluates on these sets instead of opening the recipe's; a bound of samples counts here too. */
  public Training on(Split data) {
    return new Training(recipe, data, folder, listeners, limits, goesOn);
  }

  /** Writes recipe, journal and checkpoints to {@code folder}. */
  public Training into(Path folder) {
    return new Training(recipe, data, folder, listeners, limits, goesOn);
  }

  public Training listen(Listener... more) {
    List<Listener> all = new ArrayList<>(listeners);
    all.addAll(List.of(more));
    return new Training(recipe, data, folder, all, limits, goesOn);
  }

  /** Bounds what the run may take of the machine. */
  public Training within(Limits limits) {
    return new Training(recipe, data, folder, listeners, limits, goesOn);
  }

  /** Changes any key of the recipe; see {@link Recipe#with}. */
  public Training with(String key, String value) {
    if (goesOn) {
      throw new IllegalArgumentException("the run in " + folder + " goes on with its own recipe; " + key + " can be changed in a new run only");
    }
    return new Training(recipe.with(key, value), data, folder, listeners, limits, goesOn);
  }

  /** Hangs one more head, trained with the main loss. */
  public Training supervise(String tap, Head head, Schedule weight) {
    String value = "{head: \"" + head + "\", weight: \"" + weight + "\"}";
    return recipe.supervise().isEmpty() ? with("supervise", "{\"" + tap + "\": " + value + "}") : with("supervise." + tap, value);
  }

  /** Hangs a head of one kind at each of {@code taps}. */
  public Training supervise(List<String> taps, Head head, Schedule weight) {
    Training pen = this;
    for (String tap : taps) {
      pen = pen.supervise(tap, head, weight);
    }
    return pen;
  }

  public Training optimizer(Optimizer optimizer) {
    return with("optimizer", optimizer.toString());
  }

  public Training rate(Schedule schedule) {
    return with("rate", "\"" + schedule + "\"");
  }

  public Training epochs(int epochs) {
    return with("epochs", String.valueOf(epochs));
  }

  public Training batch(int size) {
    return with("batch", String.valueOf(size));
  }

  public Training seed(long seed) {
    return with("seed", String.valueOf(seed));
  }

  public Recipe recipe() {
    return recipe;
  }

  /**
   * Places heads by measurement as the recipe says, or by default where it does not; trains nothing for good. A folder, where one was
   * named, gets
   * {@code probe.json} and the recipe with the heads in it.
   *
   * @throws IllegalArgumentException where the recipe does not fit its data or itself
   */
  public Survey survey() {
    Recipe auto = recipe.auto() ? recipe : recipe.with("supervise", "auto");
    return Allocator.keeping(() -> Surveys.keep(auto, data(), folder, listeners));
  }

  /**
   * Trains to the end, or until a listener stops it. Where the recipe says {@code supervise: auto}, heads are placed first. All of it happens on one thread, which
   * may be another than the caller's ({@link Allocator}).
   *
   * @throws IllegalArgumentException    where the recipe does not fit its data or itself
   * @throws dev.sonde.data.BadData      where the data is damaged
   * @throws NotFinite                   where the loss is no number
   */
  public Run run() {
    return Allocator.keeping(this::traced);
  }

  private Run traced() {
    try (Trace trace = limits.traced() ? Trace.begin() : null) {
      return go();
    }
  }

  private Run go() {
    Split sets = data();
    if (folder == null) {
      return run(sets, Optional.empty());
    }
    try (RunFolder home = goesOn ? RunFolder.resume(folder) : RunFolder.open(folder)) {
      return run(sets, Optional.of(home));
    }
  }

  private Run run(Split sets, Optional<RunFolder> home) {
    Recipe placed = recipe.auto() ? Surveys.placed(recipe, sets, home.orElse(null), listeners, limits) : recipe;
    return new Trainer(placed, sets, home, listeners, limits).train();
  }

  private Split data() {
    return recipe.taken(data == null ? Datasets.open(recipe.data()) : data);
  }
}
