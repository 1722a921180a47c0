package dev.sonde.train;

import dev.sonde.store.Fit;
import dev.sonde.store.Weights;
import dev.sonde.supervise.Objective;
import dev.sonde.torch.Model;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * First weights from files, as a recipe names them: a list of files, or {@code {files: [...], lenient: yes}}.
 *
 * @param files   PyTorch's, safetensors, or checkpoints of Sonde's; several that together hold one network
 * @param lenient takes what fits, whatever does not
 */
public record Beginning(List<String> files, boolean lenient) {
  /** As the network's initialization says. */
  public static final Beginning FRESH = new Beginning(List.of(), false);

  public Beginning {
    files = List.copyOf(files);
  }

  /** Opens the files; the caller closes them. */
  Weights open() {
    Weights weights = Weights.open(files.stream().map(Path::of).toArray(Path[]::new));
    return lenient ? weights.lenient() : weights;
  }

  /** Brings a compiled body and its heads to where {@code recipe} lets them begin: weights from its files, batch normalisation frozen. */
  static Optional<Fit> of(Recipe recipe, Model body, Objective objective) {
    freeze(recipe, body, objective);
    if (recipe.weights().files().isEmpty()) {
      return Optional.empty();
    }
    try (Weights weights = recipe.weights().open()) {
      return Optional.of(weights.into(body, objective.heads()));
    }
  }

  /** The part of it that a checkpoint does not hold. */
  static void freeze(Recipe recipe, Model body, Objective objective) {
    if (recipe.norm().frozen()) {
      body.freezeNorms();
      objective.heads().values().forEach(Model::freezeNorms);
    }
  }
}
