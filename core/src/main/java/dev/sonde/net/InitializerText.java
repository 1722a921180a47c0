package dev.sonde.net;

import java.util.List;

/** The reader of {@link Initializer}'s written form: a name, and one number for those that take one. */
final class InitializerText {
  private static final List<String> NUMBERED = List.of("gaussian", "uniform", "constant");
  private static final List<String> KNOWN =
      List.of("gaussian", "uniform", "constant", "xavier", "caffe-xavier", "he", "he-fan-out", "torch");

  private InitializerText() {}

  static Initializer parse(String text) {
    String[] words = text.strip().split("\\s+");
    if (!KNOWN.contains(words[0])) {
      throw new IllegalArgumentException("no initializer \"" + text + "\"" + Nearest.hint(words[0], KNOWN)
          + "; known are " + String.join(", ", KNOWN));
    }
    if (words.length != (NUMBERED.contains(words[0]) ? 2 : 1)) {
      String number = NUMBERED.contains(words[0]) ? " NUMBER" : "";
      throw new IllegalArgumentException("initializer \"" + text + "\" must be written \"" + words[0] + number + "\"");
    }
    return words.length == 2 ? numbered(words[0], number(words[1], text)) : plain(words[0]);
  }

  private static double number(String word, String text) {
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + word + "\" in initializer \"" + text + "\" is no number", e);
    }
  }

  private static Initializer numbered(String name, double number) {
    return switch (name) {
      case "gaussian" -> new Initializer.Gaussian(number);
      case "uniform" -> new Initializer.Uniform(number);
      default -> new Initializer.Constant(number);
    };
  }

  private static Initializer plain(String name) {
    return switch (name) {
      case "xavier" -> new Initializer.Xavier();
      case "caffe-xavier" -> new Initializer.CaffeXavier();
      case "he" -> new Initializer.He();
      case "he-fan-out" -> new Initializer.HeFanOut();
      default -> new Initializer.TorchDefault();
    };
  }
}
