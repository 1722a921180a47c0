package dev.sonde.zoo;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;

/**
 * GoogLeNet with batch normalisation, as torchvision has it: epsilon 0.001, pools rounding up, and a 3x3 convolution in the third branch
 * where the paper has 5x5 (a known slip, kept because the public weights have it).
 *
 * <p>Names are torchvision's, so that its weights import by name. The tap {@code inception4a} is the joined output of that module,
 * {@code inception4a.branch1} the branch's after its ReLU. The auxiliary classifiers are heads at {@code inception4a} and
 * {@code inception4d}. Starts with
 * N(0, 0.01), which is what torchvision's normal truncated at ±2 amounts to; biases 0.
 *
 * <p>Source: Szegedy et al., Going Deeper with Convolutions (2014), arXiv 1409.4842, table 1; torchvision {@code models/googlenet.py}.
 */
final class GoogLeNet {
  static final Architecture ARCHITECTURE = new Architecture(
      "Szegedy et al., Going Deeper with Convolutions, arXiv 1409.4842; torchvision models/googlenet.py",
      Shape.image(3, 224, 224), Initialization.of(new Initializer.Gaussian(0.01), 0), GoogLeNet::network);

  private GoogLeNet() {}

  private static Network network(Shape input, int classes) {
    NetworkBuilder b = NetworkBuilder.of("googlenet", input);
    unit(b, "conv1", Layer.Conv.of(64, 7).stride(2).padding(3)).then("maxpool1", pool(3));
    unit(b, "conv2", Layer.Conv.of(64, 1));
    unit(b, "conv3", Layer.Conv.of(192, 3).padding(1)).then("maxpool2", pool(3));
    inception(b, "inception3a", 64, 96, 128, 16, 32, 32);
    inception(b, "inception3b", 128, 128, 192, 32, 96, 64).then("maxpool3", pool(3));
    inception(b, "inception4a", 192, 96, 208, 16, 48, 64);
    inception(b, "inception4b", 160, 112, 224, 24, 64, 64);
    inception(b, "inception4c", 128, 128, 256, 24, 64, 64);
    inception(b, "inception4d", 112, 144, 288, 32, 64, 64);
    inception(b, "inception4e", 256, 160, 320, 32, 128, 128).then("maxpool4", pool(2));
    inception(b, "inception5a", 256, 160, 320, 32, 128, 128);
    inception(b, "inception5b", 384, 192, 384, 48, 128, 128);
    return b.globalAveragePool().as("avgpool").flatten().as("flatten").dropout(0.2).as("dropout").linear(classes).as("fc").build();
  }

  /** The module of four branches; columns of the paper's table 1: #1x1, #3x3 reduce, #3x3, #5x5 reduce, #5x5, pool proj. */
  private static NetworkBuilder inception(NetworkBuilder b, String name,
      int one, int reduce3, int three, int reduce5, int five, int pooled) {
    return b.branches(
        first -> unit(first, name + ".branch1", Layer.Conv.of(one, 1)),
        second -> unit(unit(second, name + ".branch2.0", Layer.Conv.of(reduce3, 1)),
            name + ".branch2.1", Layer.Conv.of(three, 3).padding(1)),
        third -> unit(unit(third, name + ".branch3.0", Layer.Conv.of(reduce5, 1)),
            name + ".branch3.1", Layer.Conv.of(five, 3).padding(1)),
        fourth -> unit(fourth.then(name + ".branch4.0", new Layer.MaxPool(3, 1, 1, true)),
            name + ".branch4.1", Layer.Conv.of(pooled, 1))).as(name);
  }

  private static NetworkBuilder unit(NetworkBuilder b, String name, Layer.Conv conv) {
    return b.then(name + ".conv", conv.withoutBias()).then(name + ".bn", new Layer.BatchNorm(0.001, 0.1)).relu().as(name);
  }

  private static Layer pool(int kernel) {
    return new Layer.MaxPool(kernel, 2, 0, true);
  }
}
