package dev.sonde.zoo;

import dev.sonde.net.Layer;
import dev.sonde.net.NetworkBuilder;

/**
 * The kind of block that a residual network is made of: two 3x3 convolutions, or the bottleneck of 1x1, 3x3, 1x1, with batch normalisation behind each and
 * the block's input, projected by a 1x1 convolution where shapes differ, added at the end. The stride of a bottleneck is at its 3x3, as in torchvision.
 *
 * <p>Node names are torchvision's and CSAIL's: {@code layer1.0.conv1}, {@code layer1.0.bn1}, {@code layer1.0.downsample.0}; {@code layer1.0} is the output.
 *
 * @param expansion how many times wider than its inner convolutions a bottleneck ends; 1 is the block of two 3x3 convolutions
 * @param groups    of the bottleneck's 3x3 convolution
 */
record Residual(int expansion, int groups, Layer.BatchNorm norm) {
  /** Two 3x3 convolutions. */
  static Residual basic(Layer.BatchNorm norm) {
    return new Residual(1, 1, norm);
  }

  /** He et al.'s bottleneck, four times as wide at its end. */
  static Residual bottleneck(Layer.BatchNorm norm) {
    return new Residual(4, 1, norm);
  }

  /** {@code depth} blocks of inner width {@code width}, called {@code name.0}, {@code name.1}, …, of which the first has the stride. */
  void stage(NetworkBuilder b, String name, int depth, int width, int stride) {
    for (int i = 0; i < depth; i++) {
      block(b, name + "." + i, width, i == 0 ? stride : 1);
    }
  }

  private void block(NetworkBuilder b, String name, int width, int stride) {
    int out = expansion * width;
    boolean projected = stride > 1 || b.shape().channels() != out;
    b.residual(
        main -> convolutions(main, name, width, stride),
        side -> {
          if (projected) {
            side.then(name + ".downsample.0", conv(out, 1, stride)).then(name + ".downsample.1", norm);
          }
        }).as(name + ".add").relu().as(name);
  }

  private void convolutions(NetworkBuilder b, String name, int width, int stride) {
    boolean bottleneck = expansion > 1;
    b.then(name + ".conv1", bottleneck ? conv(width, 1, 1) : conv(width, 3, stride)).then(name + ".bn1", norm).relu().as(name + ".relu1");
    b.then(name + ".conv2", bottleneck ? conv(width, 3, stride).groups(groups) : conv(width, 3, 1)).then(name + ".bn2", norm);
    if (bottleneck) {
      b.relu().as(name + ".relu2").then(name + ".conv3", conv(expansion * width, 1, 1)).then(name + ".bn3", norm);
    }
  }

  /** A convolution without bias that keeps the map's size but for its stride. */
  static Layer.Conv conv(int filters, int kernel, int stride) {
    return Layer.Conv.of(filters, kernel).stride(stride).padding(kernel / 2).withoutBias();
  }
}
