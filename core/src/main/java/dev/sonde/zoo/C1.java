package dev.sonde.zoo;

import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;

/**
 * The decoder of one convolution: conv5 {@code [N, C, h, w]} → 3x3 convolution to C/4, batch normalisation, ReLU → 1x1 convolution to the classes.
 *
 * <p>Source: CSAILVision/semantic-segmentation-pytorch {@code models/models.py}, C1 (and C1DeepSup, whose second branch is a head here).
 */
final class C1 {
  static final Decoder DECODER = new Decoder("CSAILVision/semantic-segmentation-pytorch models/models.py, C1", C1::draw);

  private C1() {}

  private static void draw(NetworkBuilder b, Network encoder, int classes) {
    unit(b, encoder, "decoder.cbr", Math.max(1, b.shape().channels() / 4), 3);
    b.then("decoder.conv_last", Layer.Conv.of(classes, 1));
  }

  /**
   * Convolution without bias, batch normalisation, ReLU: nodes {@code name.0}, {@code name.1} and {@code name.2}. Normalises as the encoder's last layer does,
   * so that running averages of both are worth the same.
   */
  static NetworkBuilder unit(NetworkBuilder b, Network encoder, String name, int filters, int kernel) {
    return unit(b, encoder, name, 0, filters, kernel);
  }

  /** The same with nodes numbered from {@code first}. */
  static NetworkBuilder unit(NetworkBuilder b, Network encoder, String name, int first, int filters, int kernel) {
    return b.then(name + "." + first, Residual.conv(filters, kernel, 1)).then(name + "." + (first + 1), norm(encoder)).relu().as(name + "." + (first + 2));
  }

  private static Layer norm(Network encoder) {
    return encoder.nodes().stream().map(node -> node.layer()).filter(layer -> layer instanceof Layer.BatchNorm)
        .reduce((first, second) -> second).orElse(Layer.BatchNorm.standard());
  }
}
