package dev.sonde.supervise;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * DSN's companion classifier: {@code [N, C, H, W] → [N, C·H·W] → [N, K]}. Hang it on the convolution itself to read the map before its ReLU.
 *
 * <p>Starts as the released code does: uniform within {@code sqrt(3/(K·C·H·W))}, old Caffe's "xavier" of an inner product, biases 0.
 *
 * <p>Source: Lee et al., Deeply-Supervised Nets (2014), section 3; s9xie/DSN {@code examples/best_cifar10_9.65/cifar-10.prototxt}.
 */
record LinearHead() implements Head {
  @Override
  public Network on(Shape tap, int classes) {
    List<Node> nodes = new ArrayList<>();
    if (tap.isMap()) {
      nodes.add(new Node("flatten", new Layer.Flatten(), List.of(Network.INPUT)));
    }
    nodes.add(new Node("fc", new Layer.Linear(classes, true), List.of(tap.isMap() ? "flatten" : Network.INPUT)));
    return new Network("linear head", tap, nodes);
  }

  @Override
  public Initialization initialization() {
    return Initialization.of(new Initializer.CaffeXavier(), 0);
  }

  @Override
  public String toString() {
    return "linear";
  }
}
