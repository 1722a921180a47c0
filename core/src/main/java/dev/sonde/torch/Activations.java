package dev.sonde.torch;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What one forward pass left: the network's output, the activations that were asked for, and the outputs of heads, alive within the current {@link Scope}.
 *
 * @param output the last node's, {@code [N, K]} or {@code [N, K, H, W]}
 * @param taps   activations by node name
 * @param scores of the heads that ran with the pass, by tap
 */
public record Activations(Tensor output, Map<String, Tensor> taps, Map<String, Tensor> scores) {
  /** The activation of node {@code tap}; throws {@link IllegalArgumentException} where it was not asked for. */
  public Tensor at(String tap) {
    Tensor tensor = taps.get(tap);
    if (tensor == null) {
      throw new IllegalArgumentException("the activation of \"" + tap + "\" was not asked for; asked were " + taps.keySet());
    }
    return tensor;
  }
}
