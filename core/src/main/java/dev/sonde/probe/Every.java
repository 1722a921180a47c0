package dev.sonde.probe;

import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A head behind every n-th convolution but the last, at its ReLU where it has one: the rule that measures nothing, to compare with.
 *
 * @param n at least 1
 */
record Every(int n) implements Placement {
  Every {
    if (n < 1) {
      throw new IllegalArgumentException("every " + n + " must be every 1 or more");
    }
  }

  @Override
  public Choice choose(GradientProfile profile, Set<String> closed) {
    List<String> convolutions = profile.convolutions();
    List<String> taps = IntStream.iterate(n, i -> i < convolutions.size(), i -> i + n).mapToObj(i -> blockEnd(profile.network(), convolutions.get(i - 1)))
        .filter(tap -> !closed.contains(tap)).toList();
    return new Choice(taps, taps.isEmpty() ? "every " + n + " of " + convolutions.size() + " convolutions leaves no place for a head"
        : "a head behind every " + n + " of " + convolutions.size() + " convolutions, whatever their gradient: " + String.join(", ", taps));
  }

  /** The last of the normalisation and ReLU that follow a convolution alone. */
  private static String blockEnd(Network network, String node) {
    List<Node> readers = network.nodes().stream().filter(reader -> reader.inputs().contains(node)).toList();
    boolean goesOn = readers.size() == 1 && (readers.get(0).layer() instanceof Layer.BatchNorm || readers.get(0).layer() instanceof Layer.Relu
        || readers.get(0).layer() instanceof Layer.Relu6);
    return goesOn ? blockEnd(network, readers.get(0).name()) : node;
  }

  @Override
  public String toString() {
    return "every " + n;
  }
}
