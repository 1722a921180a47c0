package dev.sonde.net;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How every parameter of a network starts: rules over node names, of which the first that matches counts.
 *
 * <p>Batch normalisation starts with scale 1 and shift 0 whatever the rules say.
 *
 * @param rules the last one matches everything ({@code *}), so that no parameter is left without
 */
public record Initialization(List<Rule> rules) {
  public Initialization {
    rules = List.copyOf(rules);
    if (rules.isEmpty() || !rules.get(rules.size() - 1).pattern().equals("*")) {
      throw new IllegalArgumentException("the last rule of an initialization must be for \"*\", so that every layer starts somehow;"
          + " rules are for " + rules.stream().map(Rule::pattern).toList());
    }
  }

  /**
   * How the layers of some names start.
   *
   * @param pattern node names: {@code *} stands for any letters, {@code ?} for one
   * @param weight  of convolutions and linear layers
   * @param bias    of the same; {@code constant}, {@code gaussian} or {@code uniform}, since a bias has no fans
   */
  public record Rule(String pattern, Initializer weight, Initializer bias) {
    public Rule {
      if (pattern.isBlank()) {
        throw new IllegalArgumentException("an initialization rule needs a pattern of node names, such as \"conv*\"");
      }
      boolean free = bias instanceof Initializer.Constant || bias instanceof Initializer.Gaussian || bias instanceof Initializer.Uniform;
      if (!free) {
        throw new IllegalArgumentException("the bias of \"" + pattern + "\" cannot start as " + bias
            + ", since a bias has no fans; use constant, gaussian or uniform");
      }
    }

    boolean matches(String node) {
      return node.matches(pattern.chars().mapToObj(Rule::regex).collect(Collectors.joining()));
    }

    private static String regex(int letter) {
      return letter == '*' ? ".*" : letter == '?' ? "." : Pattern.quote(Character.toString(letter));
    }
  }

  /** One initializer for all weights, one value for all biases. */
  public static Initialization of(Initializer weight, double bias) {
    return new Initialization(List.of(new Rule("*", weight, new Initializer.Constant(bias))));
  }

  /** The rule for a node of this name. */
  public Rule at(String node) {
    return rules.stream().filter(rule -> rule.matches(node)).findFirst().orElseThrow();
  }
}
