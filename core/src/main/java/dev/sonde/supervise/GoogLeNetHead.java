package dev.sonde.supervise;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import java.util.List;

/**
 * GoogLeNet's auxiliary classifier: average pool to 4x4 → 1x1 convolution to 128 with batch normalisation and ReLU → FC 1024, ReLU, dropout 0.7 → FC K.
 *
 * <p>Node names are torchvision's, so that its weights import by name.
 *
 * <p>Source: Szegedy et al., Going Deeper with Convolutions (2015), section 5; torchvision {@code models/googlenet.py}, InceptionAux
 * (batch normalisation with epsilon 0.001, adaptive pool).
 */
record GoogLeNetHead() implements Head {
  @Override
  public Network on(Shape tap, int classes) {
    if (!tap.isMap()) {
      throw new IllegalArgumentException("the googlenet head pools and convolves a map, but its tap has shape " + tap + "; use the linear head there");
    }
    return new Network("googlenet head", tap, List.of(
        new Node("pool", new Layer.AdaptiveAveragePool(4), List.of(Network.INPUT)),
        new Node("conv.conv", Layer.Conv.of(128, 1).withoutBias(), List.of("pool")),
        new Node("conv.bn", new Layer.BatchNorm(0.001, 0.1), List.of("conv.conv")),
        new Node("conv", new Layer.Relu(), List.of("conv.bn")),
        new Node("flatten", new Layer.Flatten(), List.of("conv")),
        new Node("fc1", new Layer.Linear(1024, true), List.of("flatten")),
        new Node("relu", new Layer.Relu(), List.of("fc1")),
        new Node("dropout", new Layer.Dropout(0.7), List.of("relu")),
        new Node("fc2", new Layer.Linear(classes, true), List.of("dropout"))));
  }

  @Override
  public Initialization initialization() {
    return Initialization.of(new Initializer.He(), 0);
  }

  @Override
  public String toString() {
    return "googlenet";
  }
}
