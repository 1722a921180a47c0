package dev.sonde.cli;

import dev.sonde.data.Dataset;
import dev.sonde.data.Image;
import dev.sonde.data.Split;
import dev.sonde.net.Shape;
import dev.sonde.train.Recipe;
import dev.sonde.zoo.Zoo;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a command line of a network and data leaves open, chosen by looking at the data and written into the recipe.
 *
 * <pre>
 * small images of one size     kept as they are, and normalised
 * images with masks            as they are and flipped; of different sizes also scaled as CSAIL does; 4 a step; normalised
 * photographs                  random-resized-crop and flip to train, resize and center-crop to evaluate, at the network's size; normalised
 * </pre>
 */
final class Fitting {
  private static final String COLOUR = "\"normalize 0.485,0.456,0.406 0.229,0.224,0.225\"";
  private static final String GRAY = "\"normalize 0.5 0.25\"";
  private static final int SMALL = 64;

  private Fitting() {}

  /** @param batched whether the samples per step were chosen, so that they stand */
  static Recipe of(Recipe recipe, boolean batched, Split data) {
    boolean open = recipe.train().isEmpty() && recipe.eval().isEmpty();
    return !open ? recipe : data.train().dense() ? dense(batched ? recipe : recipe.with("batch", "4"), data.train()) : transformed(recipe, data.train());
  }

  private static Recipe transformed(Recipe recipe, Dataset train) {
    Image first = train.get(0).image();
    String normal = !recipe.prepare().isEmpty() ? "" : first.channels() == 1 ? GRAY : COLOUR;
    if (keeps(recipe, train, first)) {
      return recipe.with("train", "[" + normal + "]").with("eval", "[" + normal + "]");
    }
    int side = wanted(recipe).height();
    String rest = normal.isEmpty() ? "" : ", " + normal;
    return recipe.with("train", "[random-resized-crop " + side + ", flip" + rest + "]")
        .with("eval", "[resize " + side * 8 / 7 + ", center-crop " + side + rest + "]");
  }

  private static Recipe dense(Recipe recipe, Dataset train) {
    String normal = recipe.prepare().isEmpty() ? ", " + COLOUR : "";
    return sameSizes(train, train.get(0).image())
        ? recipe.with("train", "[flip" + normal + "]").with("eval", normal.isEmpty() ? "[]" : "[" + COLOUR + "]")
        : recipe.with("train", "[\"multi-scale 300,375,450,525,600 max 1000\", flip" + normal + ", pad 8]")
            .with("eval", "[resize 450 max 1000" + normal + "]");
  }

  /** The input that the network takes, or is published with. */
  private static Shape wanted(Recipe recipe) {
    return recipe.body() != null ? recipe.body().input() : recipe.input() != null ? recipe.input() : Zoo.defaultInput(recipe.network());
  }

  private static boolean keeps(Recipe recipe, Dataset train, Image first) {
    Shape wanted = wanted(recipe);
    boolean fits = first.height() == wanted.height() && first.width() == wanted.width();
    boolean free = recipe.body() == null && recipe.input() == null && first.height() <= SMALL && first.width() <= SMALL;
    return (fits || free) && sameSizes(train, first);
  }

  /** Whether a few samples spread over the set have one size; a wrong guess is refused later, by name. */
  private static boolean sameSizes(Dataset train, Image first) {
    List<Integer> some = IntStream.rangeClosed(1, 4).map(i -> (train.size() - 1) * i / 4).boxed().toList();
    return some.stream().map(i -> train.get(i).image()).allMatch(image ->
        image.height() == first.height() && image.width() == first.width());
  }
}
