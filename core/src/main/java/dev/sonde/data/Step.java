package dev.sonde.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One step of a {@link Preparation}: first unfitted, as parsed, then with what it learned from the training set. */
interface Step {
  /** What sees a block of images, {@code [images][H·W·C]}. */
  interface Visit {
    void block(float[][] block);
  }

  /** This step, fitted on a training set. */
  Step fitted(Preparation.Blocks train);

  /** This step, as fitted before. */
  Step restored(Map<String, float[]> state);

  Map<String, float[]> state();

  /** Changes images in place. */
  void apply(float[][] block);

  /** Reads the texts of steps, each at most once. */
  static List<Step> parse(List<String> texts) {
    List<Step> steps = new ArrayList<>();
    for (String text : texts) {
      Step step = parse(text);
      if (steps.stream().anyMatch(other -> other.getClass() == step.getClass())) {
        throw new IllegalArgumentException(Sentence.of("preparation \"" + text + "\" is there twice"));
      }
      steps.add(step);
    }
    return steps;
  }

  private static Step parse(String text) {
    String[] words = text.strip().split("\\s+");
    if (words.length == 1 && words[0].equals("mean-image")) {
      return new MeanImage(new float[0]);
    } else if (words.length <= 2 && words[0].equals("gcn")) {
      return new Contrast(number(text, words, 55));
    } else if (words.length <= 2 && words[0].equals("zca")) {
      return new Whitening(number(text, words, 0.1), new float[0], new float[0]);
    }
    throw new IllegalArgumentException(Sentence.of("\"" + text + "\" is no preparation; write gcn 55, zca 0.1 or mean-image"));
  }

  private static double number(String text, String[] words, double usual) {
    try {
      double value = words.length == 1 ? usual : Double.parseDouble(words[1]);
      if (value > 0 && value < Double.POSITIVE_INFINITY) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(Sentence.of("preparation \"" + text + "\" needs a number after its name, such as " + usual), e);
    }
    throw new IllegalArgumentException(Sentence.of("the number of preparation \"" + text + "\" must be above 0"));
  }

  /** The array called {@code name}, of {@code length} values where that is not negative. */
  static float[] stored(Map<String, float[]> state, String name, long length) {
    float[] values = state.get(name);
    if (values == null) {
      throw new BadData("the stored preparation has no \"" + name + "\", only " + state.keySet());
    }
    if (length >= 0 && values.length != length) {
      throw new BadData("\"" + name + "\" of the stored preparation has " + values.length + " values, but must have " + length);
    }
    return values;
  }

  /** Refuses a block whose images are not as long as those the step was fitted on. */
  static void sameLength(Step step, int fitted, float[][] block) {
    if (block[0].length != fitted) {
      throw new IllegalArgumentException(Sentence.of(step + " was fitted on images of " + fitted + " values, but this image has "
          + block[0].length));
    }
  }

  /** A number as people write it. */
  static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
  }
}
