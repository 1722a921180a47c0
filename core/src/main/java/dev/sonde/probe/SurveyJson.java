package dev.sonde.probe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The written form of a {@link Survey}, {@code probe.json} of a run folder.
 *
 * <pre>
 * network            name
 * batch              samples of an iteration      reference_batch  256, which gradients are stated for
 * iterations         of each round
 * rule               as written                   threshold        of mean |gradient|; null for rules without one
 * rounds             [{heads: [tap], loss: [per iteration], layers: {name: {kind, and per iteration: activation_gradient (mean |.|, for the reference
 *                    batch), weight_gradient (mean |.|, as it is: a mean over the batch does not depend on its size), weight_gradient_norm, gradient_to_weight, dead (null without ReLU), activation_rms}}}]
 * taps               where heads were placed      because          [a sentence for each decision]
 * cost               [{tap, head, parameters, macs, share (of the body's MACs), memory (bytes), measured (share of step time; null before measured)}]
 * </pre>
 */
public final class SurveyJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SurveyJson() {}

  public static ObjectNode tree(Survey survey) {
    GradientProfile before = survey.before();
    ObjectNode tree = JSON.createObjectNode().put("network", before.network().name()).put("batch", before.batch())
        .put("reference_batch", GradientProfile.REFERENCE_BATCH).put("iterations", before.iterations()).put("rule", survey.rule().toString());
    survey.rule().threshold(before).ifPresentOrElse(bound -> tree.put("threshold", bound), () -> tree.putNull("threshold"));
    survey.rounds().forEach(round -> round(tree.withArray("rounds").addObject(), round));
    survey.taps().forEach(tree.putArray("taps")::add);
    survey.because().forEach(tree.putArray("because")::add);
    ArrayNode costs = tree.putArray("cost");
    survey.costs().forEach(cost -> cost(costs.addObject(), cost));
    return tree;
  }

  private static void round(ObjectNode node, GradientProfile round) {
    round.heads().forEach(node.putArray("heads")::add);
    round.losses().forEach(node.putArray("loss")::add);
    round.layers().forEach((name, readings) -> {
      ObjectNode layer = node.withObjectProperty("layers").putObject(name).put("kind", round.kind(name));
      series(layer, "activation_gradient", readings, reading -> reading.activationGradient() * round.scale());
      series(layer, "weight_gradient", readings, Reading::weightGradient);
      series(layer, "weight_gradient_norm", readings, Reading::weightGradientNorm);
      series(layer, "gradient_to_weight", readings, Reading::gradientToWeight);
      series(layer, "dead", readings, Reading::dead);
      series(layer, "activation_rms", readings, Reading::activationRms);
    });
  }

  private static void series(ObjectNode layer, String name, List<Reading> readings, ToDoubleFunction<Reading> value) {
    ArrayNode values = layer.putArray(name);
    for (Reading reading : readings) {
      double number = value.applyAsDouble(reading);
      if (Double.isFinite(number)) {
        values.add(number);
      } else {
        values.addNull();
      }
    }
  }

  private static void cost(ObjectNode node, HeadCost cost) {
    node.put("tap", cost.tap()).put("head", cost.head()).put("parameters", cost.parameters()).put("macs", cost.macs()).put("share", cost.share())
        .put("memory", cost.memory()).putNull("measured");
  }
}
