package dev.sonde.report;

import dev.sonde.net.LayerText;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A box of the drawing: one layer that computes, and the small ones that follow it and nobody else reads (batch norm, ReLU, dropout, …).
 *
 * @param name   what it is called
 * @param nodes  what it holds, first to last; none for the network's input
 * @param shape  of its last node's output
 * @param inputs names of the boxes it reads
 */
record Block(String name, List<Node> nodes, Shape shape, List<String> inputs) {
  private static final Set<String> SMALL = Set.of("batch-norm", "relu", "relu6", "dropout", "local-response-norm", "flatten");

  /** The boxes of a network in evaluation order, the input first. */
  static List<Block> of(Network network) {
    Map<String, Long> readers = network.nodes().stream().flatMap(node -> node.inputs().stream())
        .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    List<List<Node>> groups = new ArrayList<>();
    for (Node node : network.nodes()) {
      Node above = groups.isEmpty() ? node : last(groups.get(groups.size() - 1));
      if (SMALL.contains(kind(node)) && node.inputs().equals(List.of(above.name())) && readers.get(above.name()) == 1) {
        groups.get(groups.size() - 1).add(node);
      } else {
        groups.add(new ArrayList<>(List.of(node)));
      }
    }
    return joined(network, groups);
  }

  private static List<Block> joined(Network network, List<List<Node>> groups) {
    Map<String, Shape> shapes = network.shapes();
    Map<String, String> owner = new HashMap<>(Map.of(Network.INPUT, Network.INPUT));
    groups.forEach(group -> group.forEach(node -> owner.put(node.name(), name(group))));
    List<Block> blocks = new ArrayList<>(List.of(new Block(Network.INPUT, List.of(), network.input(), List.of())));
    for (List<Node> group : groups) {
      Set<String> inputs = new LinkedHashSet<>();
      group.get(0).inputs().forEach(input -> inputs.add(owner.get(input)));
      blocks.add(new Block(name(group), List.copyOf(group), shapes.get(last(group).name()), List.copyOf(inputs)));
    }
    return blocks;
  }

  /** That of the computing layer; or the module's, where the last node has the name that the others' begin with. */
  private static String name(List<Node> group) {
    String first = group.get(0).name();
    return first.startsWith(last(group).name() + ".") ? last(group).name() : first;
  }

  private static Node last(List<Node> group) {
    return group.get(group.size() - 1);
  }

  private static String kind(Node node) {
    return LayerText.of(node.layer()).split(" ")[0];
  }

  boolean holds(String tap) {
    return nodes.stream().anyMatch(node -> node.name().equals(tap));
  }

  /** {@code conv}, {@code linear}, {@code max-pool}, …; {@code input}. */
  String kind() {
    return nodes.isEmpty() ? Network.INPUT : kind(nodes.get(0));
  }

  /** What it does in few words: {@code conv 3x3/2 · bn · relu}. */
  String words() {
    return nodes.stream().map(Block::brief).collect(Collectors.joining(" · "));
  }

  /** Everything of every layer, a line for each. */
  String whole() {
    return nodes.isEmpty() ? "input " + shape
        : nodes.stream().map(node -> node.name() + ": " + LayerText.of(node.layer())).collect(Collectors.joining("\n")) + "\noutput "
        + shape;
  }

  /** Without what the shape beside it says already, and without the usual. */
  private static String brief(Node node) {
    return LayerText.of(node.layer()).replaceFirst("^(conv|transposed-conv|linear) \\d+", "$1").replaceFirst(" pad \\d+", "")
        .replace(" no bias", "").replace(" ceil", "").replaceFirst("^batch-norm.*", "bn").replaceFirst("^local-response-norm.*", "lrn")
        .replaceFirst("^adaptive-average-pool to 1x1", "global average").replace("average-pool", "avg-pool")
        .replaceFirst(" groups \\d+", " grouped");
  }
}
