package dev.sonde.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** A real run of three epochs on twelve pictures a class, whose class names try to be markup; its probe and its diagnosis are invented. */
final class ReportedRun {
  static final String EVIL = "<img src=x onerror=\"window.hit=1\">";
  static final List<String> CLASSES = List.of("<b>&amp;", EVIL, "round", "日本 ü");
  static final List<String> PARTS = List.of("main", "conv1", "pool1");
  static final List<String> LAYERS = List.of("conv1", "conv2", "fc");
  static final int STEPS = 18;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NETWORK = """
      {"name": "tiny", "input": "3x16x16", "nodes": [
        {"name": "conv1", "layer": "conv", "filters": 4, "kernel": 3, "padding": 1},
        {"name": "relu1", "layer": "relu"},
        {"name": "conv2", "layer": "conv", "filters": 4, "kernel": 3, "padding": 1},
        {"name": "pool1", "layer": "max-pool", "kernel": 4},
        {"name": "flatten", "layer": "flatten"},
        {"name": "fc", "layer": "linear", "features": 4}]}
      """;

  private ReportedRun() {}

  /** Trains into {@code folder/run} through the command line; returns that. */
  static Path train(Path folder, String... more) throws IOException {
    Path data = Files.exists(folder.resolve("data")) ? folder.resolve("data") : pictures(folder.resolve("data"));
    Path run = folder.resolve("run" + more.length);
    List<String> words = new ArrayList<>(List.of("train", Files.writeString(folder.resolve("tiny.json"), NETWORK).toString(), data.toString(),
        "supervise={conv1: {head: linear, weight: 0.3 recursive}, pool1: {head: pooled, weight: 0.1}}", "rate=0.001 cosine 0", "--epochs", "3", "--batch", "8",
        "--out", run.toString()));
    words.addAll(List.of(more));
    Session.ok(words.toArray(String[]::new));
    return run;
  }

  private static Path pictures(Path data) throws IOException {
    Random random = new Random(5);
    for (String half : List.of("train", "test")) {
      for (int label = 0; label < CLASSES.size(); label++) {
        Path folder = Files.createDirectories(data.resolve(half).resolve(CLASSES.get(label)));
        for (int i = 0; i < 12; i++) {
          BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
          for (int at = 0; at < 256; at++) {
            picture.setRGB(at % 16, at / 16, Color.HSBtoRGB(0.25f * label + 0.4f * random.nextFloat(), 0.8f, random.nextFloat()));
          }
          ImageIO.write(picture, "png", folder.resolve(i + ".png").toFile());
        }
      }
    }
    return data;
  }

  static JsonNode evaluation(Path run) throws IOException {
    return JSON.readTree(run.resolve("evaluation.json").toFile());
  }

  /** The journal's events of one kind. */
  static List<JsonNode> events(Path run, String kind) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("journal.jsonl"))) {
      JsonNode event = JSON.readTree(line);
      if (event.get("event").asText().equals(kind)) {
        events.add(event);
      }
    }
    return events;
  }

  /** A probe in which everything below the top vanishes, and a second round in which nothing does. */
  static void probe(Path run) throws IOException {
    String layer = "{\"kind\": \"conv\", \"activation_gradient\": [%s, %s], \"weight_gradient\": [1e-5, 1e-5], \"weight_gradient_norm\": [1, 1],"
        + " \"gradient_to_weight\": [1, 1], \"dead\": [0.1, 0.2], \"activation_rms\": [1, 1]}";
    String round = "{\"heads\": [%s], \"loss\": [1.4, 1.3], \"layers\": {\"conv1\": %s, \"conv2\": %s, \"fc\": %s}}";
    Files.writeString(run.resolve("probe.json"), "{\"network\": \"tiny\", \"batch\": 8, \"reference_batch\": 256, \"iterations\": 2, \"rule\": \"vanishing 1e-07\","
        + "\"threshold\": 1e-7, \"rounds\": ["
        + round.formatted("", layer.formatted("2e-9", "3e-9"), layer.formatted("4e-8", "5e-8"), layer.formatted("1e-3", "1e-3")) + ","
        + round.formatted("\"pool1\"", layer.formatted("2e-5", "3e-5"), layer.formatted("4e-4", "5e-4"), layer.formatted("1e-3", "1e-3"))
        + "], \"taps\": [\"pool1\"], \"because\": [\"conv2 is the deepest layer below 1e-07\"], \"cost\": [{\"tap\": \"pool1\", \"head\": \"pooled\","
        + " \"parameters\": 20, \"macs\": 16, \"share\": 0.01, \"memory\": 1000, \"measured\": null}]}");
  }

  /** Diagnoses between the journal's events, one an epoch. */
  static void diagnosed(Path run) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("journal.jsonl"))) {
      if (line.contains("\"event\":\"evaluated\"")) {
        JsonNode step = JSON.readTree(lines.get(lines.size() - 1).contains("\"saved\"") ? lines.get(lines.size() - 2) : lines.get(lines.size() - 1));
        String parts = "{\"main\": {\"norm\": 3, \"share\": 0.75, \"cosine\": 1}, \"pool1\": {\"norm\": 1, \"share\": 0.25, \"cosine\": -0.5}}";
        String layer = "{\"joint\": 1e-3, \"main\": 1e-4, \"parts\": " + parts + "}";
        lines.add("{\"event\":\"diagnosed\",\"step\":" + step.get("step") + ",\"epoch\":" + step.get("epoch") + ",\"layers\":{\"conv1\":" + layer + ",\"conv2\":" + layer
            + ",\"fc\":{\"joint\": 1e-3, \"main\": 1e-3, \"parts\": {\"main\": {\"norm\": 3, \"share\": 1, \"cosine\": 1}}}}}");
      }
      lines.add(line);
    }
    Files.write(run.resolve("journal.jsonl"), lines);
  }
}
