package dev.sonde.supervise;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;

/**
 * CSAIL's deep-supervision branch for labels per place: {@code [N, C, h, w]} → 3x3 convolution to C/2, batch normalisation, ReLU → 1x1 convolution
 * → {@code [N, K, h, w]}. Starts as there with He, biases 0.
 *
 * <p>Nodes are called as in the reference without its {@code _deepsup}. The reference's running averages move with momentum 0.001 and are never read, since
 * its branch does not run in evaluation; here a head is evaluated, and they move with 0.1.
 *
 * <p>Source: CSAILVision/semantic-segmentation-pytorch {@code models/models.py}, C1DeepSup and PPMDeepsup.
 *
 * @param dropout share of channels that PPMDeepsup drops before the last convolution; 0 for C1DeepSup
 */
record C1Head(String name, double dropout) implements Head {
  @Override
  public Network on(Shape tap, int classes) {
    if (!tap.isMap()) {
      throw new IllegalArgumentException("the " + name + " head names the class of every place of a map, but its tap has shape " + tap
          + "; hang it before the network is flattened, or use the linear head there");
    }
    NetworkBuilder b = NetworkBuilder.of(name + " head", tap)
        .then("cbr.0", Layer.Conv.of(Math.max(1, tap.channels() / 2), 3).padding(1).withoutBias())
        .batchNorm().as("cbr.1").relu().as("cbr.2");
    if (dropout > 0) {
      b.then("dropout", new Layer.Dropout(dropout, true));
    }
    return b.then("conv_last", Layer.Conv.of(classes, 1)).build();
  }

  @Override
  public Initialization initialization() {
    return Initialization.of(new Initializer.He(), 0);
  }

  @Override
  public String toString() {
    return name;
  }
}
