package dev.sonde.train;

import dev.sonde.data.Batch;
import dev.sonde.data.Seed;
import dev.sonde.probe.Diagnosis;
import dev.sonde.probe.DiagnosisPass;
import dev.sonde.schedule.Progress;
import dev.sonde.supervise.Breakdown;
import dev.sonde.supervise.Objective;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Leg;
import dev.sonde.torch.Model;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Stopwatch;
import dev.sonde.torch.Tensors;
import dev.sonde.torch.Updates;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The numeric step of training, taken again and again, and what the last one showed. */
final class TrainingStep implements AutoCloseable {
  private final Recipe recipe;
  private final Workbench bench;
  private final Model model;
  private final Objective objective;
  private final Seed dropout;
  private Updates updates;
  private double rate;
  private double factor = 1;
  private Stopwatch stopwatch = Stopwatch.OFF;
  private Breakdown breakdown = new Breakdown(List.of());
  private @Nullable Diagnosis diagnosis;

  TrainingStep(Recipe recipe, Workbench bench, Model model, Objective objective) {
    this.recipe = recipe;
    this.bench = bench;
    this.model = model;
    this.objective = objective;
    dropout = Seed.of(recipe.seed()).stream("dropout");
    updates = fresh();
  }

  private Updates fresh() {
    return Updates.of(recipe.optimizer(), objective.parameters(model), recipe.groups());
  }

  /** Lets the optimizer forget. */
  void restart() {
    updates.close();
    updates = fresh();
  }

  /** The heads that count now, by tap. */
  Map<String, Model> heads(Phase phase, Progress progress) {
    return phase.heads() ? objective.heads(progress) : Map.of();
  }

  /** Batch to tensors, forward, joint loss, backward, update; {@code step} counts from 0 over the whole run. */
  void take(Batch batch, Phase phase, Progress progress, long step) {
    try (Scope scope = Scope.recording()) {
      seedDropout(step);
      batch.checkLabels(bench.train());
      Tensor images = Tensors.images(batch, model.precision());
      Tensor labels = Tensors.labels(batch);
      stopwatch.ended(Leg.INPUT, "");

      // forward: the body once, and every head that counts now
      boolean diagnosed = recipe.diagnose() > 0 && step % recipe.diagnose() == 0;
      Activations activations = model.forward(images, diagnosed ? DiagnosisPass.taps(model) : Set.of(), heads(phase, progress));
      Objective.Value value = objective.of(activations, labels, progress);
      breakdown = value.breakdown();
      if (!Double.isFinite(breakdown.total())) {
        seedDropout(step);
        throw FirstBadNode.blame(model, objective, images, breakdown, step);
      }

      // backward and update
      diagnosis = diagnosed ? DiagnosisPass.of(model, activations, value.terms(), batch.size()) : null;
      stopwatch.ended(Leg.LOSS, "numbers");
      value.total().backward();
      stopwatch.returned();
      if (recipe.clip() > 0 && !Double.isFinite(updates.clip(recipe.clip()))) {
        throw new NotFinite("the gradients are not finite at step " + step + "; try a smaller rate or another init");
      }
      rate = factor * phase.rate().at(progress);
      updates.step(parameter -> rate * objective.rate(parameter, progress));
      stopwatch.ended(Leg.UPDATE, "");
    }
    stopwatch.ended(Leg.RELEASE, "");
  }

  /** Dropout draws from a stream of the step's own, so a run resumed here would draw the same. */
  private void seedDropout(long step) {
    torch.manual_seed(dropout.stream(step).value());
  }

  /** From now on every part of a step is told to {@code stopwatch}. */
  void time(Stopwatch stopwatch) {
    this.stopwatch = stopwatch;
    model.time(stopwatch, "");
    objective.time(stopwatch);
  }

  /** Multiplies every rate from now on. */
  void factor(double factor) {
    this.factor = factor;
  }

  double factor() {
    return factor;
  }

  Updates updates() {
    return updates;
  }

  /** Learning rate of the last step. */
  double rate() {
    return rate;
  }

  /** The joint loss of the last step. */
  Breakdown breakdown() {
    return breakdown;
  }

  /** Of the last step, where it was diagnosed. */
  Optional<Diagnosis> diagnosis() {
    return Optional.ofNullable(diagnosis);
  }

  @Override
  public void close() {
    updates.close();
  }
}
