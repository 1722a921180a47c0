package dev.sonde.loss;

import dev.sonde.net.Nearest;
import java.util.List;

/** The text form of losses: a name, then {@code key=value} words in any order. */
final class LossText {
  private static final List<String> NAMES = List.of("cross-entropy", "squared-hinge", "pairwise-squared-hinge");
  private static final List<String> KEYS = List.of("smoothing", "ignore");

  private LossText() {}

  static Loss parse(String text) {
    String[] words = text.strip().split("\\s+");
    Loss loss = named(words[0]);
    for (int i = 1; i < words.length; i++) {
      loss = with(loss, words[i]);
    }
    return loss;
  }

  private static Loss named(String name) {
    return switch (name) {
      case "cross-entropy" -> Loss.crossEntropy();
      case "squared-hinge" -> Loss.squaredHinge();
      case "pairwise-squared-hinge" -> Loss.pairwiseSquaredHinge();
      default -> throw new IllegalArgumentException(
          "no loss named \"" + name + "\"; known are " + String.join(", ", NAMES) + Nearest.hint(name, NAMES));
    };
  }

  private static Loss with(Loss loss, String word) {
    String[] pair = word.split("=", 2);
    if (!(loss instanceof CrossEntropy entropy)) {
      throw new IllegalArgumentException("the loss " + loss + " takes no options, but \"" + word + "\" was given");
    }
    if (pair.length < 2) {
      throw new IllegalArgumentException(
          "\"" + word + "\" of the loss cross-entropy has no value; write " + Nearest.of(word, KEYS) + "=NUMBER");
    }
    try {
      return switch (pair[0]) {
        case "smoothing" -> entropy.smoothing(Double.parseDouble(pair[1]));
        case "ignore" -> entropy.ignore(Long.parseLong(pair[1]));
        default -> throw new IllegalArgumentException("no option \"" + pair[0] + "\" of the loss cross-entropy; known are "
            + String.join(", ", KEYS) + Nearest.hint(pair[0], KEYS));
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + word + "\" of the loss cross-entropy has no number behind \"=\"", e);
    }
  }
}
