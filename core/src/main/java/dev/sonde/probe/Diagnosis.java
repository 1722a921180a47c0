package dev.sonde.probe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Which part of the joint loss sent which gradient in one training step, layer by layer.
 *
 * @param layers by name in network order: every layer of the body with a weight matrix or kernel
 */
public record Diagnosis(Map<String, Finding> layers) {
  public Diagnosis {
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
  }

  /**
   * What arrived at one layer. Means are over all elements of the layer's own output, before any ReLU, stated for a batch of 256
   * as in a {@link GradientProfile}.
   *
   * @param joint mean of {@code |∂L/∂a|} of the joint loss L
   * @param main  mean of {@code |∂L0/∂a|} of the main loss alone: what would arrive without the heads
   * @param parts what each part does to the layer's weight, the main part first; a part that does not reach the layer is absent
   */
  public record Finding(double joint, double main, Map<String, Pull> parts) {
    public Finding {
      parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }
  }

  /**
   * The gradient g that one weighted part ({@code L0} or {@code αt·Ls}) sends to a layer's weight.
   *
   * @param norm   {@code ‖g‖₂}
   * @param share  its norm over the sum of all parts' norms, in [0, 1]; 0 where all are zero
   * @param cosine {@code g·g0 / (‖g‖·‖g0‖)} with the gradient g0 of the main part, in [-1, 1]: below 0 the two fight; absent for the main part
   *               itself, and where either is zero or does not reach the layer
   */
  public record Pull(double norm, double share, OptionalDouble cosine) {}
}
