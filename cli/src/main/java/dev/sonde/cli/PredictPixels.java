package dev.sonde.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.data.BadData;
import dev.sonde.data.Codec;
import dev.sonde.data.Image;
import dev.sonde.data.Mask;
import dev.sonde.data.Painted;
import dev.sonde.data.Palette;
import dev.sonde.data.Transform;
import dev.sonde.metric.Confusion;
import dev.sonde.report.Legend;
import dev.sonde.store.AtomicFile;
import dev.sonde.supervise.Part;
import dev.sonde.torch.Engine;
import dev.sonde.train.Named;
import dev.sonde.train.Naming;
import dev.sonde.train.Segmenter;
import dev.sonde.train.Views;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * {@code sonde predict} where pixels are named. For each picture, beside the lines that say what it shows:
 *
 * <pre>
 * NAME.index.png     8-bit gray, value = class, counted from 0
 * NAME.colour.png    the classes in the palette of the training data
 * NAME.overlay.png   the colours over the picture, and a legend: names and shares above 0.1 %
 * NAME.error.png     where the truth is known: red what was named wrong, dark what nobody knows
 * </pre>
 */
final class PredictPixels {
  /** What is written for every picture. */
  static final List<String> KINDS = List.of("index", "colour", "overlay");
  /** What is written where the truth is known. */
  static final String ERROR = "error";

  private static final double SHOWN = 0.001;
  private static final double OPACITY = 0.55;

  private final Saved saved;
  private final PixelPictures pictures;
  private final Palette palette;
  private final String part;
  private final Terminal terminal;
  private final boolean json;
  private final ArrayNode told = new ObjectMapper().createArrayNode();
  private final Confusion all;
  private final Progress progress;
  private int done;
  private int failed;
  private boolean bare;

  /** @param part {@link Part#MAIN}, or the tap of the head whose answer is wanted */
  PredictPixels(Saved saved, PixelPictures pictures, String part, Terminal terminal, boolean json) {
    this.saved = saved;
    this.pictures = pictures;
    this.part = part;
    this.terminal = terminal;
    this.json = json;
    palette = saved.checkpoint().palette();
    all = Confusion.of(pictures.classes().size());
    progress = new Progress(terminal, pictures.size(), json);
    if (pictures.classes().size() > 256) {
      throw new IllegalArgumentException(saved.file() + " names " + pictures.classes().size() + " classes, but an 8-bit picture holds 256");
    }
  }

  /** @throws BadData at the end, where some pictures could not be read */
  void run(Views views, int batch) {
    Segmenter segmenter = Segmenter.of(saved.body()).views(views);
    if (!part.equals(Part.MAIN)) {
      if (!saved.heads().containsKey(part)) {
        throw new IllegalArgumentException("no head at \"" + part + "\" in " + saved.file() + "; "
            + (saved.heads().isEmpty() ? "it holds none" : "heads are at " + String.join(", ", saved.heads().keySet())));
      }
      segmenter = segmenter.heads(Map.of(part, saved.heads().get(part)));
    }
    try (progress; Engine engine = Engine.of(saved.body(), part.equals(Part.MAIN) ? Set.of() : Set.of(part))) {
      Naming.over(segmenter.by(engine), pictures, Transform.parse(saved.checkpoint().eval()), batch, 2, this::take, this::refused);
    }
    end();
  }

  /** A picture or mask that cannot be read ends nothing but itself. */
  private void refused(int index, RuntimeException bad) {
    failed++;
    progress.clear();
    String file = pictures.origin(index);
    String why = Complaint.of(bad).sentence();
    terminal.warn(why.contains(file) ? why : file + ": " + why);
  }

  private void take(Named named) {
    List<Legend.Entry> shares = shares(named.masks().get(part));
    List<Path> files = write(named, shares);
    Confusion counted = named.counted(part, Confusion.of(pictures.classes().size()));
    if (counted.total() > 0) {
      named.counted(part, all);
    }
    progress.clear();
    if (json) {
      json(named, shares, counted, files);
    } else {
      say(named, shares, counted);
    }
    progress.done(++done);
  }

