package dev.sonde.loss;

import dev.sonde.net.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The text form of losses: a name, then {@code key=value} words in any order; sums as {@code WEIGHT LOSS + WEIGHT LOSS}. */
final class LossText {
  private static final Map<String, Kind<?>> KINDS = new LinkedHashMap<>();

  static {
    know("cross-entropy", Kind.of(Loss.crossEntropy()).option("smoothing", (loss, text) -> loss.smoothing(Double.parseDouble(text)))
        .option("ignore", (loss, text) -> loss.ignore(Long.parseLong(text)))
        .option("weights", (loss, text) -> loss.weights(ClassWeights.parse(text).values())));
    know("ohem", Kind.of(Loss.ohem()).option("keep", (loss, text) -> loss.keep(Double.parseDouble(text)))
        .option("min", (loss, text) -> loss.min(Long.parseLong(text))));
    know("dice", Kind.of(Loss.dice()).option("smooth", (loss, text) -> loss.smooth(Double.parseDouble(text))));
    know("focal", Kind.of(Loss.focal()).option("gamma", (loss, text) -> loss.gamma(Double.parseDouble(text)))
        .option("alpha", (loss, text) -> loss.alpha(ClassWeights.parse(text).values())));
    know("lovasz", Kind.of(Loss.lovasz()));
    know("balanced-bce", Kind.of(Loss.balancedBce()));
    know("squared-hinge", Kind.of(Loss.squaredHinge()));
    know("pairwise-squared-hinge", Kind.of(Loss.pairwiseSquaredHinge()));
  }

  private LossText() {}

  private static void know(String name, Kind<?> kind) {
    KINDS.put(name, kind);
  }

  static Loss parse(String text) {
    List<Sum.Term> terms = Stream.of(text.strip().split("\\s\\+\\s*", -1)).map(term -> term(term.strip())).toList();
    return terms.size() == 1 && terms.get(0).weight() == 1 ? terms.get(0).loss() : new Sum(terms);
  }

  private static Sum.Term term(String text) {
    String[] words = text.split("\\s+");
    int weighted = words.length > 1 && words[0].matches("[-+]?[.\\d].*") ? 1 : 0;
    List<String> rest = List.of(words).subList(weighted, words.length);
    try {
      return new Sum.Term(weighted == 1 ? Double.parseDouble(words[0]) : 1, loss(rest.get(0), rest.subList(1, rest.size())));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the weight \"" + words[0] + "\" of the loss " + rest.get(0) + " is no number", e);
    }
  }

  private static Loss loss(String name, List<String> options) {
    Kind<?> kind = KINDS.get(name);
    if (kind == null) {
      throw new IllegalArgumentException("no loss named \"" + name + "\"; known are " + String.join(", ", KINDS.keySet())
          + Nearest.hint(name, KINDS.keySet()));
    }
    return kind.with(options, name);
  }

  /** A loss without options, and how each option changes it. */
  private record Kind<L extends Loss>(L plain, Map<String, BiFunction<L, String, L>> options) {
    static <L extends Loss> Kind<L> of(L plain) {
      return new Kind<>(plain, new LinkedHashMap<>());
    }

    Kind<L> option(String key, BiFunction<L, String, L> change) {
      options.put(key, change);
      return this;
    }

    Loss with(List<String> words, String name) {
      L loss = plain;
      for (String word : words) {
        loss = with(loss, word, name);
      }
      return loss;
    }

    private L with(L loss, String word, String name) {
      List<String> keys = new ArrayList<>(options.keySet());
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("the loss " + name + " takes no options, but \"" + word + "\" was given");
      }
      String[] pair = word.split("=", 2);
      if (pair.length < 2) {
        throw new IllegalArgumentException(
            "\"" + word + "\" of the loss " + name + " has no value; write " + Nearest.of(word, keys) + "=NUMBER");
      }
      if (!keys.contains(pair[0])) {
        throw new IllegalArgumentException("no option \"" + pair[0] + "\" of the loss " + name + "; known are " + String.join(", ", keys)
            + Nearest.hint(pair[0], keys));
      }
      try {
        return options.get(pair[0]).apply(loss, pair[1]);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("\"" + word + "\" of the loss " + name + " has no number behind \"=\"", e);
      }
    }
  }
}
