package dev.sonde.train;

import dev.sonde.data.Split;
import dev.sonde.probe.GradientProbe;
import dev.sonde.probe.Placing;
import dev.sonde.probe.Survey;
import dev.sonde.probe.SurveyJson;
import dev.sonde.store.AtomicFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code supervise: auto} carried out: a recipe's network is probed on the recipe's data, and the heads found become part of the recipe. */
final class Surveys {
  private Surveys() {}

  /** Probes and places as {@code recipe} says, telling the listeners. */
  static Survey of(Recipe recipe, Split data, List<Listener> listeners) {
    Placing placing = Objects.requireNonNull(recipe.place(), "the recipe places no heads");
    GradientProbe probe = Workbench.probing(recipe, data).probe()
        .watch((heads, iteration, iterations) -> listeners.forEach(listener -> listener.probing(heads, iteration, iterations)));
    Survey survey = placing.survey(probe, recipe.loss());
    listeners.forEach(listener -> listener.surveyed(survey));
    return survey;
  }

  /** The same into a run's folder, if any: {@code probe.json}. */
  static Survey open(Recipe recipe, Split data, @Nullable Path folder, List<Listener> listeners) {
    if (folder != null) {
      RunFolder.open(folder);
    }
    Survey survey = of(recipe, data, listeners);
    if (folder != null) {
      write(folder, survey, Map.of());
    }
    return survey;
  }

  /** A survey for its own sake: the folder, if any, gets the recipe too. */
  static Survey keep(Recipe recipe, Split data, @Nullable Path folder, List<Listener> listeners) {
    Survey survey = open(recipe, data, folder, listeners);
    if (folder != null) {
      AtomicFile.text(folder.resolve("recipe.yaml"), recipe.placed(survey).yaml());
    }
    return survey;
  }

  /** After the run: what each head costs, measured, beside its forecast. */
  static void time(Survey survey, Run run, List<Listener> listeners) {
    if (survey.heads().isEmpty()) {
      return;
    }
    Map<String, Double> shares = Rehearsal.shares(run.body(), survey.heads(), run.recipe().batch());
    run.folder().ifPresent(folder -> write(folder, survey, shares));
    listeners.forEach(listener -> listener.timed(shares));
  }

  private static void write(Path folder, Survey survey, Map<String, Double> measured) {
    AtomicFile.text(folder.resolve("probe.json"), SurveyJson.tree(survey, measured).toPrettyString() + "\n");
  }
}
