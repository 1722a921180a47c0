package dev.sonde.net;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The stages of a network: stretches in which maps keep their height and width, each up to and with the pooling that ends it.
 *
 * <p>A stage ends at a node that everything behind it depends on alone, so a residual or inception block is never cut in two: a node inside a block belongs
 * to the stage that its block ends in. A node that only gives a place a name ({@link Layer.Identity}, such as conv3 of an encoder) ends a stage too, also where dilation
 * keeps the size; and the scores that a body for pixels ends in belong to no stage. Around an
 * encoder of a U-Net its skips pass by, so that all of it belongs to the stage before the scores.
 */
public final class Stages {
  private Stages() {}

  /**
   * The tap at the end of the stage in which {@code node} lies: the pooling behind it where one follows, else the last node of its map size
   * that is the only way onward; {@code node} itself where there is none.
   *
   * @throws IllegalArgumentException for an unknown node
   */
  public static String end(Network network, String node) {
    Map<String, Shape> shapes = network.shapes();
    List<Node> onward = onward(network, network.nodes().indexOf(network.node(node)));
    String end = onward.isEmpty() ? node : onward.get(0).name();
    if (network.outputShape().isMap()) {
      onward = onward.stream().filter(next -> !next.equals(network.output())).toList();
    }
    Shape size = network.at(end);
    for (Node next : onward) {
      if (!sameSize(shapes.get(next.name()), size)) {
        boolean pools = next.layer() instanceof Layer.MaxPool || next.layer() instanceof Layer.AveragePool;
        return pools && next.inputs().contains(end) ? next.name() : end;
      }
      end = next.name();
      if (next.layer() instanceof Layer.Identity) {
        return end;
      }
    }
    return end;
  }

  private static boolean sameSize(Shape shape, Shape size) {
    return shape.isMap() == size.isMap() && shape.height() == size.height() && shape.width() == size.width();
  }

  /** Nodes from position {@code from} on that no connection passes by. */
  private static List<Node> onward(Network network, int from) {
    List<Node> nodes = network.nodes();
    return IntStream.range(from, nodes.size()).filter(i -> IntStream.range(i + 1, nodes.size()).noneMatch(j ->
        nodes.get(j).inputs().stream().anyMatch(input -> position(nodes, input) < i))).mapToObj(nodes::get).toList();
  }

  private static int position(List<Node> nodes, String name) {
    return IntStream.range(0, nodes.size()).filter(i -> nodes.get(i).name().equals(name)).findFirst().orElse(-1);
  }
}
