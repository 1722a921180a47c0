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
 * Residual networks of basic (two 3x3) or bottleneck (1x1, 3x3, 1x1) blocks; the stride of a bottleneck is at its 3x3, as in torchvision.
 *
 * <p>Names are torchvision's, so that its weights import by name; the tap {@code layer2.0} is the output of that block, after
 * its ReLU. Starts as in
 * torchvision, except that the bias of {@code fc} is 0, not random.
 *
 * <p>Source: He et al., Deep Residual Learning (2015), arXiv 1512.03385, table 1; torchvision {@code models/resnet.py}.
 */
final class ResNet {
  private static final int[] WIDTHS = {64, 128, 256, 512};
  private static final Initializer ZERO = new Initializer.Constant(0);

  private ResNet() {}

  /** Blocks of two 3x3 convolutions, {@code depths} of them in the four stages. */
  static Architecture basic(String name, int... depths) {
    return architecture(name, false, depths);
  }

  /** Blocks of 1x1, 3x3, 1x1, of which the last is four times as wide. */
  static Architecture bottleneck(String name, int... depths) {
    return architecture(name, true, depths);
  }

  private static Architecture architecture(String name, boolean bottleneck, int[] depths) {
    Initialization initialization = new Initialization(List.of(
        new Rule("fc", new Initializer.TorchDefault(), ZERO), new Rule("*", new Initializer.HeFanOut(), ZERO)));
    return new Architecture("He et al., Deep Residual Learning for Image Recognition, arXiv 1512.03385; torchvision models/resnet.py",
        Shape.image(3, 224, 224), initialization, (input, classes) -> network(name, input, classes, bottleneck, depths));
  }

  private static Network network(String name, Shape input, int classes, boolean bottleneck, int[] depths) {
    NetworkBuilder b = NetworkBuilder.of(name, input)
        .then("conv1", conv(64, 7, 2)).batchNorm().as("bn1").relu().as("relu")
        .then("maxpool", new Layer.MaxPool(3, 2, 1, false));
    for (int stage = 0; stage < depths.length; stage++) {
      for (int i = 0; i < depths[stage]; i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        block(b, "layer" + (stage + 1) + "." + i, WIDTHS[stage], stride, bottleneck);
      }
    }
    return b.globalAveragePool().as("avgpool").flatten().as("flatten").linear(classes).as("fc").build();
  }

  private static void block(NetworkBuilder b, String name, int width, int stride, boolean bottleneck) {
    int out = bottleneck ? 4 * width : width;
    boolean projected = stride > 1 || b.shape().channels() != out;
    b.residual(
        main -> convolutions(main, name, width, stride, bottleneck),
        side -> {
          if (projected) {
            side.then(name + ".downsample.0", conv(out, 1, stride)).batchNorm().as(name + ".downsample.1");
          }
        }).as(name + ".add").relu().as(name);
  }

  private static void convolutions(NetworkBuilder b, String name, int width, int stride, boolean bottleneck) {
    b.then(name + ".conv1", bottleneck ? conv(width, 1, 1) : conv(width, 3, stride))
        .batchNorm().as(name + ".bn1").relu().as(name + ".relu1");
    b.then(name + ".conv2", bottleneck ? conv(width, 3, stride) : conv(width, 3, 1))
        .batchNorm().as(name + ".bn2");
    if (bottleneck) {
      b.relu().as(name + ".relu2").then(name + ".conv3", conv(4 * width, 1, 1)).batchNorm().as(name + ".bn3");
    }
  }

  private static Layer conv(int filters, int kernel, int stride) {
    return Layer.Conv.of(filters, kernel).stride(stride).padding(kernel / 2).withoutBias();
  }
}
