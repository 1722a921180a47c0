package dev.sonde.zoo;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;

/**
 * U-Net++ for labels per pixel, {@code [N, C, H, W] → [N, classes, H, W]}: U-Nets of depth 1 to 4 nested in one another, with dense skips.
 *
 * <p>Node {@code xI_J} is {@code X^{I,J}} of the paper: {@code X^{I,0} = H(P(X^{I-1,0}))} down the encoder, and
 * {@code X^{I,J} = H([X^{I,0}, …, X^{I,J-1}, U(X^{I+1,J-1})])} across, with {@code H} twice a 3x3 convolution, batch normalisation and
 * ReLU, {@code P} a 2x2 max pool and {@code U} a 2x2 transposed convolution of stride 2, resized to the row's size where that is odd. Row
 * {@code I} has {@code width·2^I} channels. The classifier, a 1x1 convolution, reads {@code x0_4}; taps {@code x0_1} … {@code x0_4} are all
 * of full size, and what {@code x0_L} needs is the U-Net++ L&lt;L&gt; of the paper's pruning: hang heads there while training and cut there
 * after it.
 *
 * <p>The paper's blocks have no batch normalisation, and an encoder of another make; this is the common form, of the authors' own code.
 * Starts as He, biases 0.
 *
 * <p>Source: Zhou et al., UNet++ (2018), arXiv 1807.10165, figure 1 and equation 1; MrGiovanni/UNetPlusPlus {@code keras}, Nest_Net (32
 * channels in its first row, as here).
 */
public final class UNetPlusPlus {
  static final Architecture ARCHITECTURE = new Architecture(
      "Zhou et al., UNet++: A Nested U-Net Architecture for Medical Image Segmentation, arXiv 1807.10165; with batch normalisation",
      Shape.image(3, 256, 256), Initialization.of(new Initializer.He(), 0), (input, classes) -> of(input, classes, 32));

  private static final int DEPTH = 5;

  private UNetPlusPlus() {}

  /** The network whose first row has {@code width} channels (32 in the authors' code); each deeper row has twice as many. */
  public static Network of(Shape input, int classes, int width) {
    NetworkBuilder b = NetworkBuilder.of("unet-plus-plus", input);
    for (int level = 0; level < DEPTH; level++) {
      if (level > 0) {
        b.from(node(level - 1, 0)).maxPool(2, 2).as("pool" + level);
      }
      UNet.block(b, node(level, 0), width << level);
      for (int across = 1; across <= level; across++) {
        nest(b, level - across, across, width << (level - across));
      }
    }
    return b.conv(classes, 1).as("classifier").build();
  }

  private static void nest(NetworkBuilder b, int row, int column, int width) {
    String name = node(row, column);
    String up = UNet.up(b.from(node(row + 1, column - 1)), name, node(row, 0), width);
    String[] others = new String[column];
    for (int i = 1; i < column; i++) {
      others[i - 1] = node(row, i);
    }
    others[column - 1] = up;
    UNet.block(b.from(node(row, 0)).concat(others).as(name + ".concat"), name, width);
  }

  private static String node(int row, int column) {
    return "x" + row + "_" + column;
  }
}
