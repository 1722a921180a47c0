package dev.sonde.zoo;

import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;

/**
 * The decoder of torchvision's FCN: conv5 {@code [N, C, h, w]} → 3x3 convolution to C/4, batch normalisation, ReLU, dropout 0.1 → 1x1
 * convolution to the classes → bilinear resize to the input, so that it trains at full resolution as there.
 *
 * <p>Nodes {@code decoder.0} … {@code decoder.4} are torchvision's {@code classifier.0} … {@code classifier.4}; the scores before the
 * resize are at tap {@code decoder.4}.
 *
 * <p>Source: Long et al., Fully Convolutional Networks, arXiv 1411.4038, FCN-32s; torchvision {@code models/segmentation/fcn.py} FCNHead,
 * {@code _utils.py} _SimpleSegmentationModel.
 */
final class Fcn {
  static final Decoder DECODER = new Decoder(
      "Long et al., Fully Convolutional Networks, arXiv 1411.4038; torchvision models/segmentation/fcn.py, FCNHead", Fcn::draw);

  private Fcn() {}

  private static void draw(NetworkBuilder b, Network encoder, int classes) {
    b.then("decoder.0", Layer.Conv.of(Math.max(1, b.shape().channels() / 4), 3).padding(1).withoutBias()).batchNorm().as("decoder.1");
    b.relu().as("decoder.2").dropout(0.1).as("decoder.3").conv(classes, 1).as("decoder.4");
    b.resizeLike(Network.INPUT).as("decoder.resize");
  }
}
