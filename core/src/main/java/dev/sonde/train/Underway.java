package dev.sonde.train;

import dev.sonde.data.Dataset;
import dev.sonde.data.Fingerprints;
import dev.sonde.net.Network;
import dev.sonde.probe.Diagnosis;
import dev.sonde.schedule.Progress;
import dev.sonde.store.Fit;
import dev.sonde.supervise.Breakdown;
import dev.sonde.torch.Model;
import dev.sonde.torch.Stopwatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run under way, as its listeners see it while the {@link Trainer} moves it on. */
final class Underway implements Run {
  final Recipe recipe;
  final Workbench bench;
  private final Forecast forecast;
  final Learner learner;
  final Standing standing;
  final Pace pace = new Pace();
  Stopwatch stopwatch = Stopwatch.OFF;
  private final Optional<RunFolder> folder;
  private final int each;
  private final List<Evaluation> evaluations = new ArrayList<>();
  private Progress progress = Progress.atEpoch(0, 1);
  private volatile @Nullable String stopped;

  Underway(Recipe recipe, Workbench bench, Forecast forecast, Learner learner, Standing standing, Optional<RunFolder> folder) {
    this.recipe = recipe;
    this.bench = bench;
    this.forecast = forecast;
    this.learner = learner;
    this.standing = standing;
    this.folder = folder;
    each = bench.pass(0).batches();
  }

  /** The run now stands at this place within its phase. */
  void at(Progress now) {
    progress = now;
  }

  /** Keeps what the last evaluation found, and of those before all but the pictures. */
  void add(Evaluation last) {
    evaluations.replaceAll(Evaluation::withoutPictures);
    evaluations.add(last);
  }

  /** Whether the recipe's bound of steps is reached. */
  boolean enough() {
    return recipe.steps() > 0 && step() >= recipe.steps();
  }

  /** Whether something is done after this epoch: because it is its turn, or because the epoch is the last. */
  boolean due(boolean turn) {
    return turn || epoch() + 1 == recipe.epochs() || enough();
  }

  @Override
  public Recipe recipe() {
    return recipe;
  }

  @Override
  public Network body() {
    return bench.network();
  }

  @Override
  public Model model() {
    return learner.model();
  }

  @Override
  public Optional<Fit> fit() {
    return learner.fit();
  }

  @Override
  public List<String> classes() {
    return bench.classes();
  }

  @Override
  public Dataset test() {
    return bench.rawTest();
  }

  @Override
  public Fingerprints fingerprints() {
    return bench.fingerprints();
  }

  @Override
  public Optional<Path> folder() {
    return folder.map(RunFolder::path);
  }

  @Override
  public int phase() {
    return Phased.of(recipe.phases(), Math.min(epoch(), recipe.epochs() - 1)).number();
  }

  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public long step() {
    return standing.place().step();
  }

  @Override
  public long steps() {
    long all = (long) each * recipe.epochs();
    return recipe.steps() > 0 ? Math.min(recipe.steps(), all) : all;
  }

  @Override
  public int epoch() {
    return standing.place().epoch();
  }

  @Override
  public double rate() {
    return learner.numeric().rate();
  }

  @Override
  public double rateFactor() {
    return learner.numeric().factor();
  }

  @Override
  public Breakdown breakdown() {
    return learner.numeric().breakdown();
  }

  @Override
  public Optional<Diagnosis> diagnosis() {
    return learner.numeric().diagnosis();
  }

  @Override
  public Forecast forecast() {
    return forecast;
  }

  @Override
  public double imagesPerSecond() {
    return pace.imagesPerSecond();
  }

  @Override
  public double waitShare() {
    return pace.waitShare();
  }

  @Override
  public List<Evaluation> evaluations() {
    return List.copyOf(evaluations);
  }

  @Override
  public double best() {
    return standing.best().orElse(0);
  }

  @Override
  public void time(Stopwatch stopwatch) {
    this.stopwatch = stopwatch;
    learner.numeric().time(stopwatch);
  }

  @Override
  public void stop(String why) {
    stopped = why;
  }

  @Override
  public Optional<String> stopped() {
    return Optional.ofNullable(stopped);
  }

  /** Frees body, heads and optimizer; the folder is the trainer's. */
  @Override
  public void close() {
    learner.close();
  }
}
