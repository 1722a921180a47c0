package dev.sonde.zoo;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initialization.Rule;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import java.util.List;

/**
 * The thin residual networks of 6n + 2 layers for CIFAR: one 3x3 convolution, three stages of n basic blocks with 16, 32 and 64 channels,
 * global average pooling. Shortcuts have no parameters: where a stage halves the map, every second pixel is taken and zero channels are
 * added before and behind (option A).
 *
 * <p>Names are those of akamaster/pytorch_resnet_cifar10, so that its weights import by name; the tap {@code layer2.0} is the output of
 * that block, after its ReLU. Starts as there: He by fan-in for the convolutions and {@code linear}, biases 0 where the reference draws
 * them.
 *
 * <p>Source: He et al., Deep Residual Learning (2015), arXiv 1512.03385, section 4.2; akamaster/pytorch_resnet_cifar10 {@code resnet.py}.
 */
final class CifarResNet {
  private static final int[] WIDTHS = {16, 32, 64};

  private CifarResNet() {}

  /** The network of {@code depth} = 6n + 2 layers: 20, 32, 44, 56, 110. */
  static Architecture of(int depth) {
    String name = "resnet-" + depth;
    return new Architecture(
        "He et al., Deep Residual Learning for Image Recognition, arXiv 1512.03385, section 4.2; akamaster/pytorch_resnet_cifar10",
        Shape.image(3, 32, 32), new Initialization(List.of(new Rule("*", new Initializer.He(), new Initializer.Constant(0)))),
        (input, classes) -> network(name, input, classes, (depth - 2) / 6));
  }

  private static Network network(String name, Shape input, int classes, int blocks) {
    NetworkBuilder b = NetworkBuilder.of(name, input).then("conv1", conv(16, 1)).batchNorm().as("bn1").relu().as("relu");
    for (int stage = 1; stage <= WIDTHS.length; stage++) {
      for (int i = 0; i < blocks; i++) {
        block(b, "layer" + stage + "." + i, WIDTHS[stage - 1], stage > 1 && i == 0 ? 2 : 1);
      }
    }
    return b.globalAveragePool().as("avgpool").flatten().as("flatten").linear(classes).as("linear").build();
  }

  private static void block(NetworkBuilder b, String name, int width, int stride) {
    b.residual(
        main -> main.then(name + ".conv1", conv(width, stride)).batchNorm().as(name + ".bn1").relu().as(name + ".relu1")
            .then(name + ".conv2", conv(width, 1)).batchNorm().as(name + ".bn2"),
        side -> {
          if (stride > 1) {
            side.then(name + ".every-second", new Layer.MaxPool(1, stride, 0, false))
                .then(name + ".shortcut", new Layer.ChannelPad(width / 4, width / 4));
          }
        }).as(name + ".add").relu().as(name);
  }

  private static Layer conv(int filters, int stride) {
    return Layer.Conv.of(filters, 3).stride(stride).padding(1).withoutBias();
  }
}
