package dev.sonde.cli;

import dev.sonde.data.Dataset;
import dev.sonde.data.Datasets;
import dev.sonde.data.Palette;
import dev.sonde.data.Preparation;
import dev.sonde.data.Seed;
import dev.sonde.data.Transform;
import dev.sonde.loss.Loss;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import dev.sonde.store.Checkpoint;
import dev.sonde.store.Fit;
import dev.sonde.store.Weights;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Published;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.zoo.Zoo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde import}: weights that PyTorch trained, as a checkpoint of ours. */
@Command(name = "import", description = "Makes a checkpoint of PyTorch's weights: .pth, .pth.tar, .th, .safetensors.",
    footer = {
        "  sonde import resnet20.th --network resnet-20 --out out/resnet20.safetensors",
        "  sonde import resnet50.pth --network resnet-50 --eval \"resize 256\" --eval \"center-crop 224\" --eval"
            + " \"normalize 0.485,0.456,0.406 0.229,0.224,0.225\" --out out/resnet50.safetensors",
        "  sonde import encoder_epoch_20.pth decoder_epoch_20.pth --network resnet18dilated+ppm --out out/ade.safetensors",
        "",
        "Nothing in a file is run: it may hold tensors and containers, and is refused if it holds more. Say what images looked like in",
        "training with --eval, a transform of sonde train each; without, they are normalised as for ImageNet."})
final class Import implements Runnable {
  private static final List<String> IMAGENET = List.of("normalize 0.485,0.456,0.406 0.229,0.224,0.225");

  private static final String ABSENT = "the file has no ";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "The weights; two files where encoder and decoder are apart.")
  private List<Path> files = List.of();

  @Option(names = "--network", paramLabel = "NAME", required = true, description = "A name of the zoo, or a .json or .yaml file.")
  private String network = "";

  @ArgGroup private @Nullable Classes classes;

  /** How many there are, and how they are called. */
  private static final class Classes {
    @Option(names = "--classes", paramLabel = "N", description = "Number of classes (default: the file's).")
    private @Nullable Integer count;

    @Option(names = "--classes-from", paramLabel = "DATA", description = "Take the names of the classes from this data set.")
    private @Nullable String data;
  }

  @Option(names = "--input", paramLabel = "CxHxW", description = "Shape of one image (default: the publication's).")
  private @Nullable String input;

  @Option(names = "--eval", paramLabel = "TRANSFORM", description = "What an image goes through before the network; may be repeated.")
  private List<String> eval = List.of();

  @Option(names = "--loss", paramLabel = "LOSS", description = "The main loss that evaluation reports (default: ${DEFAULT-VALUE}).")
  private String loss = Loss.crossEntropy().toString();

  @Option(names = "--lenient", description = "Take what fits, and leave the rest as it is initialised.")
  private boolean lenient;

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The checkpoint to write.")
  private Path out = Path.of("");

  @Option(names = "--force", description = "Replace the file where it exists.")
  private boolean force;

  @Override
  public void run() {
    List<String> transforms = Transform.parse(eval.isEmpty() ? IMAGENET : eval).stream().map(Transform::toString).toList();
    Path target = Targets.fresh(out, force);
    try (Weights weights = Weights.open(files.toArray(Path[]::new))) {
      List<String> names = names(lenient ? weights.lenient() : weights);
      Network body = drawn(names.size());
      List<Supervision> heads = heads(weights, body, names.size());
      whole(weights.fit(body, Map.of()));
      write(target, weights, body, heads, names, transforms);
    }
  }

  private @Nullable Shape shape() {
    return input == null ? null : Shape.parse(input);
  }

  private Network drawn(@Nullable Integer count) {
    return Networks.of(network, Networks.isFile(network) ? null : shape(), Networks.isFile(network) ? null : count);
  }

  /** The classes asked for; else as many as the file has, called by their numbers. */
  private List<String> names(Weights weights) {
    if (classes != null && classes.data != null) {
      return Datasets.open(classes.data).train().classes();
    }
    Network usual = drawn(null);
    OptionalInt found = Networks.isFile(network) ? OptionalInt.empty() : weights.classes(usual);
    int count = classes != null && classes.count != null ? classes.count : found.orElse(usual.outputShape().channels());
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  /** The colours of the data set that names the classes, where it has masks. */
  private Optional<Palette> palette() {
    Dataset named = classes == null || classes.data == null ? null : Datasets.open(classes.data).train();
    return named == null || !named.dense() ? Optional.empty() : Optional.of(named.palette());
  }

  /** The published heads that the file has values for, or that need none. */
  private static List<Supervision> heads(Weights weights, Network body, int classes) {
    List<Supervision> published = Published.of(body.name());
    Map<String, Network> networks = Objective.networks(body, published, classes);
    Fit fit = weights.fit(body, networks);
    return published.stream().filter(s -> networks.get(s.tap()).parameters().isEmpty()
        || fit.matched().keySet().stream().anyMatch(name -> name.startsWith(Objective.PREFIX + s.tap() + "/"))).toList();
  }

  /** A part that the file has nothing of would stay random: fit to be trained, not to be used. */
  private void whole(Fit fit) {
    fit.fresh().stream().filter(one -> !lenient && one.why().startsWith(ABSENT)).findFirst().ifPresent(one -> {
      throw new IllegalArgumentException(fit.file() + " has no " + one.why().substring(ABSENT.length()) + ", and random ones are of no use;"
          + " give the file that has them too, train from this one with the recipe's key weights, or take what there is with --lenient");
    });
  }

  private void write(Path target, Weights weights, Network network, List<Supervision> supervisions, List<String> names,
      List<String> transforms) {
    Terminal terminal = Terminal.of(spec);
    Seed seed = Seed.of(1);
    try (Model body = Model.compile(network, Zoo.initialization(network.name()), seed.stream("body"), Precision.FLOAT32);
        Objective heads = Objective.compile(network, Loss.crossEntropy(), supervisions, names.size(), seed.stream("heads"),
            Precision.FLOAT32)) {
      Fit fit = weights.into(body, heads.heads());
      Map<String, String> notes = new LinkedHashMap<>(Checkpoint.headNote(Objective.networks(network, supervisions, names.size())));
      palette().ifPresent(palette -> notes.put("palette", String.join(",", palette.texts())));
      Checkpoint.write(target, new Checkpoint.Contents(body, heads.heads(), null, names, Loss.parse(loss).toString(), transforms,
          Preparation.of(List.of(), Map.of()), notes));
      fit.lines().forEach(line -> terminal.say("%s", line));
      heads.heads().keySet().forEach(tap -> terminal.say("with the head at %s", tap));
      terminal.say("images go through: %s%s", String.join(", ", transforms),
          eval.isEmpty() ? " (as for ImageNet; --eval says otherwise)" : "");
      if (!fit.reinitialised().isEmpty()) {
        terminal.say("the classifiers know nothing yet: train them, from this file or from the recipe's key weights");
      }
      terminal.say("wrote %s", target);
    }
  }

  /** Files about to be written. */
  static final class Targets {
    private Targets() {}

    /**
     * {@code file}, in a folder that exists from now on; throws {@link IllegalArgumentException} where it is there and may not be
     * replaced.
     */
    static Path fresh(Path file, boolean force) {
      if (Files.exists(file) && !force) {
        throw new IllegalArgumentException(file + " exists; name another file, or replace it with --force");
      }
      try {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return file;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
      }
    }
  }
}
