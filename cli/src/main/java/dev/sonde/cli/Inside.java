package dev.sonde.cli;

import dev.sonde.data.BadData;
import dev.sonde.net.Network;
import dev.sonde.store.Checkpoint;
import dev.sonde.store.StateDict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** What lies in a file of weights: the network of a checkpoint of ours, the tensors of any other. */
final class Inside {
  private Inside() {}

  /** Whether {@code word} is a file that is not a network's description. */
  static boolean isWeights(String word) {
    return !Networks.isFile(word) && Files.isRegularFile(Path.of(word));
  }

  /** The network in a checkpoint; empty where the file is sound but somebody else's. */
  static Optional<Network> network(Path file) {
    try (StateDict tensors = StateDict.open(file)) {
      if (tensors.names().stream().noneMatch(name -> name.startsWith("body/"))) {
        return Optional.empty();
      }
    }
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      return Optional.of(checkpoint.network());
    }
  }

  /** One line on what the checkpoint is for. */
  static String purpose(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      return "%d classes: %s%s; images go through: %s; heads: %s".formatted(checkpoint.classes().size(),
          checkpoint.classes().stream().limit(5).collect(Collectors.joining(", ")), checkpoint.classes().size() > 5 ? ", …" : "",
          checkpoint.eval().isEmpty() ? "nothing" : String.join(", ", checkpoint.eval()),
          checkpoint.heads().isEmpty() ? "none" : String.join(", ", checkpoint.heads()));
    }
  }

  /** Every tensor's name, sizes and type, and their number. Throws {@link BadData} where the file is damaged or holds more than tensors. */
  static String tensors(Path file) {
    try (StateDict tensors = StateDict.open(file)) {
      Sheet sheet = new Sheet("tensor", "sizes", "type");
      long values = 0;
      for (String name : tensors.names()) {
        sheet.row(name, tensors.shape(name), tensors.dtype(name));
        values += tensors.shape(name).stream().reduce(1L, (a, b) -> a * b);
      }
      return sheet + "\n" + Amounts.count(tensors.names().size()) + " tensors, " + Amounts.count(values) + " values";
    }
  }
}
