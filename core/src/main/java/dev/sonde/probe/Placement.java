package dev.sonde.probe;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A rule that says from a profile where heads should hang.
 *
 * <pre>
 * vanishing 1e-7   behind the deepest convolution whose mean |gradient| (batch 256, median of the iterations) is below the threshold
 * fading 0.01      the same with a threshold relative to the topmost convolution
 * every 3          behind every third convolution
 * at conv4,pool7   where it says
 * </pre>
 *
 * <p>Source of the first: Wang et al. (2015), section 3. The others answer what its authors leave open: the value is not scale-free.
 */
public sealed interface Placement permits Vanishing, Fading, Every, At {
  /**
   * The next heads.
   *
   * @param closed taps at which no head may be added
   */
  Choice choose(GradientProfile profile, Set<String> closed);

  /** The next heads, wherever the profile has none yet. */
  default Choice choose(GradientProfile profile) {
    return choose(profile, new LinkedHashSet<>(profile.heads()));
  }

  /** Whether it is asked again with the new heads in place. */
  default boolean repeats() {
    return false;
  }

  /** The line to draw into the gradient figure. */
  default OptionalDouble threshold(GradientProfile profile) {
    return OptionalDouble.empty();
  }

  /** Behind what vanishes; 1e-7 is the paper's threshold. */
  static Placement vanishing(double threshold) {
    return new Vanishing(threshold);
  }

  /** Behind what fades to less than {@code ratio} of the topmost convolution's gradient. */
  static Placement fading(double ratio) {
    return new Fading(ratio);
  }

  static Placement every(int n) {
    return new Every(n);
  }

  static Placement at(String... taps) {
    return new At(List.of(taps));
  }

  /** Reads the written form, which {@code toString} gives; throws {@link IllegalArgumentException} with the forms there are. */
  static Placement parse(String text) {
    String[] words = text.strip().split("\\s+", 2);
    String argument = words.length < 2 ? "" : words[1];
    return switch (words[0]) {
      case "vanishing" -> vanishing(argument.isEmpty() ? Vanishing.PAPER : number(text, argument));
      case "fading" -> fading(number(text, argument));
      case "every" -> every(whole(text, argument));
      case "at" -> new At(List.of(argument.split("\\s*,\\s*")));
      default -> throw new IllegalArgumentException("no placement rule \"" + text + "\"; rules are vanishing 1e-7, fading 0.01, every 3, at conv4,conv7");
    };
  }

  private static double number(String rule, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("placement rule \"" + rule + "\" needs a number, such as vanishing 1e-7 or fading 0.01", e);
    }
  }

  private static int whole(String rule, String text) {
    if (!text.matches("[0-9]{1,6}")) {
      throw new IllegalArgumentException("placement rule \"" + rule + "\" needs a whole number, such as every 3");
    }
    return Integer.parseInt(text);
  }
}