  /** Classes above 0.1 % of the pixels, the largest first. */
  private List<Legend.Entry> shares(Mask mask) {
    long[] counts = new long[pictures.classes().size()];
    for (short c : mask.classes()) {
      counts[c]++;
    }
    return IntStream.range(0, counts.length)
        .mapToObj(c -> new Legend.Entry(pictures.classes().get(c), palette.of(c), (double) counts[c] / mask.classes().length))
        .filter(entry -> entry.share() > SHOWN).sorted(Comparator.comparingDouble(Legend.Entry::share).reversed()).toList();
  }

  private List<Path> write(Named named, List<Legend.Entry> shares) {
    Mask mask = named.masks().get(part);
    Image picture = pictures.picture(named.index());
    List<Path> files = new ArrayList<>();
    files.add(write(named, "index", index(mask)));
    files.add(write(named, "colour", Painted.of(mask, palette)));
    files.add(write(named, "overlay", legend(Painted.over(picture, mask, palette, OPACITY), shares)));
    if (known(named.truth())) {
      files.add(write(named, ERROR, Painted.errors(picture, named.truth(), mask)));
    }
    return files;
  }

  private Image legend(Image painted, List<Legend.Entry> shares) {
    Optional<Image> whole = Legend.below(painted, shares);
    if (whole.isEmpty() && !bare) {
      bare = true;
      terminal.warn("this system has no fonts, so overlays are written without their legends (Debian: apt-get install fonts-dejavu-core fontconfig)");
    }
    return whole.orElse(painted);
  }

  private static boolean known(Mask truth) {
    for (short c : truth.classes()) {
      if (c >= 0) {
        return true;
      }
    }
    return false;
  }

  private static Image index(Mask mask) {
    Image image = Image.black(mask.height(), mask.width(), 1);
    for (int i = 0; i < mask.classes().length; i++) {
      image.values()[i] = mask.classes()[i];
    }
    return image;
  }

  private Path write(Named named, String kind, Image image) {
    Path file = pictures.destinations().file(named.index(), kind);
    ByteBuffer bytes = ByteBuffer.wrap(Codec.png(image));
    AtomicFile.write(file, channel -> {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    });
    return file;
  }

  private void say(Named named, List<Legend.Entry> shares, Confusion counted) {
    terminal.say("%s, %dx%d%s", pictures.origin(named.index()), named.truth().height(), named.truth().width(),
        counted.total() == 0 ? "" : ": " + score(counted));
    int wide = shares.stream().mapToInt(entry -> entry.name().length()).filter(length -> length > 0).max().orElse(1);
    shares.forEach(entry -> terminal.say("  %-" + wide + "s  %5.1f %%", entry.name(), 100 * entry.share()));
  }

  private static String score(Confusion counted) {
    return String.format(Locale.ROOT, "pixel accuracy %.2f %%, mean IoU %.2f %%", 100 * counted.accuracy(), 100 * counted.meanIou());
  }

  private void json(Named named, List<Legend.Entry> shares, Confusion counted, List<Path> files) {
    ObjectNode one = told.addObject().put("picture", pictures.origin(named.index())).put("height", named.truth().height())
        .put("width", named.truth().width());
    shares.forEach(entry -> one.withArray("classes").addObject().put("class", entry.name()).put("share", entry.share()));
    files.forEach(file -> one.withArray("files").add(file.toString()));
    if (counted.total() > 0) {
      one.put("pixel_accuracy", counted.accuracy()).put("mean_iou", counted.meanIou());
    }
  }

  private void end() {
    if (json) {
      terminal.say("%s", told.toPrettyString());
    } else {
      terminal.say("%s%s written to %s", Amounts.count(done), done == 1 ? " picture" : " pictures", pictures.destinations().out());
      if (all.total() > 0) {
        terminal.say("all together: %s", score(all));
      }
    }
    if (failed > 0) {
      throw new BadData(Amounts.count(failed) + " of " + Amounts.count(pictures.size()) + " pictures could not be named; why is said above");
    }
  }
}
