package dev.sonde.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The gradient figure's data: the mean absolute gradient of every convolution at every iteration of a probe, before any head hung and with
 * all of them.
 *
 * <pre>
 * batch, reference_batch, iterations, rule, threshold, taps, because, cost      as in probe.json
 * layers   [conv1, …]                        bottom to top
 * before   {heads, values [layer][iteration], dead [layer]}      the first round
 * after    the same of the last round; absent where there was one round
 * rounds   [[tap, …], …]                     the heads of every round
 * marks    [{tap, layer}]                    the convolution that a head's tap follows
 * </pre>
 */
final class Gradient {
  private static final List<String> KEPT = List.of("batch", "reference_batch", "iterations", "rule", "threshold", "taps", "because",
      "cost");

  private Gradient() {}

  static ObjectNode of(JsonNode probe, Optional<Network> network) {
    ObjectNode figure = JsonNodeFactory.instance.objectNode();
    KEPT.stream().filter(probe::has).forEach(key -> figure.set(key, probe.get(key)));
    List<JsonNode> rounds = list(probe.path("rounds"));
    List<String> layers = rounds.isEmpty() ? List.of() : convolutions(rounds.get(0).path("layers"));
    layers.forEach(figure.putArray("layers")::add);
    ArrayNode heads = figure.putArray("rounds");
    rounds.forEach(round -> heads.add(round.path("heads")));
    if (!rounds.isEmpty()) {
      figure.set("before", round(rounds.get(0), layers));
    }
    if (rounds.size() > 1) {
      figure.set("after", round(rounds.get(rounds.size() - 1), layers));
    }
    marks(probe.path("taps"), layers, network, figure.putArray("marks"));
    return figure;
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static List<String> convolutions(JsonNode layers) {
    List<String> names = new ArrayList<>();
    layers.fields().forEachRemaining(layer -> {
      if (layer.getValue().path("kind").asText().contains("conv")) {
        names.add(layer.getKey());
      }
    });
    return names;
  }

  private static ObjectNode round(JsonNode round, List<String> layers) {
    ObjectNode one = JsonNodeFactory.instance.objectNode();
    one.set("heads", round.path("heads"));
    ArrayNode values = one.putArray("values");
    layers.forEach(layer -> values.add(Digits.of(round.path("layers").path(layer).path("activation_gradient"))));
    one.set("dead", Digits.of(layers.stream().mapToDouble(layer -> last(round.path("layers").path(layer).path("dead")))));
    return one;
  }

  private static double last(JsonNode shares) {
    return shares.isArray() && !shares.isEmpty() ? shares.get(shares.size() - 1).asDouble(Double.NaN) : Double.NaN;
  }

  private static void marks(JsonNode taps, List<String> layers, Optional<Network> network, ArrayNode marks) {
    taps.forEach(tap -> {
      ObjectNode mark = marks.addObject().put("tap", tap.asText());
      network.flatMap(body -> above(tap.asText(), layers, body)).or(() -> Optional.of(tap.asText()).filter(layers::contains))
          .ifPresent(layer -> mark.put("layer", layer));
    });
  }

  /** The nearest of {@code layers} that the tap reads, itself included. */
  private static Optional<String> above(String tap, List<String> layers, Network network) {
    Deque<String> open = new ArrayDeque<>(List.of(tap));
    while (!open.isEmpty()) {
      String name = open.remove();
      if (layers.contains(name)) {
        return Optional.of(name);
      }
      network.nodes().stream().filter(node -> node.name().equals(name)).map(Node::inputs).forEach(open::addAll);
    }
    return Optional.empty();
  }
}
