package dev.sonde.train;

import dev.sonde.data.Seed;
import dev.sonde.store.Checkpoint;
import dev.sonde.store.Fit;
import dev.sonde.supervise.Objective;
import dev.sonde.torch.Model;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What learns: body, heads and optimizer of one run, made together and freed together. */
final class Learner implements AutoCloseable {
  private final Model model;
  private final Objective objective;
  private final TrainingStep numeric;
  private Optional<Fit> fit = Optional.empty();

  private Learner(Recipe recipe, Workbench bench) {
    Seed seed = Seed.of(recipe.seed());
    model = Model.compile(bench.network(), bench.initialization(), seed.stream("body"), bench.precision());
    objective = Objective.compile(bench.network(), recipe.loss(), bench.supervisions(), bench.classes().size(), seed.stream("heads"), bench.precision());
    numeric = new TrainingStep(recipe, bench, model, objective);
  }

  /** As {@code from} keeps it, or as the recipe begins. */
  static Learner of(Recipe recipe, Workbench bench, @Nullable Checkpoint from) {
    Learner learner = new Learner(recipe, bench);
    try {
      if (from == null) {
        learner.fit = Beginning.of(recipe, learner.model, learner.objective);
      } else {
        Beginning.freeze(recipe, learner.model, learner.objective);
        learner.restore(from);
      }
      return learner;
    } catch (RuntimeException e) {
      learner.close();
      throw e;
    }
  }

  /** Puts everything back to what {@code from} keeps. */
  void restore(Checkpoint from) {
    from.resume(model, objective.heads(), numeric.updates());
  }

  Model model() {
    return model;
  }

  Objective objective() {
    return objective;
  }

  TrainingStep numeric() {
    return numeric;
  }

  /** Which first weights came from the recipe's files; absent where it names none, or the run was taken up again. */
  Optional<Fit> fit() {
    return fit;
  }

  @Override
  public void close() {
    numeric.close();
    objective.close();
    model.close();
  }
}
