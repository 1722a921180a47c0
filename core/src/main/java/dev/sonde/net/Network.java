package dev.sonde.net;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network as data: an input shape and named nodes in evaluation order; the last node is the output.
 *
 * <p>Construction validates the whole: names unique, every input earlier, every shape possible. Printing, comparing, JSON,
 * cost and taps come from this list; libtorch appears only when it is compiled.
 *
 * @param name  what people call it, such as {@code cnds-8}
 * @param input shape of one sample
 */
public record Network(String name, Shape input, List<Node> nodes) {
  /** The name by which nodes read the network's input. */
  public static final String INPUT = "input";

  public Network {
    nodes = List.copyOf(nodes);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a network needs a name");
    }
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("network " + name + " has no nodes");
    }
    Set<String> seen = new HashSet<>(Set.of(INPUT));
    for (Node node : nodes) {
      for (String from : node.inputs()) {
        if (!seen.contains(from)) {
          throw new IllegalArgumentException("node \"" + node.name() + "\" of " + name
              + " reads \"" + from + "\", which no earlier node is called");
        }
      }
      if (!seen.add(node.name())) {
        throw new IllegalArgumentException("two nodes of " + name + " are called \"" + node.name() + "\"");
      }
    }
    Map<String, Shape> shapes = ShapeInference.shapes(name, input, nodes);
    for (Node node : nodes) {
      Parameters.of(node, shapes.get(node.inputs().get(0))).forEach((suffix, sizes) -> Check.elements(node.name() + "." + suffix + " of " + name, sizes));
    }
  }

  /** Every node's output shape, by name, in evaluation order; the input first. */
  public Map<String, Shape> shapes() {
    return ShapeInference.shapes(name, input, nodes);
  }

  /** Shape of the node called {@code tap}; throws {@link IllegalArgumentException} naming the nearest taps where there is none. */
  public Shape at(String tap) {
    node(tap);
    return shapes().get(tap);
  }

  /** The node called {@code tap}; throws {@link IllegalArgumentException} naming the taps where there is none. */
  public Node node(String tap) {
    return nodes.stream().filter(n -> n.name().equals(tap)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException(
            "no node named \"" + tap + "\" in " + name + hint(tap) + "; taps are " + Taps.list(this)));
  }

  private String hint(String tap) {
    return Nearest.hint(tap, nodes.stream().map(Node::name).toList());
  }

  public Node output() {
    return nodes.get(nodes.size() - 1);
  }

  public Shape outputShape() {
    return at(output().name());
  }

  /** Parameters (trained tensors) of the whole network by full name, such as {@code conv1.weight}, with their sizes. */
  public Map<String, List<Integer>> parameters() {
    Map<String, List<Integer>> all = new LinkedHashMap<>();
    Map<String, Shape> shapes = shapes();
    for (Node node : nodes) {
      Parameters.of(node, shapes.get(node.inputs().get(0))).forEach((suffix, sizes) -> all.put(node.name() + "." + suffix, sizes));
    }
    return all;
  }

  /** The same nodes for another input; throws {@link IllegalArgumentException} where it is too small for them. */
  public Network resized(Shape input) {
    return new Network(name, input, nodes);
  }

  /**
   * Whether one set of parameters serves this network and the same nodes at {@code other}: a fully convolutional network takes any height and width that
   * leaves something of every map, one that ends in a linear layer over a flattened map only its own.
   */
  public boolean takes(Shape other) {
    try {
      return resized(other).parameters().equals(parameters());
    } catch (IllegalArgumentException tooSmall) {
      return false;
    }
  }

  /** The same network whose batch normalisation updates its running statistics by {@code momentum}. */
  public Network normMomentum(double momentum) {
    return new Network(name, input, nodes.stream().map(node -> node.layer() instanceof Layer.BatchNorm norm
        ? new Node(node.name(), new Layer.BatchNorm(norm.epsilon(), momentum), node.inputs()) : node).toList());
  }

  /**
   * The network that ends at {@code tap}: that node and those it needs, in their order, called {@code name@tap}. Its parameters are
   * this network's, by name.
   *
   * @throws IllegalArgumentException naming the nearest taps where there is none
   */
  public Network upTo(String tap) {
    Set<String> needed = new HashSet<>(Set.of(node(tap).name()));
    List<Node> kept = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (needed.contains(nodes.get(i).name())) {
        needed.addAll(nodes.get(i).inputs());
        kept.add(0, nodes.get(i));
      }
    }
    return new Network(name + "@" + tap, input, kept);
  }

  /** The network as a table ({@link NetworkText}). */
  @Override
  public String toString() {
    return NetworkText.of(this);
  }
}
