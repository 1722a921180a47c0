package dev.sonde.cli;

import dev.sonde.net.Nearest;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import dev.sonde.supervise.Published;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Allocator;
import dev.sonde.train.Recipe;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde bench}: how fast a network trains and predicts on this machine, where the time goes, and what its heads cost. */
@Command(name = "bench", description = "Measures training, prediction, probing, loading and saving on this machine.",
    customSynopsis = {"sonde bench NETWORK [OPTIONS]", "       sonde bench --compare OLD.json NEW.json"},
    footer = {
        "  sonde bench dsn-cifar --batch 100",
        "  sonde bench cnds-8 --input 3x227x227 --classes 1000 --batch 16 --seconds 30",
        "  sonde bench resnet-18 --input 3x32x32 --supervise \"layer2.1: {head: pooled, weight: 0.3}\" --json",
        "  sonde bench dsn-cifar --batch 100 --profile          each layer forward and back, and the rest",
        "  sonde bench cnds-8 --only train,predict --threads 1",
        "  sonde bench --compare old.json new.json              two results of --json, row by row",
        "",
        "GFLOP/s count two operations for each multiply-accumulate of convolutions and linear layers, in",
        "training those of the gradients of weights and inputs too. \"of sgemm\" is their share of what a",
        "product of two matrices reached in the same run."})
final class Bench implements Runnable {
  /** Rows by the words that choose them. */
  private static final Map<String, List<String>> ROWS = rows();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NETWORK", arity = "0..1", description = "A name of the zoo, or a .json or .yaml file.")
  private @Nullable String network;

  @Option(names = "--input", paramLabel = "CxHxW", description = "Shape of one image (default: the publication's).")
  private @Nullable String input;

  @Option(names = "--classes", paramLabel = "N", description = "Number of classes (default: 10 for small images, else 1000).")
  private @Nullable Integer classes;

  @Option(names = "--batch", paramLabel = "N", description = "Images per training step (default: ${DEFAULT-VALUE}).")
  private int batch = 32;

  @Option(names = "--supervise", paramLabel = "HEADS",
      description = "none, published, or \"TAP: WEIGHT\" (default: published, where there are any).")
  private List<String> supervise = List.of();

  @Option(names = "--seconds", paramLabel = "N", description = "Time for each measurement (default: ${DEFAULT-VALUE}).")
  private double seconds = 10;

  @Option(names = "--only", paramLabel = "WHAT", split = ",",
      description = "Some of train, heads, probe, predict (1 and 32 images; \"predict 8\": 8), loader, checkpoint, comma between (default: all).")
  private List<String> only = List.copyOf(ROWS.keySet());

  @Option(names = "--training", description = "The same as --only train,heads,probe.")
  private boolean training;

  @Option(names = "--data", paramLabel = "DATA",
      description = "What the loader reads (default: JPEG files made for it; pictures in memory for small images).")
  private @Nullable String data;

  @Mixin private PrecisionOption precision = new PrecisionOption();

  @Option(names = "--profile", description = "Say where the time of a training step goes, instead.")
  private boolean profile;

  @Option(names = "--compare", paramLabel = "FILE", arity = "2",
      description = "Say which rows of two results of --json differ beyond noise.")
  private List<Path> compared = List.of();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private static Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    rows.put("train", List.of(Measurements.TRAIN));
    rows.put("heads", List.of(Measurements.HEADS));
    rows.put("probe", List.of(Measurements.PROBE));
    rows.put("predict", List.of(Measurements.PREDICT + 1, Measurements.PREDICT + 32));
    rows.put("loader", List.of(Measurements.LOADER));
    rows.put("checkpoint", List.of(Measurements.COPY, Measurements.WRITE));
    return rows;
  }

  @Override
  public void run() {
    Terminal.of(spec).say("%s", compared.isEmpty() ? Allocator.keeping(this::measured) : compared());
  }

  private String compared() {
    return new MeasurementsRatio(MeasurementsFile.read(compared.get(0)), MeasurementsFile.read(compared.get(1))).toString();
  }

  private String measured() {
    if (network == null) {
      throw new IllegalArgumentException("nothing to measure; name a network, as in sonde bench cnds-8, or two results, as in --compare"
          + " old.json new.json");
    }
    Set<String> wanted = wanted();
    Network body = Networks.of(network, input == null ? null : Shape.parse(input), classes);
    if (profile) {
      StepProfile found = StepProfile.of(body, heads(network), batch, precision.here(Terminal.of(spec)), seconds);
      return json ? found.json() : found.toString();
    }
    Measurements all = new Measuring(body, heads(network), batch, precision.here(Terminal.of(spec)), seconds, wanted).run(data);
    return json ? MeasurementsFile.text(all) : MeasurementsText.of(all);
  }

  private Set<String> wanted() {
    Set<String> wanted = new LinkedHashSet<>();
    for (String word : training ? List.of("train", "heads", "probe") : only) {
      if (word.matches(Measurements.PREDICT + "[1-9][0-9]{0,3}")) {
        wanted.add(word);
        continue;
      }
      if (!ROWS.containsKey(word)) {
        throw new IllegalArgumentException("--only " + word + " names nothing to measure" + Nearest.hint(word, ROWS.keySet())
            + "; known are " + String.join(", ", ROWS.keySet()));
      }
      wanted.addAll(ROWS.get(word));
    }
    return wanted;
  }

  private List<Supervision> heads(String name) {
    if (supervise.isEmpty()) {
      return Published.of(name);
    }
    return Recipe.of(name, "shapes").with("supervise", Recipes.heads(supervise)).supervise();
  }
}
