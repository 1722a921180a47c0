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
 * VGG without batch normalisation: five stages of 3x3 convolutions with a pool after each, an adaptive pool to 7x7, three fully
 * connected layers.
 *
 * <p>Names are the authors' ({@code conv1_1} … {@code conv5_3}, {@code fc6} … {@code fc8}); parameters come in
 * torchvision's order, so its weights import by position. Starts as in torchvision: He by fan-out, N(0, 0.01) for the fully
 * connected, biases 0.
 *
 * <p>Source: Simonyan and Zisserman, Very Deep Convolutional Networks (2014), arXiv 1409.1556, table 1, columns A, B, D; torchvision
 * {@code models/vgg.py} for the adaptive pool.
 */
final class Vgg {
  private static final int[] WIDTHS = {64, 128, 256, 512, 512};
  private static final Initializer ZERO = new Initializer.Constant(0);

  private Vgg() {}

  /** The architecture with this many convolutions in each stage. */
  static Architecture of(String name, int... depths) {
    Initialization initialization = new Initialization(List.of(
        new Rule("fc*", new Initializer.Gaussian(0.01), ZERO), new Rule("*", new Initializer.HeFanOut(), ZERO)));
    return new Architecture("Simonyan and Zisserman, Very Deep Convolutional Networks, arXiv 1409.1556; torchvision models/vgg.py",
        Shape.image(3, 224, 224), initialization, (input, classes) -> network(name, input, classes, depths));
  }

  /** The convolutions as an encoder: taps conv1 to conv5 are the ends of the stages before their pools; the last pool is left out, so the stride is 16. */
  static Encoder encoder(String name, int... depths) {
    return new Encoder("Simonyan and Zisserman, Very Deep Convolutional Networks, arXiv 1409.1556", Encoder.FIRST, input -> {
      NetworkBuilder b = NetworkBuilder.of(name, input);
      for (int stage = 1; stage <= depths.length; stage++) {
        stage(stage == 1 ? b : b.maxPool(2, 2).as("pool" + (stage - 1)), stage, depths[stage - 1]).then("conv" + stage, new Layer.Identity());
      }
      return b.build();
    });
  }

  private static NetworkBuilder stage(NetworkBuilder b, int stage, int depth) {
    for (int i = 1; i <= depth; i++) {
      b.then("conv" + stage + "_" + i, Layer.Conv.of(WIDTHS[stage - 1], 3).padding(1)).relu().as("relu" + stage + "_" + i);
    }
    return b;
  }

  private static Network network(String name, Shape input, int classes, int[] depths) {
    NetworkBuilder b = NetworkBuilder.of(name, input);
    for (int stage = 1; stage <= depths.length; stage++) {
      stage(b, stage, depths[stage - 1]).maxPool(2, 2).as("pool" + stage);
    }
    b.then("avgpool", new Layer.AdaptiveAveragePool(7)).flatten().as("flatten");
    for (int fc = 6; fc <= 7; fc++) {
      b.linear(4096).as("fc" + fc).relu().as("relu" + fc).dropout(0.5).as("drop" + fc);
    }
    return b.linear(classes).as("fc8").build();
  }
}
