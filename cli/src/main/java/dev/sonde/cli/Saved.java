package dev.sonde.cli;

import dev.sonde.data.Datasets;
import dev.sonde.data.Split;
import dev.sonde.net.Network;
import dev.sonde.store.Checkpoint;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.train.Recipe;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A trained network as a file holds it: compiled body, compiled heads, and how its images were prepared. */
final class Saved implements AutoCloseable {
  private final Path file;
  private final Checkpoint checkpoint;
  private final Model body;
  private final Precision precision;
  private final Map<String, Network> headNetworks;
  private final Map<String, Model> heads = new LinkedHashMap<>();

  private Saved(Path file, Checkpoint checkpoint, Precision precision) {
    this.file = file;
    this.checkpoint = checkpoint;
    this.precision = precision;
    headNetworks = checkpoint.recipe().isPresent() ? Objective.networks(checkpoint.network(), supervisions(), checkpoint.classes().size())
        : checkpoint.headNetworks();
    body = checkpoint.body(precision);
  }

  /**
   * Opens a checkpoint, or the best one of a run folder, and compiles what it holds, to compute in float32.
   *
   * @throws dev.sonde.data.BadData where the file is damaged
   */
  static Saved open(Path word) {
    return open(word, Precision.FLOAT32);
  }

  /** The same to compute in {@code precision}. */
  static Saved open(Path word, Precision precision) {
    Path file = Runs.checkpoint(word);
    Checkpoint checkpoint = Checkpoint.open(file);
    try {
      return new Saved(file, checkpoint, precision).compiled();
    } catch (RuntimeException e) {
      checkpoint.close();
      throw e;
    }
  }

  private Saved compiled() {
    try {
      headNetworks.forEach((tap, network) -> heads.put(tap, checkpoint.head(tap, network, precision)));
      return this;
    } catch (RuntimeException e) {
      heads.values().forEach(Model::close);
      body.close();
      throw e;
    }
  }

  /** Of the heads that are in the file; a stripped file has none, whatever its recipe says. */
  private List<Supervision> supervisions() {
    return recipe().map(Recipe::supervise).orElse(List.of()).stream().filter(s -> checkpoint.heads().contains(s.tap())).toList();
  }

  Optional<Recipe> recipe() {
    return checkpoint.recipe().map(text -> Recipe.parse(text, "the recipe in " + file));
  }

  /** The data set to use: the one asked for, or the recipe's. */
  String data(@Nullable String asked) {
    return asked != null ? asked : recipe().map(Recipe::data)
        .orElseThrow(() -> new IllegalArgumentException(file + " does not say what it was trained on; name the data"));
  }

  /** The same, opened. Of its own data a network is shown the samples that its recipe took; of other data everything. */
  Split split(@Nullable String asked) {
    Split whole = Datasets.open(data(asked));
    return asked != null ? whole : recipe().map(recipe -> recipe.taken(whole)).orElse(whole);
  }

  Path file() {
    return file;
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Whether it names pixels, not pictures. */
  boolean dense() {
    return body.network().outputShape().isMap();
  }

  Model body() {
    return body;
  }

  Map<String, Model> heads() {
    return heads;
  }

  Map<String, Network> headNetworks() {
    return headNetworks;
  }

  @Override
  public void close() {
    heads.values().forEach(Model::close);
    body.close();
    checkpoint.close();
  }
}
