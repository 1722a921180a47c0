package dev.sonde.zoo;

import dev.sonde.net.Dilation;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;

/**
 * A network without a classifier, to be read by a {@link Decoder}: its taps {@code conv2} to {@code conv5} are the ends of its stages, and {@code conv5} is
 * its output.
 *
 * @param source paper and reference code
 */
record Encoder(String source, Initialization initialization, Plan plan) {
  /** He by fan-out with zero biases: how encoders start that are not read from a file. */
  static final Initialization FIRST = Initialization.of(new Initializer.HeFanOut(), 0);

  /** Draws the encoder for an input. */
  @FunctionalInterface
  interface Plan {
    Network network(Shape input);
  }

  /** The same encoder at another output stride, by dilation. */
  Encoder dilated(String name, int stride) {
    return new Encoder(source, initialization, input -> {
      Network drawn = plan.network(input);
      return Dilation.to(new Network(name, input, drawn.nodes()), stride);
    });
  }
}
