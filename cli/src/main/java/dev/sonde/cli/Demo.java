package dev.sonde.cli;

import dev.sonde.data.Datasets;
import dev.sonde.data.Split;
import dev.sonde.report.Report;
import dev.sonde.report.TensorBoard;
import dev.sonde.supervise.Objective;
import dev.sonde.train.Evaluation;
import dev.sonde.train.Recipe;
import dev.sonde.train.Run;
import dev.sonde.train.Training;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde demo}: one deep network trained twice from the same seeds, without heads and with them. */
@Command(name = "demo", description = "Trains a deep network without and with heads, and shows the difference.",
    footer = {
        "  sonde demo",
        "  sonde demo --out out/try seed=2",
        "  sonde demo epochs=4 \"supervise.conv4.weight=0.3 decaying\"",
        "",
        "The recipes, checkpoints and reports of both runs are kept in the run folder."})
final class Demo implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "KEY=VALUE", arity = "0..*", description = "Any key of the demo's recipe, such as seed=2.")
  private List<String> keys = List.of();

  @Option(names = "--out", paramLabel = "FOLDER", description = "Run folder (default: out/demo-0001, or the next that is free).")
  private @Nullable Path out;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec);
    Recipe recipe = Recipes.changed(recipe(), Recipes.keys(keys));
    Split data = Datasets.open(recipe.data());
    check(recipe, data);
    Path folder = out == null ? Runs.next(Path.of("out"), "demo") : out;
    terminal.say("The same network, data and seeds, twice: first without heads, then with them.%n");
    try (Interruption interruption = Interruption.armed(terminal)) {
      List<Double> plain = curve(recipe.with("supervise", "none"), data, folder.resolve("plain"), interruption, terminal);
      List<Double> supervised = interruption.asked() ? List.of()
          : curve(recipe, data, folder.resolve("supervised"), interruption, terminal);
      if (interruption.asked()) {
        return interruption.code();
      }
      conclude(new Verdict(plain, supervised, data.test().classes().size()), folder, terminal);
      return 0;
    }
  }

  /** The heads come second: whether they can hang where they should is asked before the first half has trained. */
  private static void check(Recipe recipe, Split data) {
    if (recipe.body() != null) {
      Objective.networks(recipe.body(), recipe.supervise(), data.train().classes().size());
    }
  }

  /** Accuracy on the test half after each epoch. */
  private static List<Double> curve(Recipe recipe, Split data, Path folder, Interruption interruption, Terminal terminal) {
    try (Run run = Training.of(recipe).on(data).into(folder)
             .listen(interruption, new Console(terminal), new TensorBoard(), Report.html(terminal::warn)).run()) {
      terminal.say("");
      return run.evaluations().stream().map(Evaluation::accuracy).toList();
    }
  }

  private static void conclude(Verdict verdict, Path folder, Terminal terminal) {
    String text = verdict.toString();
    terminal.say("%s", text);
    terminal.say("%nThe heads have done their work; take them away with:%n  sonde strip %s", folder.resolve("supervised"));
    write(folder.resolve("verdict.txt"), text + "\n");
    Path page = Report.compare(List.of(folder.resolve("plain"), folder.resolve("supervised")), folder.resolve("compare.html"));
    terminal.say("%nBoth runs in one page:%n  %s", page);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** The demo's recipe, a resource beside this class. */
  static Recipe recipe() {
    try (InputStream in = Objects.requireNonNull(Demo.class.getResourceAsStream("demo.yaml"), "demo.yaml is missing from this build")) {
      return Recipe.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), "demo.yaml");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read demo.yaml: " + e.getMessage(), e);
    }
  }
}
