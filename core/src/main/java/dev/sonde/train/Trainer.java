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
import dev.sonde.store.Checkpoint;
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
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The loop: epochs of steps, from wherever the run stands. Body, heads and optimizer live as long as it does.
 *
 * <p>All that changes from step to step is in body, heads, optimizer, {@link Place} and the few numbers of {@link #standing}; chance is drawn from
 * streams that are named after the place. So a run that is put back to a checkpoint does what it did the first time.
 */
final class Trainer implements Run {
  private final Recipe recipe;
  private final Workbench bench;
  private final @Nullable RunFolder folder;
  private final @Nullable Saver saver;
  private final List<Listener> listeners;
  private final Limits limits;
  private final Seed seed;
  private final Model model;
  private final Objective objective;
  private final TrainingStep numeric;
  private final Optional<Fit> fit;
  private final int each;
  private final long started = System.nanoTime();
  private final Pace pace = new Pace();
  private final Gauge gauge = new Gauge();
  private final Forecast forecast;
  private final List<Evaluation> evaluations = new ArrayList<>();

  private Place place = Place.START;
  private Progress progress = Progress.atEpoch(0, 1);
  private OptionalDouble best = OptionalDouble.empty();
  private int rollbacks;
  private Spikes spikes;
  private volatile @Nullable String stopped;

  Trainer(Recipe recipe, Split data, @Nullable RunFolder folder, List<Listener> listeners, Limits limits) {
    this.recipe = recipe;
    this.folder = folder;
    this.limits = limits;
    spikes = Spikes.of(recipe.care().spike());
    Optional<Checkpoint> from = folder == null ? Optional.empty() : folder.from();
    bench = from.isPresent() ? Workbench.goingOn(recipe, data, from.get()) : Workbench.of(recipe, data);
    forecast = Forecast.of(bench, recipe, folder != null).within(limits);
    seed = Seed.of(recipe.seed());
    this.listeners = new ArrayList<>(listeners);
    model = Model.compile(bench.network(), bench.initialization(), seed.stream("body"), bench.precision());
    objective = Objective.compile(bench.network(), recipe.loss(), bench.supervisions(), bench.classes().size(), seed.stream("heads"), bench.precision());
    numeric = new TrainingStep(recipe, bench, model, objective);
    fit = begin(from);
    each = bench.pass(0).batches();
    saver = folder == null ? null : new Saver(folder, recipe.care().saves().keep());
    if (folder != null) {
      this.listeners.addAll(0, folder.listeners());
    }
  }

  private Optional<Fit> begin(Optional<Checkpoint> from) {
    try {
      if (from.isEmpty()) {
        return Beginning.of(recipe, model, objective);
      }
      Beginning.freeze(recipe, model, objective);
      restore(from.get());
      return Optional.empty();
    } catch (RuntimeException e) {
      numeric.close();
      objective.close();
      model.close();
      throw e;
    }
  }

  void train() {
    try {
      tell(listener -> listener.began(this));
      if (folder != null && folder.from().isPresent()) {
        Path file = folder.from().get().file();
        tell(listener -> listener.resumed(this, file, folder.damaged()));
      }
      tellSkipped();
      epochs();
      settle();
      tell(listener -> listener.ended(this));
    } catch (RuntimeException e) {
      bench.sieve().news().forEach(sample -> listeners.forEach(listener -> attempt(() -> listener.skipped(this, sample), e)));
      listeners.forEach(listener -> attempt(() -> listener.failed(this, e), e));
      throw e;
    }
  }

  /** A listener that fails too, on a full disk for instance, must not hide the cause. */
  private static void attempt(Runnable telling, RuntimeException cause) {
    try {
      telling.run();
    } catch (RuntimeException another) {
      cause.addSuppressed(another);
    }
  }

  private void epochs() {
    if (recipe.care().badLoss().times() > 0 && place.equals(Place.START)) {
      capture();
      save();
    }
    while (stopped == null && place.epoch() < recipe.epochs()) {
      try {
        epoch(Phased.of(recipe.phases(), place.epoch()));
      } catch (NotFinite e) {
        rollBack(e);
      }
    }
  }

  private void epoch(Phased now) {
    begin(now);
    Loader whole = bench.pass(place.epoch());
    int batches = whole.batches();
    progress = place.batch() == 0 ? progress : now.progress(place.batch() - 1, batches);
    try (Loader loader = whole.from(place.batch()).workers(workers())) {
      while (loader.hasNext() && stopped == null) {
        progress = now.progress(place.batch(), batches);
        step(loader, now.phase());
      }
    }
    capture();
    boolean over = enough() || place.batch() == batches;
    if (!over || stopped != null || due(recipe.care().saves().afterEpoch(place.epoch() + 1))) {
      save();
    }
    if (over && (stopped == null || enough())) {
      finish(now);
    }
  }

  private void begin(Phased now) {
    pace.begin();
    if (place.batch() == 0) {
      if (now.index() == 0 && now.phase().restart()) {
        numeric.restart();
      }
      tell(listener -> listener.epochBegan(this));
    }
  }

  private void step(Loader loader, Phase phase) {
    Batch batch = loader.next();
    tellSkipped();
    if (batch.size() == 0) { // every sample of it is damaged: a batch, but no step
      place = place.passed();
      return;
    }
    numeric.take(batch, phase, progress, place.step());
    place = place.stepped();
    pace.stepped(batch.size(), loader);
    tell(listener -> listener.stepped(this));
    spikes.next(place.step(), breakdown().total()).ifPresent(spike -> tell(listener -> listener.spiked(this, spike)));
    gauge.after(place.step()).ifPresent(growth -> tell(listener -> listener.grew(this, growth)));
    tellSaved();
    if (enough()) {
      stop("the recipe's " + recipe.steps() + " steps are done");
    } else if (limits.time().isPresent() && System.nanoTime() - started > limits.time().get().toNanos()) {
      stop("its time is over (--max-time); go on with sonde resume");
    } else if (saver != null && recipe.care().saves().afterStep(place.step(), saver.sinceLast())) {
      capture();
      save();
    }
  }

  /** What comes behind the last batch of an epoch. */
  private void finish(Phased now) {
    if (due((place.epoch() + 1) % recipe.evaluate() == 0)) {
      evaluate(now.phase());
    }
    if (stopped == null) {
      place = place.nextEpoch();
    } else {
      save();
    }
  }

  /** Whether something is done after this epoch: because it is its turn, or because the epoch is the last. */
  private boolean due(boolean turn) {
    return turn || place.epoch() + 1 == recipe.epochs() || enough();
  }

  private int workers() {
    return limits.workers().orElse(recipe.workers());
  }

  /** Whether the recipe's bound of steps is reached. */
  private boolean enough() {
    return recipe.steps() > 0 && place.step() >= recipe.steps();
  }

  /** Evaluates body and the heads that count now; keeps what was captured before as the best checkpoint where it is. */
  private void evaluate(Phase current) {
    Map<String, Model> heads = new LinkedHashMap<>(objective.heads());
    heads.keySet().retainAll(numeric.taps(current, progress));
    Evaluation last = Evaluator.evaluate(model, heads, recipe.loss(), bench.test(), bench.evalTransforms(), recipe.batch(), workers(), bench.sieve());
    tellSkipped();
    if (!Double.isFinite(last.loss())) {
      throw blame(last.loss());
    }
    boolean better = best.isEmpty() || last.score() > best.getAsDouble();
    best = better ? OptionalDouble.of(last.score()) : best;
    evaluations.replaceAll(Evaluation::withoutPictures);
    evaluations.add(last);
    tell(listener -> listener.evaluated(this));
    if (saver != null && better) {
      saver.saveBest();
    }
  }

  private NotFinite blame(double loss) {
    return FirstBadNode.blame(model, bench.firstTest(), loss, place.epoch());
  }

  /** Copies the run as it stands, where that was not done yet. */
  private void capture() {
    if (saver != null && !saver.has(place.step())) {
      saver.take(bench.contents(this, objective, numeric.updates(), standing()), place.step());
    }
  }

  /** Begins to write what was captured last. */
  private void save() {
    if (saver != null && saver.unsaved()) {
      saver.save();
    }
  }

  /** Waits for all checkpoints. */
  private void settle() {
    if (saver != null) {
      saver.settle();
      tellSaved();
    }
  }

  private void tellSaved() {
    if (saver != null) {
      saver.written().forEach(file -> tell(listener -> listener.saved(this, file)));
    }
  }

  /** What a checkpoint notes besides tensors, so that {@link #restore} finds everything. */
  private Map<String, String> standing() {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("place", place.toString());
    notes.put("spikes", spikes.text());
    notes.put("lengths", java.util.Objects.requireNonNull(folder).lengths());
    best.ifPresent(score -> notes.put("best", String.valueOf(score)));
    if (rollbacks > 0) {
      notes.put("rollbacks", String.valueOf(rollbacks));
    }
    return notes;
  }

  private void restore(Checkpoint from) {
    from.resume(model, objective.heads(), numeric.updates());
    place = RunFolder.place(from);
    spikes = Spikes.parse(recipe.care().spike(), from.note("spikes"));
    String score = from.notes().get("best");
    best = score == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(score));
    slow(Integer.parseInt(from.notes().getOrDefault("rollbacks", "0")));
  }

  private void slow(int times) {
    rollbacks = times;
    double factor = 1;
    for (int i = 0; i < times; i++) {
      factor *= recipe.care().badLoss().factor();
    }
    numeric.factor(factor);
  }

  /** Goes back to the newest checkpoint before the trouble, to go on from there at a smaller rate; where that is not allowed or not possible, throws it. */
  private void rollBack(NotFinite trouble) {
    if (folder == null || saver == null || rollbacks >= recipe.care().badLoss().times()) {
      throw trouble;
    }
    saver.settle();
    saver.forget();
    long failed = place.step();
    int times = rollbacks + 1;
    try (Checkpoint back = folder.rollBack(failed).orElseThrow(() -> trouble)) {
      restore(back);
    }
    slow(times);
    tell(listener -> listener.rolledBack(this, failed, trouble));
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
    return Optional.ofNullable(folder).map(RunFolder::path);
  }

  @Override
  public int phase() {
    return Phased.of(recipe.phases(), Math.min(place.epoch(), recipe.epochs() - 1)).number();
  }

  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public long step() {
    return place.step();
  }

  @Override
  public long steps() {
    long all = (long) each * recipe.epochs();
    return recipe.steps() > 0 ? Math.min(recipe.steps(), all) : all;
  }

  @Override
  public int epoch() {
    return place.epoch();
  }

  @Override
  public double rate() {
    return numeric.rate();
  }

  @Override
  public double rateFactor() {
    return numeric.factor();
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
    return best.orElse(0);
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
    if (saver != null) {
      saver.close();
    }
    numeric.close();
    objective.close();
    model.close();
    if (folder != null) {
      folder.close();
    }
  }
}
