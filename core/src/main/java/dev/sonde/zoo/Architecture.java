package dev.sonde.zoo;

import dev.sonde.net.Initialization;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;

/**
 * One entry of the {@link Zoo}.
 *
 * @param source         paper and reference code
 * @param input          what it was designed for
 * @param initialization how its parameters start where nobody says otherwise
 */
record Architecture(String source, Shape input, Initialization initialization, Plan plan) {
  /** Draws the network for an input and a number of classes. */
  @FunctionalInterface
  interface Plan {
    Network network(Shape input, int classes);
  }
}
