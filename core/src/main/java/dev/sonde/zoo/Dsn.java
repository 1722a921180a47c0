package dev.sonde.zoo;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;

/**
 * The bodies of Deeply-Supervised Nets. Companions hang on {@code conv1}, {@code conv2} (and {@code conv3}), which are convolutions before
 * their ReLU, as in the released code.
 *
 * <p>Source: Lee et al., Deeply-Supervised Nets (2014), arXiv 1409.5185.
 */
final class Dsn {
  static final Architecture CIFAR = new Architecture(
      "Lee et al., Deeply-Supervised Nets, arXiv 1409.5185; s9xie/DSN examples/best_cifar10_9.65/cifar-10.prototxt",
      Shape.image(3, 32, 32), Initialization.of(new Initializer.Gaussian(0.05), 0), Dsn::cifar);

  static final Architecture MNIST = new Architecture(
      "a network of LeNet's size (LeCun et al. 1998) with two taps; the MNIST network of Deeply-Supervised Nets was never published",
      Shape.image(1, 28, 28), Initialization.of(new Initializer.He(), 0), Dsn::mnist);

  private Dsn() {}

  /**
   * The network-in-network body for CIFAR: three convolutions, two 1x1 convolutions (cccp) after each, no layer of full connections.
   * The last average pool is 8x8 in the prototxt; here it averages over the whole map, which is the same at 32x32.
   */
  static Network cifar(Shape input, int classes) {
    NetworkBuilder b = NetworkBuilder.of("dsn-cifar", input);
    b.then("conv1", Layer.Conv.of(192, 5).padding(2)).relu().as("relu1");
    cccp(cccp(b, 1, 160), 2, 96).then("pool1", pool()).dropout(0.5).as("drop3");
    b.then("conv2", Layer.Conv.of(192, 5).padding(2)).relu().as("relu2");
    cccp(cccp(b, 3, 192), 4, 192).then("pool2", pool()).dropout(0.5).as("drop6");
    b.then("conv3", Layer.Conv.of(192, 3).padding(1)).relu().as("relu3");
    cccp(b, 5, 192).then("cccp6", Layer.Conv.of(classes, 1));
    return b.globalAveragePool().as("pool3").flatten().as("output").build();
  }

  private static NetworkBuilder cccp(NetworkBuilder b, int number, int filters) {
    return b.then("cccp" + number, Layer.Conv.of(filters, 1)).relu().as("relu-cccp" + number);
  }

  private static Layer pool() {
    return new Layer.MaxPool(3, 2, 0, true);
  }

  /** Two 5x5 convolutions with pools, one hidden layer with dropout. This is not the paper's network, which nobody has published. */
  static Network mnist(Shape input, int classes) {
    return NetworkBuilder.of("dsn-mnist", input)
        .conv(32, 5).relu().maxPool(2, 2)
        .conv(64, 5).relu().maxPool(2, 2)
        .flatten().linear(512).relu().dropout(0.5).linear(classes).build();
  }
}
