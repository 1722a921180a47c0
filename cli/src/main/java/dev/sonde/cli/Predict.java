package dev.sonde.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.data.Batch;
import dev.sonde.data.Loader;
import dev.sonde.data.Transform;
import dev.sonde.train.Passes;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde predict}: names for pictures. */
@Command(name = "predict", description = "Names what pictures show.",
    footer = {
        "  sonde predict out/run-0001 cat.jpg dog.png",
        "  sonde predict body.safetensors photographs/ --top 3",
        "  sonde predict out/run-0001 photographs/ --json"})
final class Predict implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "A run folder (its best checkpoint) or a checkpoint file.")
  private Path run = Path.of("");

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "PICTURE", description = "JPEG, PNG, WebP or BMP files, or folders of them.")
  private List<Path> pictures = List.of();

  @Option(names = "--top", paramLabel = "N", description = "Classes to name for each picture (default: ${DEFAULT-VALUE}).")
  private int top = 1;

  @Option(names = "--batch", paramLabel = "N", description = "Pictures at a time (default: ${DEFAULT-VALUE}).")
  private int batch = 16;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public void run() {
    if (top < 1) {
      throw new IllegalArgumentException("--top " + top + " must be at least 1");
    }
    List<Path> files = Pictures.files(pictures);
    try (Saved saved = Saved.open(run)) {
      Pictures shown = new Pictures(files, saved.checkpoint());
      List<String> classes = saved.checkpoint().classes();
      Terminal.of(spec).say("%s", json ? json(saved, shown, classes) : table(saved, shown, classes));
    }
  }

  private void each(Saved saved, Pictures shown, BiConsumer<Path, double[]> receiver) {
    List<Transform> transforms = Transform.parse(saved.checkpoint().eval());
    try (Loader loader = Loader.of(shown, transforms, batch).workers(2)) {
      while (loader.hasNext()) {
        Batch next = loader.next();
        double[][] shares = Passes.probabilities(saved.body(), next);
        for (int i = 0; i < shares.length; i++) {
          receiver.accept(shown.file(next.indices()[i]), shares[i]);
        }
      }
    }
  }

  private List<Integer> best(double[] shares) {
    return IntStream.range(0, shares.length).boxed().sorted(Comparator.comparingDouble(c -> -shares[c])).limit(top).toList();
  }

  private String table(Saved saved, Pictures shown, List<String> classes) {
    Sheet sheet = new Sheet("picture", "class", "probability");
    each(saved, shown, (file, shares) -> best(shares).forEach(c -> sheet.row(file, classes.get(c), Amounts.percent(shares[c]))));
    return sheet.toString();
  }

  private String json(Saved saved, Pictures shown, List<String> classes) {
    ArrayNode all = new ObjectMapper().createArrayNode();
    each(saved, shown, (file, shares) -> {
      ObjectNode one = all.addObject().put("picture", file.toString());
      best(shares).forEach(c -> one.withArray("classes").addObject().put("class", classes.get(c)).put("probability", shares[c]));
    });
    return all.toPrettyString();
  }
}
