package dev.sonde.supervise;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import java.util.List;

/** Global average pooling and a linear classifier: {@code [N, C, H, W] → [N, C] → [N, K]}; Xavier weights, biases 0. */
record PooledHead() implements Head {
  @Override
  public Network on(Shape tap, int classes) {
    if (!tap.isMap()) {
      throw new IllegalArgumentException("the pooled head averages over a map, but its tap has shape " + tap + "; use the linear head there");
    }
    return new Network("pooled head", tap, List.of(
        new Node("pool", new Layer.AdaptiveAveragePool(1), List.of(Network.INPUT)),
        new Node("flatten", new Layer.Flatten(), List.of("pool")),
        new Node("fc", new Layer.Linear(classes, true), List.of("flatten"))));
  }

  @Override
  public Initialization initialization() {
    return Initialization.of(new Initializer.Xavier(), 0);
  }

  @Override
  public String toString() {
    return "pooled";
  }
}
