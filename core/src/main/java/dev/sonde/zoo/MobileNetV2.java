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
 * MobileNetV2 of width 1: inverted residuals of 1x1 expansion, 3x3 depthwise and linear 1x1 convolutions, with ReLU6.
 *
 * <p>Names are torchvision's, so that its weights import by name. A block with a shortcut ends in its sum, tap {@code features.3}; one without ends in
 * its last batch normalisation, {@code features.4.conv.3} ({@code features.1.conv.2} for the first). Starts as in torchvision: He by fan-out, N(0, 0.01) for
 * the classifier, biases 0.
 *
 * <p>As an encoder its taps are conv1 to conv5, since the reference returns five maps: strides 4, 8, 16, 32, 32 and 24, 32, 64, 160, 320 channels.
 *
 * <p>Source: Sandler et al., MobileNetV2 (2018), arXiv 1801.04381, table 2; torchvision {@code models/mobilenetv2.py}.
 */
final class MobileNetV2 {
  private static final Initializer ZERO = new Initializer.Constant(0);

  static final Architecture ARCHITECTURE = new Architecture(
      "Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, arXiv 1801.04381; torchvision models/mobilenetv2.py",
      Shape.image(3, 224, 224),
      new Initialization(List.of(
          new Rule("classifier.*", new Initializer.Gaussian(0.01), ZERO), new Rule("*", new Initializer.HeFanOut(), ZERO))),
      MobileNetV2::network);

  /** Table 2: expansion t, channels c, repeats n, stride s of the first. */
  private static final int[][] STAGES = {
    {1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}};

  /** The blocks after which the encoder has its taps conv1 to conv5: those that halve the map, and the last. */
  private static final List<Integer> TAPPED = List.of(2, 4, 7, 14, 17);

  /** All but the last convolution and the classifier, with CSAIL's slow batch normalisation. */
  static final Encoder ENCODER = new Encoder("Sandler et al., MobileNetV2, arXiv 1801.04381; CSAILVision/semantic-segmentation-pytorch"
      + " models/models.py, MobileNetV2Dilated", Encoder.FIRST, MobileNetV2::encoder);

  private final NetworkBuilder b;
  private final Layer.BatchNorm norm;
  private final boolean tapped;

  private MobileNetV2(NetworkBuilder b, Layer.BatchNorm norm, boolean tapped) {
    this.b = b;
    this.norm = norm;
    this.tapped = tapped;
  }

  private static Network network(Shape input, int classes) {
    NetworkBuilder b = NetworkBuilder.of("mobilenet-v2", input);
    MobileNetV2 drawing = new MobileNetV2(b, Layer.BatchNorm.standard(), false);
    drawing.blocks();
    drawing.unit("features.18", Layer.Conv.of(1280, 1));
    b.globalAveragePool().as("avgpool").flatten().as("flatten");
    return b.dropout(0.2).as("classifier.0").linear(classes).as("classifier.1").build();
  }

  private static Network encoder(Shape input) {
    NetworkBuilder b = NetworkBuilder.of("mobilenet-v2", input);
    new MobileNetV2(b, Encoders.SLOW, true).blocks();
    return b.build();
  }

  private void blocks() {
    unit("features.0", Layer.Conv.of(32, 3).stride(2).padding(1));
    int number = 1;
    for (int[] stage : STAGES) {
      for (int i = 0; i < stage[2]; i++, number++) {
        block("features." + number, stage[0], stage[1], i == 0 ? stage[3] : 1);
        if (tapped && TAPPED.contains(number)) {
          b.then("conv" + (TAPPED.indexOf(number) + 1), new Layer.Identity());
        }
      }
    }
  }

  private void block(String name, int expansion, int out, int stride) {
    if (stride == 1 && b.shape().channels() == out) {
      b.residual(main -> convolutions(name, expansion, out, stride)).as(name);
    } else {
      convolutions(name, expansion, out, stride);
    }
  }

  private void convolutions(String name, int expansion, int out, int stride) {
    int width = b.shape().channels() * expansion;
    int part = 0;
    if (expansion > 1) {
      unit(name + ".conv." + part++, Layer.Conv.of(width, 1));
    }
    unit(name + ".conv." + part++, Layer.Conv.of(width, 3).stride(stride).padding(1).groups(width));
    b.then(name + ".conv." + part++, Layer.Conv.of(out, 1).withoutBias()).then(name + ".conv." + part, norm);
  }

  private void unit(String name, Layer.Conv conv) {
    b.then(name + ".0", conv.withoutBias()).then(name + ".1", norm).then(name, new Layer.Relu6());
  }
}
