package dev.sonde.zoo;

import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;

/**
 * U-Net for labels per pixel, {@code [N, C, H, W] → [N, classes, H, W]}: five encoder blocks of two 3x3 convolutions with pools
 * between them, four decoder blocks that double the map by a 2x2 transposed convolution and read the encoder's block of the same size.
 *
 * <p>Taps {@code enc1} … {@code enc5} and {@code dec4} … {@code dec1} are the blocks' outputs after ReLU. Two things differ from the paper,
 * as in most later use: convolutions keep the size (pad 1), so that no border is cut off, and each is followed by batch normalisation.
 * Where a side does not divide by 16, the doubled map is resized to the encoder's ({@code dec1.fit}), so that one set of weights serves
 * every height and width from 16 on. Starts as He, biases 0.
 *
 * <p>Source: Ronneberger et al., U-Net (2015), arXiv 1505.04597, figure 1.
 */
public final class UNet {
  static final Architecture ARCHITECTURE = new Architecture(
      "Ronneberger et al., U-Net: Convolutional Networks for Biomedical Image Segmentation, arXiv 1505.04597;"
          + " with padding and batch normalisation",
      Shape.image(3, 256, 256), Initialization.of(new Initializer.He(), 0), (input, classes) -> of(input, classes, 64));

  private static final int DEPTH = 5;

  private UNet() {}

  /** The network whose first block has {@code width} channels (64 in the paper); each deeper block has twice as many. */
  public static Network of(Shape input, int classes, int width) {
    NetworkBuilder b = NetworkBuilder.of("unet", input);
    for (int level = 1; level <= DEPTH; level++) {
      if (level > 1) {
        b.maxPool(2, 2).as("pool" + (level - 1));
      }
      block(b, "enc" + level, width << (level - 1));
    }
    for (int level = DEPTH - 1; level >= 1; level--) {
      decode(b, level, width << (level - 1));
    }
    return b.conv(classes, 1).as("classifier").build();
  }

  private static void decode(NetworkBuilder b, int level, int width) {
    String name = "dec" + level;
    String skip = "enc" + level;
    String up = up(b, name, skip, width);
    block(b.from(skip).concat(up).as(name + ".concat"), name, width);
  }

  /** Doubles the map where the pen stands, to {@code width} channels and exactly the size of {@code like}; the name of the result. */
  static String up(NetworkBuilder b, String name, String like, int width) {
    return b.then(name + ".up", new Layer.TransposedConv(width, 2, 2, 0, true)).resizeLike(like).as(name + ".fit").here();
  }

  /** Twice a 3x3 convolution, batch normalisation and ReLU; the second ReLU is called {@code name}. */
  static void block(NetworkBuilder b, String name, int width) {
    b.then(name + ".conv1", same(width)).batchNorm().as(name + ".bn1").relu().as(name + ".relu1");
    b.then(name + ".conv2", same(width)).batchNorm().as(name + ".bn2").relu().as(name);
  }

  private static Layer same(int filters) {
    return Layer.Conv.of(filters, 3).padding(1).withoutBias();
  }
}
