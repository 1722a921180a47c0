package dev.sonde.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * What one forward pass left: the network's output and the activations that were asked for, alive within the current {@link Scope}.
 *
 * @param output the last node's, {@code [N, K]} or {@code [N, K, H, W]}
 * @param taps   by node name
 */
public record Activations(Tensor output, Map<String, Tensor> taps) {
  /** The activation of node {@code tap}; throws {@link IllegalArgumentException} where it was not asked for. */
  public Tensor at(String tap) {
    Tensor tensor = taps.get(tap);
    if (tensor == null) {
      throw new IllegalArgumentException("the activation of \"" + tap + "\" was not asked for; asked were " + taps.keySet());
    }
    return tensor;
  }

  /** The same pass with only the taps in {@code names}, those that were asked for. */
  public Activations only(Set<String> names) {
    Map<String, Tensor> chosen = new LinkedHashMap<>(taps);
    chosen.keySet().retainAll(names);
    return new Activations(output, chosen);
  }
}
