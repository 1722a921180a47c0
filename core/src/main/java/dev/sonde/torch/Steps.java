package dev.sonde.torch;

import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What compilation finds out about a network before any tensor exists: for each node, which inputs die after it, whether it may overwrite its
 * input, and which flattened maps may stay in memory order.
 *
 * <p><b>Memory order.</b> A map in channels-last memory flattens without a copy to {@code [N, H·W·C]}; the network means
 * {@code [N, C·H·W]}. Where everything behind a flatten is elementwise until linear layers, the linear weights are kept in the
 * same order instead, and nothing is ever copied.
 */
final class Steps {
  private static final Set<Class<?>> ELEMENTWISE = Set.of(Layer.Relu.class, Layer.Relu6.class, Layer.Dropout.class);
  /** Kinds whose backward needs no value of their own output, so that a ReLU may overwrite it. */
  private static final Set<Class<?>> OVERWRITABLE =
      Set.of(Layer.Conv.class, Layer.TransposedConv.class, Layer.BatchNorm.class, Layer.Linear.class, Layer.Add.class, Layer.Concat.class);

  private final Network network;
  private final Map<String, List<Node>> readers = new HashMap<>();
  private final Map<String, Shape> memoryOrdered = new HashMap<>();
  private final Map<String, List<String>> dying = new HashMap<>();
  private final Set<String> overwriting = new HashSet<>();
  private final Map<Shape, Boolean> others = new ConcurrentHashMap<>();

  Steps(Network network) {
    this.network = network;
    for (Node node : network.nodes()) {
      node.inputs().forEach(input -> readers.computeIfAbsent(input, key -> new ArrayList<>()).add(node));
    }
    Map<String, Shape> shapes = network.shapes();
    for (Node node : network.nodes()) {
      keepMemoryOrder(node, shapes);
      markOverwriting(node);
      markDying(node);
    }
  }

  /** Whether the compiled parameters serve an input of this shape: always the network's own, and any other behind which no parameter changes its size. */
  boolean takes(Shape input) {
    return input.equals(network.input()) || others.computeIfAbsent(input, network::takes);
  }

  /** The map's shape where {@code node} holds it flattened in memory order, else null. */
  @org.jspecify.annotations.Nullable Shape memoryOrder(String node) {
    return memoryOrdered.get(node);
  }

  /** Inputs of {@code node} that nobody reads after it. */
  List<String> dyingAfter(String node) {
    return dying.getOrDefault(node, List.of());
  }

  boolean overwrites(String node) {
    return overwriting.contains(node);
  }

  private void keepMemoryOrder(Node node, Map<String, Shape> shapes) {
    Shape from = shapes.get(node.inputs().get(0));
    if (node.layer() instanceof Layer.Flatten && from.isMap() && endsInLinear(node)) {
      memoryOrdered.put(node.name(), from);
    } else if (ELEMENTWISE.contains(node.layer().getClass()) && memoryOrdered.containsKey(node.inputs().get(0))) {
      memoryOrdered.put(node.name(), memoryOrdered.get(node.inputs().get(0)));
    }
  }

  private boolean endsInLinear(Node node) {
    List<Node> next = readers.getOrDefault(node.name(), List.of());
    return !next.isEmpty() && next.stream().allMatch(reader ->
        reader.layer() instanceof Layer.Linear || ELEMENTWISE.contains(reader.layer().getClass()) && endsInLinear(reader));
  }

  private void markOverwriting(Node node) {
    if (!(node.layer() instanceof Layer.Relu)) {
      return;
    }
    String from = node.inputs().get(0);
    boolean alone = readers.get(from).size() == 1 && !from.equals(Network.INPUT);
    if (alone && OVERWRITABLE.contains(network.node(from).layer().getClass())) {
      overwriting.add(node.name());
    }
  }

  private void markDying(Node node) {
    for (String input : new HashSet<>(node.inputs())) {
      List<Node> all = readers.get(input);
      if (!input.equals(Network.INPUT) && all.get(all.size() - 1).equals(node)) {
        dying.computeIfAbsent(node.name(), key -> new ArrayList<>()).add(input);
      }
    }
  }
}
