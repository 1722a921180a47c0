package dev.sonde.cli;

import dev.sonde.train.Ablation;
import dev.sonde.train.Arm;
import dev.sonde.train.Findings;
import dev.sonde.train.Pair;
import dev.sonde.train.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde ablate}: the same recipe with and without heads over several seeds, and whether they helped. */
@Command(name = "ablate", description = "Trains with and without heads over several seeds, and says whether they helped.",
    customSynopsis = {"sonde ablate NETWORK DATA [KEY=VALUE...] [OPTIONS]", "       sonde ablate RECIPE.yaml [KEY=VALUE...] [OPTIONS]"},
    footer = {
        "  sonde ablate recipes/dsn-mnist.yaml samples.train=500 --seeds 5",
        "  sonde ablate cnds-13 shapes --supervise published --without pool4 --only pool10",
        "  sonde ablate recipe.yaml --arm \"pooled: supervise.conv4.head=pooled, supervise.conv4.weight=0.1\"",
        "  sonde ablate recipe.yaml --arms none,heads --seeds 3,5,8 --out out/ablation-0001",
        "",
        "Arms of one seed start from the same first weights of the body and see the same samples in the",
        "same order. The measure is the error on the test set after the last epoch; the test is Student's,",
        "paired by seed, two-sided, with Holm's correction where there are several. Every run has its",
        "folder; with the same --out, runs that are finished are read, not made again."})
final class Ablate implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "WORD", arity = "1..*", description = {
      "NETWORK: a name that sonde inspect lists, or a .json or .yaml file.",
      "DATA: shapes, a folder, or a set that sonde data lists.",
      "KEY=VALUE: any key of the recipe, for all arms."})
  private List<String> words = List.of();

  @Option(names = "--supervise", paramLabel = "HEADS", description = "The heads, as in sonde train.")
  private List<String> supervise = List.of();

  @Option(names = "--seeds", paramLabel = "N|LIST",
      description = "How many, from the recipe's on, or which, such as 3,5,8 (default: ${DEFAULT-VALUE}).")
  private String seeds = "5";

  @Option(names = "--without", paramLabel = "TAPS", description = "One more arm, without these heads, such as conv4 or conv4,conv7.")
  private List<String> without = List.of();

  @Option(names = "--only", paramLabel = "TAPS", description = "One more arm, with these heads and no others.")
  private List<String> only = List.of();

  @Option(names = "--arm", paramLabel = "ARM",
      description = "One more arm, \"NAME: KEY=VALUE, KEY=VALUE\"; a name alone is the recipe as it is.")
  private List<String> more = List.of();

  @Option(names = "--arms", paramLabel = "LIST",
      description = "Which arms, in which order (default: none, heads, then those of the options).")
  private @Nullable String chosen;

  @Option(names = "--compare", paramLabel = "ARM:ARM",
      description = "Compare the first with the second, once for each pair (default: all with none, else with the first).")
  private List<String> compare = List.of();

  @Option(names = "--out", paramLabel = "FOLDER",
      description = "Folder of all runs (default: out/ablation-0001, or the next that is free).")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print ablation.json.")
  private boolean json;

  @Mixin private MemoryOptions memory = new MemoryOptions();

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec);
    Recipes.Ready ready = Recipes.of(words, supervise.isEmpty() ? List.of() : List.of("supervise=" + Recipes.heads(supervise)));
    Ablation ablation = Ablation.of(ready.recipe(), arms(ready.recipe()), seeds(ready.recipe().seed()));
    ablation = compare.isEmpty() ? ablation : ablation.comparing(compare.stream().map(Ablate::pair).toList());
    Path folder = out == null ? Runs.next(Path.of("out"), "ablation") : out;
    try (Interruption interruption = Interruption.armed(terminal)) {
      Findings found = ablation.run(ready.data(), folder, memory.limits(), new Turns(terminal, ablation, interruption, json));
      if (!found.complete()) {
        terminal.warn(found.trials().size() + " of " + ablation.seeds().size() * ablation.arms().size()
            + " runs are finished; the same command with --out " + folder + " goes on from here");
        return interruption.code();
      }
      terminal.say("%s", json ? found.json().stripTrailing() : Conclusion.of(found) + placed(ready.recipe(), found) + "\n\n" + folder.resolve("ablation.json")
          + " holds everything, " + folder.resolve("ablation.csv") + " the curves.");
      return 0;
    }
  }

  /** Where heads were placed by measurement, they may differ from seed to seed, or be none at all: a comparison of nothing must be seen as one. */
  private static String placed(Recipe recipe, Findings found) {
    if (!recipe.auto()) {
      return "";
    }
    return found.trials().stream().filter(trial -> !trial.arm().equals(Arm.NONE.name()))
        .map(trial -> "\n  arm " + trial.arm() + ", seed " + trial.seed() + ": "
            + (trial.taps().isEmpty() ? "no head was called for, so there was nothing to compare" : String.join(", ", trial.taps())))
        .collect(Collectors.joining("", "\n\nHeads placed by measurement:", ""));
  }

  private List<Arm> arms(Recipe recipe) {
    List<Arm> all = new ArrayList<>(List.of(Arm.NONE, Arm.HEADS));
    without.forEach(taps -> all.add(Arm.without(recipe, list(taps))));
    only.forEach(taps -> all.add(Arm.only(recipe, list(taps))));
    more.forEach(text -> all.add(Arm.parse(text)));
    return chosen == null ? all : list(chosen).stream().map(name -> named(all, name)).toList();
  }

  private static Arm named(List<Arm> all, String name) {
    return all.stream().filter(arm -> arm.name().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
        "no arm named \"" + name + "\" to choose with --arms; there are " + String.join(", ", all.stream().map(Arm::name).toList())));
  }

  private List<Long> seeds(long first) {
    if (!seeds.matches("-?[0-9]{1,18}(,-?[0-9]{1,18})*")) {
      throw new IllegalArgumentException("--seeds " + seeds + " is neither a number of seeds, such as 5, nor a list of them,"
          + " such as 3,5,8");
    }
    List<Long> numbers = list(seeds).stream().map(Long::valueOf).toList();
    return seeds.contains(",") ? numbers : LongStream.range(0, Math.min(numbers.get(0), 1000)).mapToObj(i -> first + i).toList();
  }

  private static Pair pair(String text) {
    String[] names = text.split(":", -1);
    if (names.length != 2) {
      throw new IllegalArgumentException("--compare \"" + text + "\" is no pair of arms, such as heads:none");
    }
    return new Pair(names[0].strip(), names[1].strip());
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).toList();
  }
}
