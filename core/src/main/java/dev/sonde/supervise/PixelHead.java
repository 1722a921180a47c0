package dev.sonde.supervise;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;

/**
 * A 1x1 convolution to the classes at every place: {@code [N, C, h, w] → [N, K, h, w]}; He weights, biases 0.
 *
 * <p>Source: MIC-DKFZ/nnUNet, the {@code seg_layers} of its decoder; Zhou et al., UNet++, arXiv 1807.10165, section 2.2.
 */
record PixelHead() implements Head {
  @Override
  public Network on(Shape tap, int classes) {
    return at(tap, this).conv(classes, 1).as("conv").build();
  }

  @Override
  public Initialization initialization() {
    return Initialization.of(new Initializer.He(), 0);
  }

  @Override
  public String toString() {
    return "pixel";
  }

  /** A pen at a map; throws {@link IllegalArgumentException} where the tap of {@code head} is none. */
  static NetworkBuilder at(Shape tap, Head head) {
    if (!tap.isMap()) {
      throw new IllegalArgumentException("the " + head + " head names the class of every place of a map, but its tap has shape " + tap
          + "; hang it before the network is flattened, or use the linear head there");
    }
    return NetworkBuilder.of(head + " head", tap);
  }
}
