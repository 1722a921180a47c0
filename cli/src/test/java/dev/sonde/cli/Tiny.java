package dev.sonde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A network and data so small that training them takes a moment. */
final class Tiny {
  static final String DATA = "shapes:size=16,train=96,test=40";
  static final String HEAD = "pool1: {head: pooled, weight: 0.3 recursive}";

  private static final String NETWORK = """
      {"name": "tiny", "input": "3x16x16", "nodes": [
        {"name": "conv1", "layer": "conv", "filters": 8, "kernel": 3, "padding": 1},
        {"name": "relu1", "layer": "relu"},
        {"name": "pool1", "layer": "max-pool", "kernel": 4},
        {"name": "flatten", "layer": "flatten"},
        {"name": "fc", "layer": "linear", "features": 10}]}
      """;

  private Tiny() {}

  static String network(Path folder) throws IOException {
    return Files.writeString(folder.resolve("tiny.json"), NETWORK).toString();
  }
}
