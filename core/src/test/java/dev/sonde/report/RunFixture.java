package dev.sonde.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Writes run folders as a training would leave them, without training: invented numbers of a plausible shape, the same for the same seed.
 */
final class RunFixture {
  static final List<String> HEADS = List.of("pool4", "pool7", "pool10");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Random random = new Random(7);
  private String network = "cnds-13";
  private List<String> heads = HEADS;
  private int epochs = 12;
  private int each = 50;
  private int diagnose;

  RunFixture(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  RunFixture network(String name, List<String> taps) {
    network = name;
    heads = taps;
    return this;
  }

  RunFixture length(int epochs, int each) {
    this.epochs = epochs;
    this.each = each;
    return this;
  }

  RunFixture diagnose(int every) {
    diagnose = every;
    return this;
  }

  /** Everything but the last event. */
  RunFixture run() throws IOException {
    StringBuilder recipe = new StringBuilder("network: " + network + "\ndata: shapes:size=32\n");
    if (!heads.isEmpty()) {
      recipe.append("supervise:\n");
      heads.forEach(tap -> recipe.append("  ").append(tap).append(": {head: cnds, weight: 0.3 recursive}\n"));
    }
    Files.writeString(folder.resolve("recipe.yaml"), recipe + "batch: 32\nrate: 0.03 cosine 0.001\nepochs: " + epochs + "\nseed: 1\n");
    Files.writeString(folder.resolve("environment.json"), "{\"sonde\": \"development\", \"java\": \"17\", \"processors\": 2}\n");
    StringBuilder speed = new StringBuilder("epoch,images_per_second,wait_share,evaluation_seconds\n");
    try (BufferedWriter journal = Files.newBufferedWriter(folder.resolve("journal.jsonl"))) {
      line(journal, event("began").put("network", network).put("input", "3x64x64").put("data", "shapes:size=64").put("classes", 10)
          .put("parameters", 9_750_922)
          .put("steps", epochs * each));
      for (int epoch = 0; epoch < epochs; epoch++) {
        line(journal, event("epoch").put("epoch", epoch).put("phase", 0));
        for (int i = 0; i < each; i++) {
          step(journal, epoch, epoch * each + i + 1);
        }
        line(journal, evaluated(epoch));
        speed.append(epoch).append(',').append(410 + random.nextInt(40)).append(',').append(0.02 + 0.03 * random.nextDouble())
            .append(",1.25\n");
      }
    }
    Files.writeString(folder.resolve("speed.csv"), speed);
    return this;
  }

  RunFixture end(String event) throws IOException {
    Files.writeString(folder.resolve("journal.jsonl"), event + "\n", java.nio.file.StandardOpenOption.APPEND);
    return this;
  }

  RunFixture finished() throws IOException {
    return end("{\"event\":\"ended\",\"steps\":" + epochs * each + ",\"best\":0.9}");
  }

  private static ObjectNode event(String name) {
    return JSON.createObjectNode().put("event", name);
  }

  private static void line(BufferedWriter journal, ObjectNode event) throws IOException {
    journal.append(JSON.writeValueAsString(event)).append('\n');
  }

  private void step(BufferedWriter journal, int epoch, int step) throws IOException {
    double progress = (double) step / (epochs * each);
    ObjectNode line = event("step").put("step", step).put("epoch", epoch).put("rate", 0.03 * (0.5 + 0.5 * Math.cos(Math.PI * progress)));
    double total = part(line, "main", 2.3 * Math.exp(-2.5 * progress), 1, progress);
    for (int h = 0; h < heads.size(); h++) {
      total += part(line, heads.get(h), 2.3 * Math.exp(-(1.2 + 0.4 * h) * progress), 0.3 * (1 - (double) epoch / epochs), progress);
    }
    line(journal, line.put("total", total));
    if (diagnose > 0 && step % diagnose == 0) {
      diagnosed(journal, epoch, step, progress);
    }
  }

  private double part(ObjectNode line, String name, double level, double weight, double progress) {
    double loss = level * (1 + 0.12 * random.nextGaussian()) + 0.05;
    line.withObjectProperty("parts").putObject(name).put("loss", loss).put("weight", weight).put("weighted", weight * loss)
        .put("accuracy", Math.min(1, 0.1 + 0.85 * progress + 0.05 * random.nextDouble()));
    return weight * loss;
  }

  private ObjectNode evaluated(int epoch) {
    double progress = (epoch + 1.0) / epochs;
    ObjectNode line = event("evaluated").put("epoch", epoch).put("samples", 500).put("loss", 2.3 * Math.exp(-2 * progress))
        .put("accuracy", 0.1 + 0.8 * progress * (0.95 + 0.05 * random.nextDouble()));
    for (int h = 0; h < heads.size(); h++) {
      line.withObjectProperty("heads").put(heads.get(h), 0.1 + (0.5 + 0.1 * h) * progress);
    }
    return line;
  }

  private void diagnosed(BufferedWriter journal, int epoch, int step, double progress) throws IOException {
    ObjectNode line = event("diagnosed").put("step", step).put("epoch", epoch);
    for (int i = 1; i <= 13; i++) {
      double main = Math.pow(10, -8 + 0.45 * i + 2 * progress);
      ObjectNode layer = line.withObjectProperty("layers").putObject("conv" + i).put("joint", Math.max(main, Math.pow(10, -4.5 + 0.05 * i)))
          .put("main", main);
      double share = Math.min(0.9, 0.1 + 0.07 * i);
      layer.withObjectProperty("parts").putObject("main").put("norm", share).put("share", share).putNull("cosine");
      int layerIndex = i;
      List<String> reaching = heads.stream().filter(tap -> Integer.parseInt(tap.replaceAll("\\D", "")) >= layerIndex).toList();
      for (String tap : reaching) {
        layer.withObjectProperty("parts").putObject(tap).put("norm", 0.1).put("share", (1 - share) / reaching.size())
            .put("cosine", Math.sin(0.5 * i + 3 * progress) * 0.6 + 0.1 * random.nextGaussian());
      }
    }
    line(journal, line);
  }

  /** A probe of a 13-layer network in which the gradient vanishes, and three rounds. */
  RunFixture probe() throws IOException {
    ObjectNode probe = JSON.createObjectNode().put("network", network).put("batch", 16).put("reference_batch", 256).put("iterations", 30)
        .put("rule", "vanishing 1e-07")
        .put("threshold", 1e-7);
    ArrayNode rounds = probe.putArray("rounds");
    for (int placed = 0; placed <= heads.size(); placed++) {
      ObjectNode round = rounds.addObject();
      List<String> present = heads.subList(heads.size() - placed, heads.size());
      present.forEach(round.putArray("heads")::add);
      IntStream.range(0, 30).forEach(i -> round.withArray("loss").add(2.3 - 0.01 * i));
      for (int i = 1; i <= 13; i++) {
        layer(round.withObjectProperty("layers").putObject("conv" + i), i, present);
      }
      round.withObjectProperty("layers").putObject("fc1").put("kind", "linear").putArray("activation_gradient").add(1e-3);
    }
    heads.forEach(probe.putArray("taps")::add);
    probe.putArray("because").add("conv10 is the deepest convolution below 1e-07 (3.1e-09 at iteration 0); its stage ends at pool10.")
        .add("With it, conv7 is the deepest below (6.0e-08): a head at pool7, where its stage ends.")
        .add("With heads at pool4, pool7 and pool10 nothing vanishes any more.");
    heads.forEach(tap -> probe.withArray("cost").addObject().put("tap", tap).put("head", "cnds").put("parameters", 1_382_154)
        .put("macs", 5_600_000).put("share", 0.021)
        .put("memory", 1_048_576).put("measured", 0.034));
    Files.writeString(folder.resolve("probe.json"), JSON.writeValueAsString(probe));
    return this;
  }

  private void layer(ObjectNode layer, int i, List<String> present) {
    layer.put("kind", "conv");
    int next = present.stream().mapToInt(tap -> Integer.parseInt(tap.replaceAll("\\D", ""))).filter(tap -> tap >= i).min().orElse(13);
    for (int t = 0; t < 30; t++) {
      double power = -3.4 - 0.62 * (next - i) + 0.02 * t + 0.05 * random.nextGaussian();
      layer.withArray("activation_gradient").add(i == 1 && present.isEmpty() && t > 20 ? 0 : Math.pow(10, power));
      layer.withArray("dead").add(i == 2 && present.isEmpty() ? 1.0 : 0.5);
    }
  }

  RunFixture evaluation(List<String> classes) throws IOException {
    int n = classes.size();
    ObjectNode file = JSON.createObjectNode().put("epoch", epochs - 1).put("samples", 50 * n).put("accuracy", 0.88);
    classes.forEach(file.putArray("classes")::add);
    ArrayNode cells = file.putArray("confusion");
    for (int i = 0; i < n; i++) {
      ArrayNode row = cells.addArray();
      for (int j = 0; j < n; j++) {
        row.add(i == j ? 30 + random.nextInt(18) : random.nextInt(20) == 0 ? random.nextInt(14) : random.nextInt(2));
      }
      file.withArray("recall").add(0.6 + 0.4 * random.nextDouble());
      file.withArray("precision").add(0.6 + 0.4 * random.nextDouble());
    }
    for (int i = 0; i < 20; i++) {
      file.withArray("confused").addObject().put("truth", i % n).put("predicted", (i + 3) % n).put("count", 20 - i);
    }
    IntStream.range(0, 24).forEach(i -> sample(file.withArray("worst").addObject(), i, i % n, (i + 1) % n, 0.999 - 0.02 * i));
    IntStream.range(0, 8).forEach(i -> sample(file.withArray("right").addObject(), i, i % n, i % n, 0.31 + 0.02 * i));
    Files.writeString(folder.resolve("evaluation.json"), JSON.writeValueAsString(file));
    return this;
  }

  private void sample(ObjectNode sample, int index, int truth, int predicted, double confidence) {
    sample.put("index", index).put("origin", "shapes test " + index).put("truth", truth).put("predicted", predicted)
        .put("confidence", confidence)
        .put("truth_probability", truth == predicted ? confidence : 1 - confidence).put("picture", picture());
  }

  private String picture() {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(new Color(random.nextInt(0x404040)));
    pen.fillRect(0, 0, 32, 32);
    pen.setColor(new Color(0x808080 + random.nextInt(0x7f7f7f)));
    pen.fillOval(random.nextInt(12), random.nextInt(12), 10 + random.nextInt(10), 10 + random.nextInt(10));
    pen.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new AssertionError("memory can always be written", e);
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(out.toByteArray());
  }

  static List<String> names(int n) {
    return IntStream.range(0, n).mapToObj(i -> List.of("circle", "square", "triangle", "star", "cross", "ring", "heart", "moon", "arrow",
        "bolt").get(i % 10)
        + (i < 10 ? "" : " " + i / 10)).toList();
  }
}
