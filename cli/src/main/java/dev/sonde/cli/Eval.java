package dev.sonde.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.data.Dataset;
import dev.sonde.data.Sieve;
import dev.sonde.data.Split;
import dev.sonde.data.Tolerance;
import dev.sonde.data.Transform;
import dev.sonde.loss.Loss;
import dev.sonde.torch.Engine;
import dev.sonde.train.Evaluation;
import dev.sonde.train.Evaluator;
import dev.sonde.train.Segmentation;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde eval}: what a trained network knows of a data set. */
@Command(name = "eval", description = "Evaluates a trained network on a data set.",
    footer = {
        "  sonde eval out/run-0001                   on its own test set",
        "  sonde eval out/run-0001/checkpoints/best.safetensors data/cifar10",
        "  sonde eval body.safetensors shapes --half train --json",
        "  sonde eval out/run-0002 --scales 300,450,600 --flip --heads   where it names pixels"})
final class Eval implements Runnable {
  enum Half { train, test }

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "A run folder (its best checkpoint) or a checkpoint file.")
  private Path run = Path.of("");

  @Parameters(index = "1", arity = "0..1", paramLabel = "DATA",
      description = "shapes, a folder, a downloaded set, or images with masks: a YAML file or a line masks:... (default: what it was trained on).")
  private @Nullable String data;

  @Option(names = "--half", paramLabel = "HALF", description = "train or test (default: ${DEFAULT-VALUE}).")
  private Half half = Half.test;

  @Option(names = "--batch", paramLabel = "N", description = "Images at a time (default: 100; where pixels are named 1, else those of equal size).")
  private @Nullable Integer batch;

  @Option(names = "--workers", paramLabel = "N", description = "Loader threads (default: ${DEFAULT-VALUE}).")
  private int workers = 2;

  @Mixin private PrecisionOption precision = new PrecisionOption();

  @Mixin private ViewOptions looks = new ViewOptions();

  @Option(names = "--heads", description = "Of pixels: evaluate the heads too, class by class.")
  private boolean heads;

  @Option(names = "--reference-iou", description = "Of pixels: say also the mean IoU as CSAIL's eval.py counts it, absent classes as 0.")
  private boolean reference;

  @Option(names = "--on-bad-sample", paramLabel = "DO",
      description = "fail, or \"skip N\": leave at most N damaged samples out, say which, and judge by the others (default: fail).")
  private String badSamples = "fail";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public void run() {
    Terminal terminal = Terminal.of(spec);
    Sieve sieve = Sieve.of(Tolerance.parse(badSamples));
    try (Saved saved = Saved.open(run, precision.here(terminal))) {
      Split split = saved.split(data);
      Dataset chosen = saved.checkpoint().preparation().of(half == Half.train ? split.train() : split.test(), sieve, Sieve.TEST);
      if (!saved.checkpoint().classes().equals(chosen.classes())) {
        terminal.warn("the classes of " + chosen.name() + " have other names than those this network was trained for: is it the right data?");
      }
      terminal.say("%s", saved.dense() ? ofPixels(terminal, saved, chosen, sieve) : ofPictures(saved, chosen, sieve));
      sieve.news().forEach(bad -> terminal.warn("left out: " + bad.why()));
    }
  }

  private String ofPictures(Saved saved, Dataset chosen, Sieve sieve) {
    if (looks.given() || heads || reference) {
      throw new IllegalArgumentException(saved.body().network().name() + " names whole pictures; --views, --scales, --flip, --window, --heads and"
          + " --reference-iou are for networks that name pixels");
    }
    try (Engine engine = Engine.of(saved.body(), saved.heads().keySet())) {
      Evaluation found = Evaluator.evaluate(engine, saved.heads(), Loss.parse(saved.checkpoint().loss()), chosen,
          Transform.parse(saved.checkpoint().eval()), batch == null ? 100 : batch, workers, sieve);
      return json ? json(saved, chosen, found) : text(saved, chosen, found);
    }
  }

  private String ofPixels(Terminal terminal, Saved saved, Dataset chosen, Sieve sieve) {
    EvalPixels evaluation = new EvalPixels(saved, chosen, looks.views(), heads, reference);
    try (Progress progress = new Progress(terminal, chosen.size(), json)) {
      Segmentation found = evaluation.run(batch == null ? 1 : batch, workers, progress, sieve);
      progress.clear();
      return json ? evaluation.json(found) : evaluation.text(found);
    }
  }

  private static String text(Saved saved, Dataset data, Evaluation found) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%s (%s) on %s: %s images in %s, %.0f img/s%n",
        saved.body().network().name(), saved.file(), data.name(), Amounts.count(found.samples()), Amounts.time(found.seconds()),
        found.samples() / found.seconds()));
    text.append(String.format(Locale.ROOT, "accuracy %s, error %.2f %%, %s loss %s%n", Amounts.percent(found.accuracy()),
        100 * found.error(), saved.checkpoint().loss(), Amounts.loss(found.loss())));
    new TreeMap<>(found.headAccuracies()).forEach((tap, share) -> text.append("head ").append(tap).append(": accuracy ")
        .append(Amounts.percent(share)).append('\n'));
    return text.append('\n').append(Recalls.of(found.confusion(), data.classes())).toString();
  }

  private static String json(Saved saved, Dataset data, Evaluation found) {
    ObjectNode tree = new ObjectMapper().createObjectNode().put("network", saved.body().network().name())
        .put("checkpoint", saved.file().toString())
        .put("data", data.name()).put("samples", found.samples()).put("accuracy", found.accuracy()).put("error", found.error())
        .put("loss", found.loss())
        .put("seconds", found.seconds());
    new TreeMap<>(found.headAccuracies()).forEach((tap, share) -> tree.withObjectProperty("heads").put(tap, share));
    for (int c = 0; c < data.classes().size(); c++) {
      String name = data.classes().get(c);
      found.confusion().recall(c).ifPresent(recall -> tree.withObjectProperty("recall").put(name, recall));
    }
    return tree.toPrettyString();
  }
}
