package dev.sonde.train;

import dev.sonde.data.Batch;
import dev.sonde.data.Loader;
import dev.sonde.data.Split;
import dev.sonde.store.Checkpoint;
import dev.sonde.torch.Leg;
import dev.sonde.torch.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loop: epochs of steps, from wherever the run stands.
 *
 * <p>All that changes from step to step is in the {@link Learner} and the {@link Standing}; chance is drawn from streams that are named after the place.
 * So a run that is put back to a checkpoint does what it did the first time.
 */
final class Trainer {
  private final Recipe recipe;
  private final Workbench bench;
  private final Optional<RunFolder> folder;
  private final Optional<Saver> saver;
  private final Audience audience;
  private final Limits limits;
  private final Learner learner;
  private final Standing standing;
  private final Underway run;
  private final Gauge gauge = new Gauge();
  private final long started = System.nanoTime();

  Trainer(Recipe recipe, Split data, Optional<RunFolder> folder, List<Listener> listeners, Limits limits) {
    this.recipe = recipe;
    this.folder = folder;
    this.limits = limits;
    Optional<Checkpoint> from = folder.flatMap(RunFolder::from);
    bench = from.map(checkpoint -> Workbench.goingOn(recipe, data, checkpoint)).orElseGet(() -> Workbench.of(recipe, data));
    Forecast forecast = Forecast.of(bench, recipe, folder.isPresent()).within(limits);
    standing = new Standing(recipe.care());
    from.ifPresent(standing::read);
    learner = Learner.of(recipe, bench, from.orElse(null));
    learner.numeric().factor(standing.factor());
    run = new Underway(recipe, bench, forecast, learner, standing, folder);
    saver = folder.map(home -> new Saver(home, recipe.care().saves().keep()));
    List<Listener> all = new ArrayList<>();
    folder.ifPresent(home -> all.addAll(home.listeners()));
    all.addAll(listeners);
    audience = new Audience(all);
  }

  /** Trains to the end; what is returned, the caller closes. */
  Run train() {
    try {
      begin();
      epochs();
      saver.ifPresent(Saver::settle);
      tellSaved();
      folder.ifPresent(RunFolder::settle);
      audience.tell(listener -> listener.ended(run));
      folder.ifPresent(RunFolder::force);
      return run;
    } catch (RuntimeException e) {
      bench.sieve().news().forEach(sample -> audience.tellFailing(listener -> listener.skipped(run, sample), e));
      audience.tellFailing(listener -> listener.failed(run, e), e);
      run.close();
      throw e;
    } finally {
      saver.ifPresent(Saver::close);
    }
  }

  private void begin() {
    audience.tell(listener -> listener.began(run));
    folder.flatMap(RunFolder::resumption).ifPresent(how -> audience.tell(listener -> listener.resumed(run, how)));
    tellSkipped();
    if (recipe.care().badLoss().times() > 0 && standing.place().equals(Place.START)) {
      capture();
      save();
    }
  }

  private void epochs() {
    while (running() && run.epoch() < recipe.epochs()) {
      try {
        epoch(Phased.of(recipe.phases(), run.epoch()));
      } catch (NotFinite e) {
        rollBack(e);
      }
    }
  }

  private void epoch(Phased now) {
    begin(now);
    Loader whole = bench.pass(run.epoch());
    int batches = whole.batches();
    int first = standing.place().batch();
    run.at(first == 0 ? run.progress() : now.progress(first - 1, batches));
    try (Loader loader = whole.from(first).workers(workers())) {
      run.stopwatch.begins();
      while (loader.hasNext() && running()) {
        run.at(now.progress(standing.place().batch(), batches));
        step(loader, now.phase());
      }
    }
    capture();
    boolean over = run.enough() || standing.place().batch() == batches;
    if (!over || !running() || run.due(recipe.care().saves().afterEpoch(run.epoch() + 1))) {
      save();
    }
    if (over && (running() || run.enough())) {
      finish(now);
    }
  }

  private void begin(Phased now) {
    run.pace.begin();
    if (standing.place().batch() == 0) {
      if (now.index() == 0 && now.phase().restart()) {
        learner.numeric().restart();
      }
      audience.tell(listener -> listener.epochBegan(run));
    }
  }

