package dev.sonde.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.supervise.Supervision;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One variant in an {@link Ablation}: a name, and what it changes in the recipe.
 *
 * @param name    also that of its folders: letters, digits and {@code . _ + -}
 * @param changes {@code KEY=VALUE}, carried out in their order by {@link Recipe#with}
 */
public record Arm(String name, List<String> changes) {
  /** The recipe as it is. */
  public static final Arm HEADS = new Arm("heads", List.of());

  /** The recipe without its heads. */
  public static final Arm NONE = new Arm("none", List.of("supervise=none"));

  public Arm {
    changes = List.copyOf(changes);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._+-]*")) {
      throw new IllegalArgumentException("an arm cannot be called \"" + name + "\"; a name is made of letters, digits and . _ + -,"
          + " and begins with one of the first two");
    }
    for (String change : changes) {
      if (!change.matches("[A-Za-z][^=\\s]*=(?s:.*)")) {
        throw new IllegalArgumentException("\"" + change + "\" in arm " + name + " is no KEY=VALUE, such as rate=0.01; several are"
            + " parted by a comma and a space, and a value that has such a comma itself stands in quotes");
      }
      if (change.startsWith("seed=") || change.startsWith("data=")) {
        throw new IllegalArgumentException("\"" + change + "\" in arm " + name + ": all arms share seeds and data; change them"
            + " for the whole ablation");
      }
    }
  }

  /**
   * The arm that {@code text} means: {@code NAME: KEY=VALUE, KEY=VALUE}, or a name alone for the recipe as it is.
   *
   * <p>Changes are parted by a comma and a space. Commas between brackets or quotes, and commas without a space behind them, belong to
   * their value: {@code other: train=[scale 0.01, flip], eval=normalize 0.5,0.5,0.5 1,1,1, rate=0.1 cosine 0} has three changes.
   */
  public static Arm parse(String text) {
    int colon = text.indexOf(':');
    String rest = colon < 0 ? "" : text.substring(colon + 1).strip();
    return new Arm((colon < 0 ? text : text.substring(0, colon)).strip(), rest.isEmpty() ? List.of() : pieces(rest));
  }

  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int depth = 0;
    int quote = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0 || c == '"' || c == '\'') {
        quote = quote == 0 ? c : quote == c ? 0 : quote;
      } else {
        depth += "[{".indexOf(c) >= 0 ? 1 : "]}".indexOf(c) >= 0 ? -1 : 0;
        if (c == ',' && depth == 0 && text.startsWith(" ", i + 1)) {
          pieces.add(text.substring(from, i).strip());
          from = i + 1;
        }
      }
    }
    pieces.add(text.substring(from).strip());
    return pieces;
  }

  /** {@code recipe} without its heads at {@code taps}. */
  public static Arm without(Recipe recipe, List<String> taps) {
    return some(recipe, "without-", taps, s -> !taps.contains(s.tap()));
  }

  /** {@code recipe} with its heads at {@code taps} and no others. */
  public static Arm only(Recipe recipe, List<String> taps) {
    return some(recipe, "only-", taps, s -> taps.contains(s.tap()));
  }

  private static Arm some(Recipe recipe, String word, List<String> taps, Predicate<Supervision> kept) {
    List<String> known = recipe.supervise().stream().map(Supervision::tap).toList();
    for (String tap : taps) {
      if (!known.contains(tap)) {
        throw new IllegalArgumentException("the recipe of " + recipe.network() + " has no head at \"" + tap
            + "\" to leave out or alone; it has " + (known.isEmpty() ? "none" : "heads at " + String.join(", ", known)));
      }
    }
    ObjectNode heads = RecipeText.tree(recipe).withObjectProperty("supervise");
    recipe.supervise().stream().filter(kept.negate()).forEach(s -> heads.remove(s.tap()));
    String name = taps.stream().map(tap -> tap.replaceAll("[^A-Za-z0-9._-]", "_")).collect(Collectors.joining("+"));
    return new Arm(word + name, List.of("supervise=" + (heads.isEmpty() ? "none" : heads.toString())));
  }

  /** {@code recipe} with this arm's changes. */
  public Recipe of(Recipe recipe) {
    Recipe changed = recipe;
    for (String change : changes) {
      changed = changed.with(change.substring(0, change.indexOf('=')), change.substring(change.indexOf('=') + 1));
    }
    return changed;
  }
}
