package dev.sonde.train;

import dev.sonde.data.Batch;
import dev.sonde.data.Dataset;
import dev.sonde.data.Fingerprints;
import dev.sonde.data.Loader;
import dev.sonde.data.Seed;
import dev.sonde.data.Split;
import dev.sonde.net.Network;
import dev.sonde.probe.Diagnosis;
import dev.sonde.schedule.Progress;
import dev.sonde.store.Fit;
import dev.sonde.supervise.Breakdown;
import dev.sonde.supervise.Objective;
import dev.sonde.torch.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The loop: phases of epochs of steps. Body, heads and optimizer live as long as it does. */
final class Trainer implements Run {
  private final Recipe recipe;
  private final Workbench bench;
  private final @Nullable Path folder;
  private final List<Listener> listeners;
  private final Limits limits;
  private final Seed seed;
  private final Model model;
  private final Objective objective;
  private final TrainingStep numeric;
  private final Optional<Fit> fit;
  private final int each;
  private final List<Evaluation> evaluations = new ArrayList<>();

  private int phase;
  private int epoch;
  private long step;
  private Progress progress = Progress.atEpoch(0, 1);
  private long epochStart;
  private int epochImages;
  private double imagesPerSecond;
  private double waitShare;
  private volatile @Nullable String stopped;

  Trainer(Recipe recipe, Split data, @Nullable Path folder, List<Listener> listeners, Limits limits) {
    this.limits = limits;
    this.recipe = recipe;
    this.folder = folder;
    bench = Workbench.of(recipe, data);
    seed = Seed.of(recipe.seed());
    this.listeners = new ArrayList<>(listeners);
    if (folder != null) {
      this.listeners.addAll(0, RunFolder.open(folder).listeners());
    }
    model = Model.compile(bench.network(), bench.initialization(), seed.stream("body"), bench.precision());
    objective = Objective.compile(bench.network(), recipe.loss(), bench.supervisions(), bench.classes().size(), seed.stream("heads"), bench.precision());
    fit = begin();
    each = bench.pass(0).batches();
    numeric = new TrainingStep(recipe, bench, model, objective);
  }

  private Optional<Fit> begin() {
    try {
      return Beginning.of(recipe, model, objective);
    } catch (RuntimeException e) {
      objective.close();
      model.close();
      throw e;
    }
  }

  void train() {
    try {
      tell(listener -> listener.began(this));
      tellSkipped();
      phases();
      tell(listener -> listener.ended(this));
    } catch (RuntimeException e) {
      listeners.forEach(listener -> tellFailure(listener, e));
      throw e;
    }
  }

  private void phases() {
    for (phase = 0; phase < recipe.phases().size(); phase++) {
      phase(recipe.phases().get(phase));
      if (stopped != null || phase + 1 == recipe.phases().size()) {
        return;
      }
    }
  }

  /** A listener that fails too, on a full disk for instance, must not hide the cause. */
  private void tellFailure(Listener listener, RuntimeException cause) {
    try {
      listener.failed(this, cause);
    } catch (RuntimeException another) {
      cause.addSuppressed(another);
    }
  }

  private void phase(Phase current) {
    if (current.restart()) {
      numeric.restart();
    }
    for (int i = 0; i < current.epochs() && stopped == null; i++) {
      epoch(current, i);
      epoch += stopped == null ? 1 : 0;
    }
  }

  private void epoch(Phase current, int index) {
    epochStart = System.nanoTime();
    epochImages = 0;
    tell(listener -> listener.epochBegan(this));
    try (Loader loader = bench.pass(epoch).workers(workers())) {
      long batches = loader.batches();
      for (int i = 0; loader.hasNext() && stopped == null; i++) {
        progress = new Progress(index * batches + i, current.epochs() * batches, index, current.epochs());
        Batch batch = loader.next();
        tellSkipped();
        if (batch.size() == 0) { // every sample of it is damaged: a batch, but no step
          continue;
        }
        step(batch, current);
        measure(loader);
        tell(listener -> listener.stepped(this));
        if (enough()) {
          stop("the recipe's " + recipe.steps() + " steps are done");
        }
      }
    }
    save();
    if (due() && (stopped == null || enough())) {
      evaluate(current);
    }
  }

  private int workers() {
    return limits.workers().orElse(recipe.workers());
  }

  /** Whether this epoch is one of those that are evaluated. */
  private boolean due() {
    return (epoch + 1) % recipe.evaluate() == 0 || epoch + 1 == recipe.epochs() || enough();
  }

  /** Whether the recipe's bound of steps is reached. */
  private boolean enough() {
    return recipe.steps() > 0 && step >= recipe.steps();
  }

  private void step(Batch batch, Phase current) {
    numeric.take(batch, current, progress, step);
    step++;
    epochImages += batch.size();
  }

  private void measure(Loader loader) {
    double seconds = (System.nanoTime() - epochStart) / 1e9;
    imagesPerSecond = epochImages / seconds;
    waitShare = loader.waitNanos() / 1e9 / seconds;
  }

  /** Evaluates body and the heads that count now; keeps the last checkpoint as the best one where it is. */
  private void evaluate(Phase current) {
    Map<String, Model> heads = new LinkedHashMap<>(objective.heads());
    heads.keySet().retainAll(numeric.taps(current, progress));
    Evaluation last = Evaluator.evaluate(model, heads, recipe.loss(), bench.test(), bench.evalTransforms(), recipe.batch(), workers(), bench.sieve());
    tellSkipped();
    if (!Double.isFinite(last.loss())) {
      throw blame(last.loss());
    }
    boolean best = last.score() > best();
    evaluations.replaceAll(Evaluation::withoutPictures);
    evaluations.add(last);
    tell(listener -> listener.evaluated(this));
    if (folder != null && (best || evaluations.size() == 1)) {
      Path file = RunFolder.best(folder);
      tell(listener -> listener.saved(this, file));
    }
  }

  private NotFinite blame(double loss) {
    return FirstBadNode.blame(model, bench.firstTest(), loss, epoch);
  }

  private void save() {
    if (folder != null) {
      Path file = RunFolder.save(folder, bench.contents(this, objective, numeric.updates()));
      tell(listener -> listener.saved(this, file));
    }
  }

  private void tellSkipped() {
    bench.sieve().news().forEach(sample -> tell(listener -> listener.skipped(this, sample)));
  }

  private void tell(Consumer<Listener> event) {
    listeners.forEach(event);
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
    return model;
  }

  @Override
  public Optional<Fit> fit() {
    return fit;
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
    return Optional.ofNullable(folder);
  }

  @Override
  public int phase() {
    return phase;
  }

  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public long steps() {
    long all = (long) each * recipe.epochs();
    return recipe.steps() > 0 ? Math.min(recipe.steps(), all) : all;
  }

  @Override
  public int epoch() {
    return epoch;
  }

  @Override
  public double rate() {
    return numeric.rate();
  }

  @Override
  public Breakdown breakdown() {
    return numeric.breakdown();
  }

  @Override
  public Optional<Diagnosis> diagnosis() {
    return numeric.diagnosis();
  }

  @Override
  public double imagesPerSecond() {
    return imagesPerSecond;
  }

  @Override
  public double waitShare() {
    return waitShare;
  }

  @Override
  public List<Evaluation> evaluations() {
    return List.copyOf(evaluations);
  }

  @Override
  public void stop(String why) {
    stopped = why;
  }

  @Override
  public Optional<String> stopped() {
    return Optional.ofNullable(stopped);
  }

  @Override
  public void close() {
    numeric.close();
    objective.close();
    model.close();
  }
}
