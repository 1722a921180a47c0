package dev.sonde.cli;

import dev.sonde.net.Shape;
import dev.sonde.probe.Survey;
import dev.sonde.probe.SurveyJson;
import dev.sonde.report.Report;
import dev.sonde.train.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde probe}: where the gradient vanishes, and where heads would bring it back. Trains nothing for good. */
@Command(name = "probe", description = "Measures where the gradient vanishes, and says where heads should hang.",
    customSynopsis = {"sonde probe NETWORK DATA [KEY=VALUE...] [OPTIONS]", "       sonde probe RECIPE.yaml [KEY=VALUE...] [OPTIONS]"},
    footer = {
        "  sonde probe cnds-13 data/cifar10",
        "  sonde probe cnds-8 shapes:size=227 --classes 1000 --batch 4 \"init=[{at: '*', weight: gaussian 0.01}]\"",
        "  sonde probe cnds-13 data/cifar10 --out out/probe-0001",
        "  sonde probe recipe.yaml --place \"fading 0.01\" --max-cost 5%% --json",
        "",
        "|dL/da| goes as 1/batch, since the loss is a mean: it is stated for a batch of 256, the papers' size. dL/dW is as it is."})
final class Probe implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "WORD", arity = "1..*", description = {
      "NETWORK: a name that sonde inspect lists, or a .json or .yaml file.",
      "DATA: shapes, a folder, or a set that sonde data lists.",
      "KEY=VALUE: any key of the recipe, such as rate=0.1 or seed=2."})
  private List<String> words = List.of();

  @Mixin private PlacingOptions placing = new PlacingOptions();

  @Option(names = "--batch", paramLabel = "N", description = "Samples per iteration.")
  private @Nullable Integer batch;

  @Option(names = "--input", paramLabel = "CxHxW", description = "Shape of one image (default: that of the data).")
  private @Nullable String input;

  @Option(names = "--classes", paramLabel = "N", description = "Outputs of a zoo network, if more than the data has classes.")
  private @Nullable Integer classes;

  @Option(names = "--out", paramLabel = "FOLDER", description = "Keep the measurement there, with the gradient figure in report.html.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public void run() {
    Terminal terminal = Terminal.of(spec);
    if (words.stream().anyMatch(word -> word.matches("supervise[.=].*"))) {
      throw new IllegalArgumentException("a probe places heads itself; say where with --place, such as --place \"at conv4,conv7\"");
    }
    Recipes.Ready ready = Recipes.of(words, overrides(), input == null ? null : Shape.parse(input), classes);
    Training training = Training.of(ready.recipe()).on(ready.data()).listen(new ProbeLine(terminal));
    Survey survey = (out == null ? training : training.into(out)).survey();
    terminal.say("%s", json ? SurveyJson.tree(survey).toPrettyString() : ProfileText.of(survey, ready.recipe().data()));
    if (out != null) {
      terminal.err().println("the gradient figure is in " + Report.write(out));
    }
  }

  private List<String> overrides() {
    List<String> keys = new ArrayList<>(List.of("supervise=auto"));
    keys.addAll(placing.keys());
    if (batch != null) {
      keys.add("batch=" + batch);
    }
    return keys;
  }
}
