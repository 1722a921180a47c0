package dev.sonde.net;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Floating-point operations of convolutions and linear layers for one sample; a multiply-accumulate is two. What the other layers do is
 * bound by memory and is not counted, nor are biases.
 *
 * <pre>
 * forward   2·macs          the layer's own product ({@link Cost})
 * backward  2·macs          the gradient of the weights
 *         + 2·macs          the gradient of the input, where anything before the layer learns: not in a body's first layer
 * </pre>
 *
 * @param forward  of one pass that predicts
 * @param backward of one pass back; an optimizer's update is not counted
 */
public record Flops(long forward, long backward) {
  /** Of a network whose input is data. */
  public static Flops of(Network network) {
    return of(network, false);
  }

  /** Of a head, whose input is an activation that learns too. */
  public static Flops behindTap(Network head) {
    return of(head, true);
  }

  private static Flops of(Network network, boolean inputLearns) {
    Map<String, Cost> costs = Cost.byNode(network);
    Set<String> learning = new HashSet<>(inputLearns ? Set.of(Network.INPUT) : Set.of());
    Flops sum = new Flops(0, 0);
    for (Node node : network.nodes()) {
      long once = 2 * costs.get(node.name()).macs();
      boolean passesOn = node.inputs().stream().anyMatch(learning::contains);
      sum = sum.plus(new Flops(once, passesOn ? 2 * once : once));
      if (passesOn || costs.get(node.name()).parameters() > 0) {
        learning.add(node.name());
      }
    }
    return sum;
  }

  public Flops plus(Flops other) {
    return new Flops(forward + other.forward, backward + other.backward);
  }

  /** Of one training step. */
  public long training() {
    return forward + backward;
  }
}
