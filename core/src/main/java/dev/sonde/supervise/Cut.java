package dev.sonde.supervise;

import dev.sonde.data.Seed;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.torch.Model;
import dev.sonde.torch.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * A network that ends at one of its heads: the body as far as the tap needs it, then the head. What U-Net++ calls pruning to L1 … L4, for
 * any network and head.
 *
 * <p>Nodes of the head are called {@code head.} and their own name ({@code head2.}, {@code head3.} … where the body has such nodes).
 */
public final class Cut {
  private Cut() {}

  /**
   * The body up to {@code tap} with {@code head} behind it, called {@code body@tap}.
   *
   * @throws IllegalArgumentException where the body has no such tap, or the head was made for another shape
   */
  public static Network network(Network body, String tap, Network head) {
    Network stem = body.upTo(tap);
    if (!stem.outputShape().equals(head.input())) {
      throw new IllegalArgumentException("the " + head.name() + " reads shape " + head.input() + ", but \"" + tap + "\" of " + body.name()
          + " has " + stem.outputShape());
    }
    String prefix = prefix(body);
    List<Node> nodes = new ArrayList<>(stem.nodes());
    for (Node node : head.nodes()) {
      List<String> inputs = node.inputs().stream().map(input -> input.equals(Network.INPUT) ? tap : prefix + input).toList();
      nodes.add(new Node(prefix + node.name(), node.layer(), inputs));
    }
    return new Network(stem.name(), stem.input(), nodes);
  }

  private static String prefix(Network body) {
    String prefix = "head.";
    for (int i = 2; taken(body, prefix); i++) {
      prefix = "head" + i + ".";
    }
    return prefix;
  }

  private static boolean taken(Network body, String prefix) {
    return body.nodes().stream().anyMatch(node -> node.name().startsWith(prefix));
  }

  /**
   * The same with the weights of both, compiled; the caller closes it.
   *
   * @throws IllegalStateException inside an open {@link Scope}
   */
  public static Model model(Model body, String tap, Model head) {
    Network network = network(body.network(), tap, head.network());
    Model cut = Model.compile(network, Initialization.of(new Initializer.Constant(0), 0), Seed.of(0), body.precision());
    String prefix = prefix(body.network());
    try (Scope scope = Scope.silent()) {
      var own = cut.state();
      body.state().forEach((name, tensor) -> {
        if (own.containsKey(name)) {
          cut.load(name, tensor);
        }
      });
      head.state().forEach((name, tensor) -> cut.load(prefix + name, tensor));
    }
    return cut;
  }
}
