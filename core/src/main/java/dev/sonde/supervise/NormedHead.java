package dev.sonde.supervise;

import dev.sonde.net.Initialization;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;

/** A head whose batch normalisation follows the batches by another momentum; written as the head itself, since a recipe says it for body and heads together. */
record NormedHead(Head head, double momentum) implements Head {
  @Override
  public Network on(Shape tap, int classes) {
    return head.on(tap, classes).normMomentum(momentum);
  }

  @Override
  public Initialization initialization() {
    return head.initialization();
  }

  @Override
  public String toString() {
    return head.toString();
  }
}
