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
    Decoder.unit(b, encoder, "decoder.cbr", 0, Math.max(1, b.shape().channels() / 4), 3);
    b.then("decoder.conv_last", Layer.Conv.of(classes, 1));
  }
}
