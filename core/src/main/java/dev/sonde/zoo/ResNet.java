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
 * Residual networks of {@link Residual} blocks: whole classifiers, and encoders with taps conv2 to conv5 at the ends of their stages.
 *
 * <p>Names are torchvision's, so that its weights import by name; the tap {@code layer2.0} is the output of that block, after
 * its ReLU. Starts as in torchvision, except that the bias of {@code fc} is 0, not random.
 *
 * <p>Source: He et al., Deep Residual Learning (2015), arXiv 1512.03385, table 1; torchvision {@code models/resnet.py}.
 */
final class ResNet {
  private static final String SOURCE = "He et al., Deep Residual Learning for Image Recognition, arXiv 1512.03385; torchvision models/resnet.py";
  private static final String CSAIL = "CSAILVision/semantic-segmentation-pytorch models/resnet.py, resnext.py, after He et al., arXiv 1512.03385,"
      + " and Xie et al., arXiv 1611.05431";
  private static final Initializer ZERO = new Initializer.Constant(0);
  private static final Rule STAGES = new Rule("*", new Initializer.HeFanOut(), ZERO);

  private ResNet() {}

  /** Blocks of two 3x3 convolutions, {@code depths} of them in the four stages. */
  static Architecture basic(String name, int... depths) {
    return architecture(name, Residual.basic(Layer.BatchNorm.standard()), depths);
  }

  /** Blocks of 1x1, 3x3, 1x1, of which the last is four times as wide. */
  static Architecture bottleneck(String name, int... depths) {
    return architecture(name, Residual.bottleneck(Layer.BatchNorm.standard()), depths);
  }

  private static Architecture architecture(String name, Residual blocks, int[] depths) {
    Initialization initialization = new Initialization(List.of(new Rule("fc", new Initializer.TorchDefault(), ZERO), STAGES));
    return new Architecture(SOURCE, Shape.image(3, 224, 224), initialization, (input, classes) -> network(name, input, classes, blocks, depths));
  }

  private static Network network(String name, Shape input, int classes, Residual blocks, int[] depths) {
    NetworkBuilder b = NetworkBuilder.of(name, input);
    stem(b);
    for (int stage = 1; stage <= depths.length; stage++) {
      blocks.stage(b, "layer" + stage, depths[stage - 1], 32 << stage, stage == 1 ? 1 : 2);
    }
    return b.globalAveragePool().as("avgpool").flatten().as("flatten").linear(classes).as("fc").build();
  }

  /** The same stem and stages as an encoder, with torchvision's names. */
  static Encoder encoder(String name, Residual blocks, int... depths) {
    return new Encoder(SOURCE, Encoder.FIRST, input -> {
      NetworkBuilder b = NetworkBuilder.of(name, input);
      stem(b);
      return staged(b, blocks, 64, depths);
    });
  }

  /**
   * CSAIL's encoder, whose stem is three 3x3 convolutions (64 of stride 2, 64, 128) where the paper has one of 7x7. Its nodes are called {@code stem.conv1}
   * to {@code stem.bn3}, in the reference {@code conv1} to {@code bn3}, since {@code conv2} and {@code conv3} are taps here.
   *
   * @param width of the first stage's inner convolutions; each stage doubles it
   */
  static Encoder deep(String name, Residual blocks, int width, int... depths) {
    return new Encoder(CSAIL, Encoder.FIRST, input -> {
      NetworkBuilder b = NetworkBuilder.of(name, input);
      for (int i = 1; i <= 3; i++) {
        b.then("stem.conv" + i, Residual.conv(i == 3 ? 128 : 64, 3, i == 1 ? 2 : 1)).then("stem.bn" + i, blocks.norm()).relu().as("stem.relu" + i);
      }
      return staged(b.then("maxpool", new Layer.MaxPool(3, 2, 1, false)), blocks, width, depths);
    });
  }

  private static void stem(NetworkBuilder b) {
    b.then("conv1", Residual.conv(64, 7, 2)).batchNorm().as("bn1").relu().as("relu").then("maxpool", new Layer.MaxPool(3, 2, 1, false));
  }

  /** Four stages, at whose ends are the taps conv2 to conv5. */
  private static Network staged(NetworkBuilder b, Residual blocks, int width, int[] depths) {
    for (int stage = 1; stage <= depths.length; stage++) {
      blocks.stage(b, "layer" + stage, depths[stage - 1], width << (stage - 1), stage == 1 ? 1 : 2);
      b.then("conv" + (stage + 1), new Layer.Identity());
    }
    return b.build();
  }
}
