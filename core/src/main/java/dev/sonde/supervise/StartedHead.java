package dev.sonde.supervise;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;

/**
 * A head whose weights start from another law, its biases from 0. Written after the head: {@code cnds he}, {@code linear xavier}.
 *
 * <p>The published laws are small, and a head that starts small sends little gradient back: the CNDS branch from its N(0, 0.01) does not raise what reaches
 * the layers below it at all, from He's law it does (docs/RESULTS.md).
 */
record StartedHead(Head head, Initializer weights) implements Head {
  @Override
  public Network on(Shape tap, int classes) {
    return head.on(tap, classes);
  }

  @Override
  public Initialization initialization() {
    return Initialization.of(weights, 0);
  }

  @Override
  public String toString() {
    return head + " " + weights;
  }
}
