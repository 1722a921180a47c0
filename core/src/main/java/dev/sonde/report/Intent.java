package dev.sonde.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sonde.data.BadData;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import dev.sonde.store.Checkpoint;
import dev.sonde.store.Checkpoints;
import dev.sonde.supervise.Supervision;
import dev.sonde.train.Recipe;
import dev.sonde.zoo.Zoo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a run was meant to be: its recipe, and the network that the recipe stands for.
 *
 * @param recipe  absent where the folder has none that this version can read
 * @param network the body; absent where neither the recipe nor the journal nor a checkpoint says enough to draw it
 */
record Intent(Optional<Recipe> recipe, Optional<Network> network) {
  /** Of a run folder; what is there and cannot be read becomes a sentence in {@code notes}. */
  static Intent of(Path folder, Story story, ArrayNode notes) {
    Optional<Recipe> recipe = recipe(folder, notes);
    try {
      Optional<Network> network = recipe.map(Recipe::body).or(() -> story.began().flatMap(Intent::zoo)).or(() -> saved(folder));
      return new Intent(recipe, network);
    } catch (IllegalArgumentException | BadData e) {
      notes.add("the network cannot be drawn: " + e.getMessage());
      return new Intent(recipe, Optional.empty());
    }
  }

  private static Optional<Recipe> recipe(Path folder, ArrayNode notes) {
    Path file = folder.resolve("recipe.yaml");
    try {
      return Files.isRegularFile(file) ? Optional.of(Recipe.read(file)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      notes.add("the recipe is shown as it stands, but not understood: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** A network of the zoo at the shape and classes that the journal names. */
  private static Optional<Network> zoo(JsonNode began) {
    String name = began.path("network").asText();
    return Zoo.knows(name) && began.hasNonNull("input")
        ? Optional.of(Zoo.network(name, Shape.parse(began.get("input").asText()), began.path("classes").asInt())) : Optional.empty();
  }

  /** The network of the last checkpoint, for journals that do not name the input's shape. */
  private static Optional<Network> saved(Path folder) {
    return new Checkpoints(folder.resolve("checkpoints")).newest().map(file -> {
      try (Checkpoint checkpoint = Checkpoint.open(file)) {
        return checkpoint.network();
      }
    });
  }

  /** The heads, in the recipe's order. */
  List<Supervision> supervise() {
    return recipe.map(Recipe::supervise).orElse(List.of());
  }
}
