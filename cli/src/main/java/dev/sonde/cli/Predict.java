package dev.sonde.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.data.Batch;
import dev.sonde.data.Dataset;
import dev.sonde.data.Loader;
import dev.sonde.data.MaskFile;
import dev.sonde.data.Transform;
import dev.sonde.supervise.Part;
import dev.sonde.torch.Engine;
import dev.sonde.train.Passes;
import dev.sonde.train.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde predict}: names for pictures, or for their pixels. */
@Command(name = "predict", description = "Names what pictures show, or each of their pixels.",
    footer = {
        "  sonde predict out/run-0001 cat.jpg dog.png",
        "  sonde predict body.safetensors photographs/ --top 3",
        "  sonde predict out/run-0001 photographs/ --json",
        "  sonde predict out/run-0002 street/ --out named --flip   a network of pixels: index, colours, overlay",
        "  sonde predict out/run-0002 --out named        on its own test set, with its errors",
        "  sonde predict out/run-0002 street/ --out named --truth masks --offset 1 --ignore 0"})
final class Predict implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "A run folder (its best checkpoint) or a checkpoint file.")
  private Path run = Path.of("");

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "PICTURE",
      description = "JPEG, PNG, WebP or BMP files, or folders of them; of pixels, where left out: the test set.")
  private List<Path> pictures = List.of();

  @Option(names = "--top", paramLabel = "N", description = "Of whole pictures: classes to name for each (default: 1).")
  private @Nullable Integer top;

  @Option(names = "--out", paramLabel = "DIR", description = "Of pixels: the folder to write to; pictures keep their places in theirs.")
  private @Nullable Path out;

  @Option(names = "--data", paramLabel = "DATA", description = "Of pixels: the test set of that data, with its masks, in place of pictures.")
  private @Nullable String data;

  @Option(names = "--truth", paramLabel = "DIR",
      description = "Of pixels: masks at the same places, gray or palette PNGs of class numbers; writes the errors too.")
  private @Nullable Path truth;

  @Option(names = "--offset", paramLabel = "N", description = {"Value of the first class in those masks;",
      "may be left out with --ignore where RUN's own data is described by a file or a line: as it says."})
  private @Nullable Integer offset;

  @Option(names = "--ignore", paramLabel = "N", split = ",", description = "Values of pixels in those masks that do not count (default: none).")
  private @Nullable Set<Integer> ignore;

  @Option(names = "--head", paramLabel = "TAP", description = "Of pixels: what the head there answers, in place of the body.")
  private @Nullable String head;

  @Mixin private PrecisionOption precision = new PrecisionOption();

  @Mixin private ViewOptions looks = new ViewOptions();

  @Option(names = "--batch", paramLabel = "N", description = "Pictures at a time (default: 16; where pixels are named 1, else those of equal size).")
  private @Nullable Integer batch;

  @Option(names = "--force", description = "Of pixels: replace files in DIR that exist.")
  private boolean force;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public void run() {
    if (top != null && top < 1) {
      throw new IllegalArgumentException("--top " + top + " must be at least 1");
    }
    try (Saved saved = Saved.open(run, precision.here(Terminal.of(spec)))) {
      if (saved.dense()) {
        ofPixels(saved);
        return;
      }
      if (pictures.isEmpty()) {
        throw new IllegalArgumentException("name a picture, or a folder of pictures");
      }
      if (data != null || out != null || truth != null || offset != null || ignore != null || head != null || force || looks.given()) {
        throw new IllegalArgumentException(saved.body().network().name() + " names whole pictures; --out, --data, --truth, --offset, --ignore, --head,"
            + " --force and views are for networks that name pixels");
      }
      List<Path> files = Pictures.files(pictures);
      Pictures shown = new Pictures(files, saved.checkpoint());
      List<String> classes = saved.checkpoint().classes();
      Terminal.of(spec).say("%s", json ? json(saved, shown, classes) : table(saved, shown, classes));
    }
  }

  private void ofPixels(Saved saved) {
    if (out == null) {
      throw new IllegalArgumentException(saved.body().network().name() + " names pixels: say with --out where its masks and overlays go");
    }
    if (top != null) {
      throw new IllegalArgumentException(saved.body().network().name() + " names pixels, each once; --top is for networks that name whole pictures");
    }
    if (truth == null && (offset != null || ignore != null)) {
      throw new IllegalArgumentException((offset != null ? "--offset" : "--ignore") + " says how the masks of --truth are read; name their folder with --truth,"
          + " or leave it out");
    }
    if (truth != null && !Files.isDirectory(truth)) {
      throw new IllegalArgumentException("--truth " + truth + " is no folder of masks");
    }
    PixelPictures shown = shown(saved, out);
    shown.free(force);
    if (truth != null && shown.judged() < shown.size()) {
      Terminal.of(spec).warn(shown.size() - shown.judged() + " of " + shown.size() + " pictures have no mask at their place in " + truth
          + ": a picture a/b.jpg is judged by a/b.png");
    }
    new PredictPixels(saved, shown, head == null ? Part.MAIN : head, Terminal.of(spec), json).run(looks.views(), batch == null ? 1 : batch);
  }

  private PixelPictures shown(Saved saved, Path out) {
    if (!pictures.isEmpty() && data == null) {
      return new PixelPictures(Destinations.of(pictures, out), saved.checkpoint(), null, truth, truth == null ? null : values(saved, truth), new Decoded());
    }
    if (!pictures.isEmpty() || truth != null) {
      throw new IllegalArgumentException("the pictures and masks of a data set were asked for; leave " + (truth == null ? "PICTURE" : "--truth") + " out");
    }
    Dataset test = saved.split(data).test();
    if (!test.dense() || !test.classes().equals(saved.checkpoint().classes())) {
      throw new IllegalArgumentException(test.name() + (test.dense() ? " has other classes than " : " has no masks for ") + saved.file()
          + "; name pictures instead");
    }
    return new PixelPictures(Destinations.of(test, out), saved.checkpoint(), test, null, null, new Decoded());
  }

  /** What the values of the true masks stand for: as given, else as the description of the network's own data declares; never guessed. */
  private MaskFile.Values values(Saved saved, Path truth) {
    Set<Integer> given = ignore == null ? Set.of() : ignore;
    if (offset != null) {
      return MaskFile.Values.from(offset, given, saved.checkpoint().classes().size());
    }
    MaskFile.Values own = saved.recipe().map(Recipe::data).flatMap(MaskFile::declared).orElseThrow(() -> new IllegalArgumentException(
        "say with --offset which value stands for the first class in the masks of " + truth + ", such as --offset 0, and with --ignore which do not count: "
            + saved.file() + " does not say it"));
    return ignore == null ? own : new MaskFile.Values(own.classes(), given);
  }

  private void each(Saved saved, Pictures shown, BiConsumer<Path, double[]> receiver) {
    List<Transform> transforms = Transform.parse(saved.checkpoint().eval());
    try (Engine engine = saved.body().engine(); Loader loader = Loader.of(shown, transforms, batch == null ? 16 : batch).workers(2)) {
      while (loader.hasNext()) {
        Batch next = loader.next();
        double[][] shares = Passes.probabilities(engine, next);
        for (int i = 0; i < shares.length; i++) {
          receiver.accept(shown.file(next.indices()[i]), shares[i]);
        }
      }
    }
  }

  private List<Integer> best(double[] shares) {
    return IntStream.range(0, shares.length).boxed().sorted(Comparator.comparingDouble(c -> -shares[c])).limit(top == null ? 1 : top).toList();
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
