package dev.sonde.net;

import java.util.List;

/**
 * One named step of a {@link Network}: a layer and the names of the nodes it reads. The name is the tap.
 *
 * @param name   unique in its network; its parameters are called {@code name.weight}, {@code name.bias}
 * @param inputs names of earlier nodes, or {@link Network#INPUT}
 */
public record Node(String name, Layer layer, List<String> inputs) {
  public Node {
    inputs = List.copyOf(inputs);
    if (name.isBlank() || name.equals(Network.INPUT) || name.contains("/")) {
      throw new IllegalArgumentException("a node cannot be called \"" + name
          + "\"; use a name without \"/\" that is not \"" + Network.INPUT + "\"");
    }
  }
}
