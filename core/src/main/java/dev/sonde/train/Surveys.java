package dev.sonde.train;

import dev.sonde.data.Split;
import dev.sonde.probe.GradientProbe;
import dev.sonde.probe.Placing;
import dev.sonde.probe.Survey;
import dev.sonde.probe.SurveyJson;
import dev.sonde.store.AtomicFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code supervise: auto} carried out: a recipe's network is probed on the recipe's data, and the heads found become part of the recipe. */
final class Surveys {
  private Surveys() {}

  /** A survey for its own sake; the folder, if any, gets {@code probe.json} and the recipe with the heads in it. */
  static Survey keep(Recipe recipe, Split data, @Nullable Path folder, List<Listener> listeners) {
    Workbench bench = Workbench.probing(recipe, data);
    try (RunFolder home = folder == null ? null : RunFolder.open(folder)) {
      Survey survey = of(recipe, bench, folder, listeners);
      if (home != null) {
        home.intend(recipe.placed(survey));
      }
      return survey;
    }
  }

  /** The beginning of a run: whatever the training would refuse is refused before the survey, which may take long. */
  static Recipe placed(Recipe recipe, Split data, @Nullable RunFolder home, List<Listener> listeners, Limits limits) {
    Workbench bench = Workbench.of(recipe, data);
    Forecast.of(bench, recipe, home != null).within(limits);
    if (home != null) {
      home.intend(recipe);
    }
    return recipe.placed(of(recipe, bench, home == null ? null : home.path(), listeners));
  }

  private static Survey of(Recipe recipe, Workbench bench, @Nullable Path folder, List<Listener> listeners) {
    Placing placing = Objects.requireNonNull(recipe.place(), "the recipe places no heads");
    if (recipe.phases().stream().noneMatch(Phase::heads)) {
      throw new IllegalArgumentException("supervise: auto would place heads that never train: heads are off in every phase");
    }
    GradientProbe probe = bench.probe()
        .watch((heads, iteration, iterations) -> listeners.forEach(listener -> listener.probing(heads, iteration, iterations)));
    Survey survey = placing.survey(probe, recipe.loss());
    listeners.forEach(listener -> listener.surveyed(survey));
    if (folder != null) {
      AtomicFile.text(folder.resolve("probe.json"), SurveyJson.tree(survey).toPrettyString() + "\n");
    }
    return survey;
  }
}
