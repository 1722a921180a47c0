package dev.sonde.probe;

import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Gradients;
import dev.sonde.torch.Magnitudes;
import dev.sonde.torch.Model;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/**
 * One measurement of a network: a backward pass that stops at every layer with weights and reads what arrives there.
 *
 * <p>Takes the place of {@code backward} in a training step: the gradients end up at the parameters too.
 */
public final class Sounding {
  private static final String WEIGHT = ".weight";

  private final Model model;
  /** The ReLU behind each layer with weights, where there is one. */
  private final Map<String, String> gates = new LinkedHashMap<>();

  private Sounding(Model model) {
    this.model = model;
    layers(model.network()).forEach(layer -> gate(model.network(), layer).ifPresent(relu -> gates.put(layer, relu)));
  }

  public static Sounding of(Model model) {
    return new Sounding(model);
  }

  /** Nodes that hold a weight matrix or kernel, in network order. */
  public static List<String> layers(Network network) {
    return network.nodes().stream().filter(node -> weighted(node.layer())).map(Node::name).toList();
  }

  private static boolean weighted(Layer layer) {
    return layer instanceof Layer.Conv || layer instanceof Layer.TransposedConv || layer instanceof Layer.Linear;
  }

  /** The ReLU that a layer's output goes into, through batch normalisation at most. */
  private static Optional<String> gate(Network network, String layer) {
    List<Node> readers = network.nodes().stream().filter(node -> node.inputs().contains(layer)).toList();
    if (readers.size() != 1) {
      return Optional.empty();
    }
    Node next = readers.get(0);
    if (next.layer() instanceof Layer.BatchNorm) {
      return gate(network, next.name());
    }
    return next.layer() instanceof Layer.Relu || next.layer() instanceof Layer.Relu6 ? Optional.of(next.name()) : Optional.empty();
  }

  /** Activations that the forward pass must return for {@link #take}. */
  public Set<String> taps() {
    Set<String> taps = new LinkedHashSet<>(layers(model.network()));
    taps.addAll(gates.values());
    return taps;
  }

  /**
   * Goes backward from {@code loss}, leaves the gradients at {@code parameters}, and reads every layer of the body that they reach.
   *
   * @param activations of a forward pass with {@link #taps()}
   * @param parameters  by name: the body's, and those of heads
   * @return readings by layer in network order
   */
  public Map<String, Reading> take(Tensor loss, Activations activations, Map<String, Tensor> parameters) {
    Map<String, Tensor> wanted = new LinkedHashMap<>(parameters);
    layers(model.network()).forEach(layer -> wanted.put(layer, activations.at(layer)));
    Map<String, Tensor> gradients = Gradients.of(loss, wanted, false);
    parameters.forEach((name, parameter) -> Optional.ofNullable(gradients.get(name)).ifPresent(g -> Gradients.leave(parameter, g)));
    return layers(model.network()).stream().filter(gradients::containsKey)
        .collect(Collectors.toMap(layer -> layer, layer -> reading(layer, activations, gradients), (a, b) -> a, LinkedHashMap::new));
  }

  private Reading reading(String layer, Activations activations, Map<String, Tensor> gradients) {
    Tensor activation = activations.at(layer).detach();
    Tensor weight = model.parameters().get(layer + WEIGHT).detach();
    Tensor weightGradient = gradients.get(layer + WEIGHT);
    return new Reading(Magnitudes.mean(gradients.get(layer)), Magnitudes.mean(weightGradient), Magnitudes.norm(weightGradient), Magnitudes.norm(weight),
        dead(layer, activations), Magnitudes.norm(activation) / Math.sqrt(activation.numel()));
  }

  private double dead(String layer, Activations activations) {
    String gate = gates.get(layer);
    if (gate == null) {
      return Double.NaN;
    }
    Tensor open = activations.at(gate).detach();
    Tensor largest = open.dim() == 4 ? open.amax(new long[] {0, 2, 3}, false) : open.amax(new long[] {0}, false);
    return 1 - largest.count_nonzero().item_double() / largest.numel();
  }
}
