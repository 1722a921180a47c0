package dev.sonde.zoo;

import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Node;

/**
 * What turns an encoder's maps into scores for every place: {@code encoder → [N, K, h, w]}, not yet softmax.
 *
 * <p>Its nodes are called {@code decoder.} and then as in the reference's state; its widths follow the encoder's.
 *
 * @param source paper and reference code
 */
record Decoder(String source, Plan plan) {
  /** Draws on: the pen stands at {@code conv5} of {@code encoder} and has to end at the scores. */
  @FunctionalInterface
  interface Plan {
    void draw(NetworkBuilder pen, Network encoder, int classes);
  }

  /** Prefix of every decoder node. */
  static final String PREFIX = "decoder.";

  /**
   * Convolution without bias, batch normalisation, ReLU: nodes {@code name.first} and the two numbers after it. Normalises as the encoder's last layer does, so
   * that the running averages of both are worth the same.
   */
  static NetworkBuilder unit(NetworkBuilder b, Network encoder, String name, int first, int filters, int kernel) {
    return b.then(name + "." + first, Residual.conv(filters, kernel, 1)).then(name + "." + (first + 1), norm(encoder)).relu().as(name + "." + (first + 2));
  }

  private static Layer norm(Network encoder) {
    return encoder.nodes().stream().map(Node::layer).filter(Layer.BatchNorm.class::isInstance)
        .reduce((first, second) -> second).orElse(Layer.BatchNorm.standard());
  }
}
