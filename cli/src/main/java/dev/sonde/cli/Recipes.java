package dev.sonde.cli;

import dev.sonde.data.Datasets;
import dev.sonde.data.Split;
import dev.sonde.net.Shape;
import dev.sonde.train.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Recipes from the words of a command line. */
final class Recipes {
  private static final String OVERRIDE = "[A-Za-z][A-Za-z0-9_.-]*=.*";

  private Recipes() {}

  /** A recipe with nothing left to guess, and its data. */
  record Ready(Recipe recipe, Split data) {}

  /**
   * The recipe that {@code words} mean: a file, or a network and data; then {@code options}, then {@code KEY=VALUE} words.
   *
   * @throws IllegalArgumentException where they mean none
   */
  static Ready of(List<String> words, List<String> options) {
    return of(words, options, null, null);
  }

  /**
   * The same with a network of the zoo at another size than its data suggests.
   *
   * @param input   shape of one sample, and {@code classes}, its outputs; absent: those of the data
   */
  static Ready of(List<String> words, List<String> options, @Nullable Shape input, @Nullable Integer classes) {
    List<String> nouns = words.stream().filter(word -> !word.matches(OVERRIDE)).toList();
    List<String> keys = words.stream().filter(word -> word.matches(OVERRIDE)).toList();
    List<String> given = superviseFirst(options, keys);
    Recipe recipe = changed(base(nouns, input, classes), given);
    Split data = Datasets.open(recipe.data());
    return new Ready(nouns.size() == 1 ? recipe : Fitting.of(recipe, given.stream().anyMatch(key -> key.startsWith("batch=")), data), data);
  }

  private static Recipe base(List<String> nouns, @Nullable Shape input, @Nullable Integer classes) {
    if (nouns.size() == 2) {
      return input == null && classes == null ? networkAndData(nouns.get(0), nouns.get(1))
          : Recipe.of(Networks.of(nouns.get(0), input, classes), nouns.get(1));
    }
    if (input != null || classes != null) {
      throw new IllegalArgumentException("--input and --classes go with a network and data; a recipe says both itself");
    }
    if (nouns.size() == 1 && Networks.isFile(nouns.get(0))) {
      if (!Files.exists(Path.of(nouns.get(0)))) {
        throw new IllegalArgumentException("no recipe file " + nouns.get(0));
      }
      return Recipe.read(Path.of(nouns.get(0)));
    }
    throw new IllegalArgumentException(nouns.size() == 1
        ? nouns.get(0) + " on what? Name data behind it, such as: " + nouns.get(0) + " shapes"
        : "a recipe is one file, or a network and data, but there are " + nouns.size() + " words: " + String.join(" ", nouns));
  }

  private static Recipe networkAndData(String network, String data) {
    Networks.check(network.replaceFirst("_deepsup$", ""));
    return Networks.isFile(network) ? Recipe.of(Networks.read(Path.of(network)), data) : Recipe.of(network, data);
  }

  /** The words, each of which must be {@code KEY=VALUE}. */
  static List<String> keys(List<String> words) {
    for (String word : words) {
      if (!word.matches(OVERRIDE)) {
        throw new IllegalArgumentException("\"" + word + "\" is no KEY=VALUE, such as seed=2");
      }
    }
    return words;
  }

  /** Options, then words; but heads before what is said of them, wherever it stands. */
  private static List<String> superviseFirst(List<String> options, List<String> words) {
    List<String> all = Stream.concat(options.stream(), words.stream()).toList();
    Predicate<String> heads = key -> key.startsWith("supervise=");
    return Stream.concat(all.stream().filter(heads), all.stream().filter(heads.negate())).toList();
  }

  /** {@code recipe} with the given {@code KEY=VALUE} words, in their order. */
  static Recipe changed(Recipe recipe, List<String> keys) {
    for (String key : keys) {
      recipe = recipe.with(key.substring(0, key.indexOf('=')), key.substring(key.indexOf('=') + 1));
    }
    return recipe;
  }

  /** {@code none}, {@code published} and {@code auto} as they are; {@code TAP: WEIGHT} texts as one mapping of the recipe. */
  static String heads(List<String> texts) {
    if (texts.size() == 1 && List.of("none", "published", "auto").contains(texts.get(0))) {
      return texts.get(0);
    }
    return texts.stream().map(Recipes::head).collect(Collectors.joining(", ", "{", "}"));
  }

  private static String head(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || text.substring(colon + 1).isBlank()) {
      throw new IllegalArgumentException("--supervise \"" + text
          + "\" is neither none, nor published, nor auto, nor TAP: WEIGHT, such as \"conv4: 0.3 decaying\"");
    }
    String weight = text.substring(colon + 1).strip();
    return quoted(text.substring(0, colon).strip()) + ": " + (weight.startsWith("{") ? weight : quoted(weight));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
