package dev.sonde.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.data.Samples;
import dev.sonde.data.Seed;
import dev.sonde.data.Split;
import dev.sonde.loss.Loss;
import dev.sonde.net.Initialization;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkJson;
import dev.sonde.net.Shape;
import dev.sonde.probe.Placing;
import dev.sonde.probe.Survey;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Optimizer;
import dev.sonde.torch.ParameterGroup;
import dev.sonde.torch.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is needed to repeat a run. Equals its YAML form; {@link RecipeText} specifies the keys.
 *
 * @param network     a zoo name, or the name of {@code body}
 * @param body        the network itself where it is none of the zoo's
 * @param input       shape of one sample; absent: that of the first sample after the transforms
 * @param data        folder, downloaded set or {@code shapes}
 * @param samples     how many of its samples are used
 * @param prepare     steps applied once to the whole data, such as {@code gcn 55}
 * @param train       transforms of a training sample
 * @param eval        transforms of an evaluation sample
 * @param norm        what becomes of batch normalisation
 * @param weights     first values for body and heads from files, over {@code init}
 * @param init        first values; absent: the zoo's
 * @param supervise   the heads; none yet where they are to be placed by measurement
 * @param place       how heads are placed by measurement; null where they are not
 * @param because     why the heads hang where they do, once they were placed
 * @param clip        bound of the gradients' joint norm; 0 for none
 * @param steps       upper bound of steps in the whole run; 0 for none
 * @param evaluate    epochs from one evaluation to the next; the last epoch is always evaluated
 * @param workers     loader threads
 * @param diagnose    steps from one diagnosis of the gradients to the next; 0 for none
 * @param precision   in which the network computes, where the processor can
 * @param care        checkpoints, and what happens when something goes wrong
 */
public record Recipe(
    String network, @Nullable Network body, @Nullable Shape input, String data, Samples samples, List<String> prepare, List<String> train,
    List<String> eval, Loss loss, Norm norm, Beginning weights, @Nullable Initialization init, List<Supervision> supervise, @Nullable Placing place, List<String> because,
    Optimizer optimizer, List<ParameterGroup> groups, double clip, int batch, List<Phase> phases, long steps, int evaluate, long seed, int workers,
    long diagnose, Precision precision, Care care) {
  /** Samples per step where a recipe does not say. */
  static final int BATCH = 128;

  public Recipe {
    prepare = List.copyOf(prepare);
    train = List.copyOf(train);
    eval = List.copyOf(eval);
    supervise = List.copyOf(supervise);
    because = List.copyOf(because);
    groups = List.copyOf(groups);
    phases = List.copyOf(phases);
  }

  /** Reads a YAML (or JSON) file; throws {@link IllegalArgumentException} naming the file, the key and what is wrong with it. */
  public static Recipe read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new IllegalArgumentException(file + " is no recipe: it is not text", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read recipe " + file + ": " + e.getMessage(), e);
    }
  }

  /** Reads YAML (or JSON) text; {@code where} names it in complaints. */
  public static Recipe parse(String text, String where) {
    return RecipeText.recipe(RecipeText.tree(text, where), where);
  }

  /** A recipe by its two required words; everything else at its default. */
  public static Recipe of(String network, String data) {
    return RecipeText.recipe(RecipeText.empty().put("network", network).put("data", data), "recipe");
  }

  /** The same for a network of one's own. */
  public static Recipe of(Network network, String data) {
    ObjectNode tree = RecipeText.empty().put("data", data);
    tree.set("network", NetworkJson.tree(network));
    return RecipeText.recipe(tree, "recipe");
  }

  /**
   * This recipe with one key changed; nested keys are joined by dots: {@code supervise.conv4.weight}.
   *
   * @param value YAML text
   */
  public Recipe with(String key, String value) {
    return RecipeText.recipe(RecipeText.changed(RecipeText.tree(this), key, value), "recipe with " + key + "=" + value);
  }

  /** The written form; {@code parse(yaml())} equals this recipe. */
  public String yaml() {
    return RecipeText.yaml(this);
  }

  /** Whether the heads are still to be placed: {@code supervise: auto}. */
  public boolean auto() {
    return place != null && because.isEmpty();
  }

  /** This recipe with the heads that a survey placed, and its reasons. */
  public Recipe placed(Survey survey) {
    return new Recipe(network, body, input, data, samples, prepare, train, eval, loss, norm, weights, init, survey.heads(), place, survey.because(), optimizer,
        groups, clip, batch, phases, steps, evaluate, seed, workers, diagnose, precision, care);
  }

  /** Of {@code whole}, the samples that this recipe takes. */
  public Split taken(Split whole) {
    return samples.of(whole, Seed.of(seed));
  }

  /** Epochs of all phases. */
  public int epochs() {
    return phases.stream().mapToInt(Phase::epochs).sum();
  }
}
