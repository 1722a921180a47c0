package dev.sonde.zoo;

import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;

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
}
