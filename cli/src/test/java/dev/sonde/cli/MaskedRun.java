package dev.sonde.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** A real run of three epochs on small pictures with masks, of which one class never occurs and one has a name that tries to be markup. */
final class MaskedRun {
  static final List<String> CLASSES = List.of("ground", "<b>&amp;", "ring", "nothing");
  private static final String NETWORK = """
      {"name": "tiny", "input": "3x16x24", "nodes": [
        {"name": "conv1", "layer": "conv", "filters": 6, "kernel": 3, "padding": 1},
        {"name": "relu1", "layer": "relu"},
        {"name": "pool1", "layer": "max-pool", "kernel": 2},
        {"name": "conv2", "layer": "conv", "filters": 4, "kernel": 3, "padding": 1}]}
      """;

  private MaskedRun() {}

  /** A set of 16 training pairs and 6 test pairs of two sizes; the value 9 is declared ignored. */
  static Path data(Path folder) throws IOException {
    Random random = new Random(3);
    for (String half : List.of("train", "test")) {
      for (String kind : List.of("images", "masks")) {
        Files.createDirectories(folder.resolve(half).resolve(kind));
      }
      for (int i = 0; i < (half.equals("train") ? 16 : 6); i++) {
        pair(folder.resolve(half), i, half.equals("test") && i % 2 == 1 ? 20 : 16, random);
      }
    }
    return Files.writeString(folder.resolve("data.yaml"), """
        train: {images: train/images, masks: train/masks}
        test: {images: test/images, masks: test/masks}
        classes: [ground, "<b>&amp;", ring, nothing]
        ignore: [9]
        """);
  }

  private static void pair(Path half, int index, int height, Random random) throws IOException {
    BufferedImage image = new BufferedImage(24, height, BufferedImage.TYPE_INT_RGB);
    BufferedImage mask = new BufferedImage(24, height, BufferedImage.TYPE_BYTE_GRAY);
    int left = random.nextInt(16);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < 24; x++) {
        int label = x >= left && x < left + 8 ? y < height / 2 ? 1 : 2 : 0;
        image.setRGB(x, y, List.of(0x203020, 0xd04040, 0x4060e0).get(label) + random.nextInt(16));
        mask.getRaster().setSample(x, y, 0, y == 0 ? 9 : label);
      }
    }
    ImageIO.write(image, "png", half.resolve("images/" + index + ".png").toFile());
    ImageIO.write(mask, "png", half.resolve("masks/" + index + ".png").toFile());
  }

  /** Trains into {@code folder/NAME} through the command line; returns that. */
  static Path train(Path folder, String name, String... more) throws IOException {
    Path data = Files.exists(folder.resolve("data.yaml")) ? folder.resolve("data.yaml") : data(folder);
    Path run = folder.resolve(name);
    String network = Files.writeString(folder.resolve("tiny.json"), NETWORK).toString();
    List<String> words = new ArrayList<>(List.of("train", network, data.toString(), "rate=0.05", "--epochs", "3", "--batch", "4",
        "--supervise", "pool1: {head: pixel, weight: 0.4}", "train=[scale 0.0039]", "eval=[scale 0.0039]", "--out", run.toString()));
    words.addAll(List.of(more));
    Session.ok(words.toArray(String[]::new));
    return run;
  }
}
