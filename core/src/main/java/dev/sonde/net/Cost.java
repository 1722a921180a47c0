package dev.sonde.net;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a node, or a whole network, costs for one sample.
 *
 * <pre>
 * convolution             macs = H'·W'·filters·k²·C/groups
 * transposed convolution  macs = H·W·C·filters·k²          every input value meets every kernel once
 * linear                  macs = features·F
 * everything else         macs = 0                         comparisons and sums, not multiply-accumulates
 * </pre>
 *
 * @param parameters      trained numbers
 * @param macs            multiply-accumulates of one forward pass
 * @param activationBytes bytes of the outputs in float32: {@code 4·C·H·W} for each node, but 0 for a name alone (identity)
 */
public record Cost(long parameters, long macs, long activationBytes) {
  /** Nothing. */
  public static final Cost NONE = new Cost(0, 0, 0);

  /** The sum over all nodes. */
  public static Cost of(Network network) {
    return byNode(network).values().stream().reduce(NONE, Cost::plus);
  }

  /** Cost of every node by name, in evaluation order. */
  public static Map<String, Cost> byNode(Network network) {
    Map<String, Shape> shapes = network.shapes();
    Map<String, Cost> costs = new LinkedHashMap<>();
    network.nodes().forEach(node -> costs.put(node.name(), of(node, shapes.get(node.inputs().get(0)), shapes.get(node.name()))));
    return costs;
  }

  private static Cost of(Node node, Shape input, Shape output) {
    long parameters = Parameters.count(Parameters.of(node, input));
    long bytes = node.layer() instanceof Layer.Identity ? 0 : 4 * output.elements();
    return new Cost(parameters, node.layer().accept(new Macs(input, output)), bytes);
  }

  public Cost plus(Cost other) {
    return new Cost(parameters + other.parameters, macs + other.macs, activationBytes + other.activationBytes);
  }
}
