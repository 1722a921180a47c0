package dev.sonde.supervise;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;

/**
 * torchvision's FCNHead: {@code [N, C, h, w]} → 3x3 convolution to C/4, batch normalisation, ReLU, dropout 0.1 → 1x1 convolution →
 * {@code [N, K, h, w]}. Nodes {@code 0} … {@code 4} are those of its {@code aux_classifier}. Starts as there, but with biases 0.
 *
 * <p>There the auxiliary scores are resized to the input before the loss; here the targets follow the head.
 *
 * <p>Source: torchvision {@code models/segmentation/fcn.py}, FCNHead.
 */
record FcnHead() implements Head {
  @Override
  public Network on(Shape tap, int classes) {
    return PixelHead.at(tap, this).then("0", Layer.Conv.of(Math.max(1, tap.channels() / 4), 3).padding(1).withoutBias())
        .batchNorm().as("1").relu().as("2").dropout(0.1).as("3").conv(classes, 1).as("4").build();
  }

  @Override
  public Initialization initialization() {
    return Initialization.of(new Initializer.TorchDefault(), 0);
  }

  @Override
  public String toString() {
    return "fcn";
  }
}