  private void step(Loader loader, Phase phase) {
    Batch batch = loader.next();
    run.stopwatch.ended(Leg.DATA, "");
    tellSkipped();
    if (batch.size() == 0) { // every sample of it is damaged: a batch, but no step
      standing.place(standing.place().passed());
      return;
    }
    learner.numeric().take(batch, phase, run.progress(), run.step());
    standing.place(standing.place().stepped());
    run.pace.stepped(batch.size(), loader);
    audience.tell(listener -> listener.stepped(run));
    run.stopwatch.ended(Leg.TELLING, "");
    standing.spikes().next(run.step(), run.breakdown().total()).ifPresent(spike -> audience.tell(listener -> listener.spiked(run, spike)));
    gauge.after(run.step()).ifPresent(growth -> audience.tell(listener -> listener.grew(run, growth)));
    tellSaved();
    stopOrSave();
    run.stopwatch.ended(Leg.SAVING, "");
    run.stopwatch.stepped();
  }

  private void stopOrSave() {
    if (run.enough()) {
      run.stop("the recipe's " + recipe.steps() + " steps are done");
    } else if (limits.time().isPresent() && System.nanoTime() - started > limits.time().get().toNanos()) {
      run.stop("its time is over (--max-time); go on with sonde resume");
    } else if (saver.isPresent() && recipe.care().saves().afterStep(run.step(), saver.get().sinceLast())) {
      capture();
      save();
    }
  }

  /** What comes behind the last batch of an epoch. */
  private void finish(Phased now) {
    if (run.due((run.epoch() + 1) % recipe.evaluate() == 0)) {
      evaluate(now.phase());
    }
    if (running()) {
      standing.place(standing.place().nextEpoch());
    } else {
      save();
    }
  }

  private boolean running() {
    return run.stopped().isEmpty();
  }

  private int workers() {
    return limits.workers().orElse(recipe.workers());
  }

  /** Evaluates body and the heads that count now; keeps what was captured before as the best checkpoint where it is. */
  private void evaluate(Phase current) {
    Map<String, Model> heads = learner.numeric().heads(current, run.progress());
    Evaluation last = Evaluator.evaluate(learner.model(), heads, recipe.loss(), bench.test(), bench.evalTransforms(), recipe.batch(), workers(),
        bench.sieve());
    tellSkipped();
    if (!Double.isFinite(last.loss())) {
      throw FirstBadNode.blame(learner.model(), bench.firstTest(), last.loss(), run.epoch());
    }
    run.add(last);
    boolean better = standing.betters(last.score());
    audience.tell(listener -> listener.evaluated(run));
    if (better) {
      saver.ifPresent(Saver::saveBest);
    }
  }

  /** Copies the run as it stands, where that was not done yet. */
  private void capture() {
    saver.filter(writer -> !writer.has(run.step())).ifPresent(writer -> {
      Map<String, String> notes = standing.notes();
      folder.ifPresent(home -> notes.put("lengths", home.lengths()));
      writer.take(bench.contents(run, learner, notes), run.step());
    });
  }

  /** Begins to write what was captured last. */
  private void save() {
    saver.filter(Saver::unsaved).ifPresent(Saver::save);
  }

  /** Goes back to the newest checkpoint before the trouble, to go on from there at a smaller rate; where that is not allowed or not possible, throws it. */
  private void rollBack(NotFinite trouble) {
    if (saver.isEmpty() || standing.rollbacks() >= recipe.care().badLoss().times()) {
      throw trouble;
    }
    saver.get().settle();
    saver.get().forget();
    long failed = run.step();
    int times = standing.rollbacks() + 1;
    try (Checkpoint back = folder.flatMap(home -> home.rollBack(failed)).orElseThrow(() -> trouble)) {
      standing.read(back);
      learner.restore(back);
    }
    standing.rollbacks(times);
    learner.numeric().factor(standing.factor());
    audience.tell(listener -> listener.rolledBack(run, failed, trouble));
  }

  private void tellSkipped() {
    bench.sieve().news().forEach(sample -> audience.tell(listener -> listener.skipped(run, sample)));
  }

  private void tellSaved() {
    List<Path> files = saver.map(Saver::written).orElse(List.of());
    files.forEach(file -> audience.tell(listener -> listener.saved(run, file)));
  }
}
