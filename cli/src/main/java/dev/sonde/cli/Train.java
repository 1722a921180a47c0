package dev.sonde.cli;

import dev.sonde.train.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde train}: a recipe, or a network and data, becomes a run folder. */
@Command(name = "train", description = "Trains a network, with heads where it needs them.",
    customSynopsis = {"sonde train NETWORK DATA [KEY=VALUE...] [OPTIONS]", "       sonde train RECIPE.yaml [KEY=VALUE...] [OPTIONS]"},
    footer = {
        "  sonde train cnds-8 shapes --epochs 5",
        "  sonde train dsn-mnist mnist --supervise published loss=squared-hinge",
        "  sonde train cnds-8 data/cifar10 --supervise \"conv4: 0.3 decaying\" --supervise \"conv6: 0.1\"",
        "  sonde train cnds-13 data/cifar10 --supervise auto --max-cost 10%%",
        "  sonde train cnds-8 data/cifar10 --supervise published --diagnose every=100",
        "  sonde train recipe.yaml --seed 2 rate=\"0.1 cosine 0\" optimizer=\"sgd momentum=0.9 decay=5e-4\"",
        "  sonde train resnet18dilated+c1_deepsup camvid.yaml        each pixel named; the data described by a file",
        "  sonde train resnet18dilated+c1_deepsup camvid.yaml --weights encoder_epoch_20.pth --weights decoder_epoch_20.pth",
        "  sonde train cnds-8 shapes --serve         the report in a browser while it trains",
        "",
        "Ctrl-C finishes the step, saves and exits with 130; sonde resume goes on from there. Keys are those of recipe.yaml, which every run folder holds."})
final class Train implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "WORD", arity = "1..*", description = {
      "NETWORK: a name that sonde inspect lists, or a .json or .yaml file.",
      "DATA: shapes, a folder, a set that sonde data lists, or images with masks: a YAML file that describes them, or a line"
          + " masks:FOLDER,train=LIST,classes=FILE (sonde doctor examines either).",
      "KEY=VALUE: any key of the recipe, such as batch=64 or supervise.conv4.weight=0.1."})
  private List<String> words = List.of();

  @Option(names = "--supervise", paramLabel = "HEADS",
      description = "none, published, auto (probe, then place), or \"TAP: WEIGHT\" (once for each head), such as \"conv4: 0.3 decaying\".")
  private List<String> supervise = List.of();

  @Mixin private PlacingOptions placing = new PlacingOptions();

  @Option(names = "--epochs", paramLabel = "N", description = "Length of the run; one phase.")
  private @Nullable Integer epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Samples per step.")
  private @Nullable Integer batch;

  @Option(names = "--seed", paramLabel = "N", description = "Root of all chance.")
  private @Nullable Long seed;

  @Option(names = "--weights", paramLabel = "FILE",
      description = "First weights from a file (twice for an encoder and a decoder): PyTorch's .pth, safetensors, or a checkpoint of Sonde's.")
  private List<Path> weights = List.of();

  @Option(names = "--diagnose", paramLabel = "every=N",
      description = "Every N steps, measure which head sends which gradient to each layer; for the journal (default: never).")
  private @Nullable String diagnose;

  @Option(names = "--out", paramLabel = "FOLDER", description = "Run folder (default: out/run-0001, or the next that is free).")
  private @Nullable Path out;

  @Option(names = "--serve", paramLabel = "PORT", arity = "0..1", fallbackValue = "0", preprocessor = Serving.Port.class,
      description = "Serve the report on this machine while training (default port: any that is free).")
  private @Nullable Integer serve;

  @Option(names = "--profile",
      description = "Say at the end where the time of a step went: data, each layer forward and back, heads, losses, optimizer,"
          + " page faults.")
  private boolean profile;

  @Mixin private LimitOptions limits = new LimitOptions();

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec);
    Recipes.Ready ready = Recipes.of(words, overrides());
    Path folder = out == null ? Runs.next(Path.of("out"), "run") : out;
    Training training = Training.of(ready.recipe()).on(ready.data()).into(folder).within(limits.limits());
    return Execution.of(profile ? training.listen(new Profiling(terminal)) : training, folder, serve, terminal);
  }

  /** The options as the keys they stand for. */
  private List<String> overrides() {
    List<String> keys = new ArrayList<>();
    if (!supervise.isEmpty()) {
      keys.add("supervise=" + Recipes.heads(supervise));
    }
    keys.addAll(placing.keys());
    if (!weights.isEmpty()) {
      keys.add("weights=" + weights.stream().map(file -> '"' + file.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"')
          .collect(Collectors.joining(", ", "[", "]")));
    }
    if (epochs != null) {
      keys.add("epochs=" + epochs);
    }
    if (batch != null) {
      keys.add("batch=" + batch);
    }
    if (seed != null) {
      keys.add("seed=" + seed);
    }
    if (diagnose != null) {
      keys.add("diagnose=" + steps(diagnose));
    }
    return keys;
  }

  /** {@code N} of {@code every=N} or {@code N}. */
  private static String steps(String text) {
    String number = text.startsWith("every=") ? text.substring("every=".length()) : text;
    if (!number.matches("[0-9]+")) {
      throw new IllegalArgumentException("--diagnose " + text + " names no number of steps; write --diagnose every=100");
    }
    return number;
  }
}
