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
 * The bodies of CNDS: eight and thirteen convolutions, each with ReLU, and three fully connected layers; no normalisation.
 *
 * <p>Names follow the paper's numbering of blocks: {@code conv4}, {@code relu4} and, where the block ends in one, {@code pool4} are
 * block 4, so {@code pool4} is the paper's X4.
 *
 * <p><b>cnds-8</b> is the released model: conv1 7x7/2 pad 1, pool1 3/2, the other convolutions 3x3, the other pools 2/2, all
 * pools rounding up as
 * Caffe does; 64, 128, 256, 256, 512, 512, 512, 512 filters; 4096 wide fully connected layers.
 *
 * <p><b>cnds-13</b> was never released. Depth and places of pools (after convolutions 2, 4, 7, 10, 13) are the paper's; the widths are
 * VGG-16's and the first windows are those of cnds-8, which is our choice.
 *
 * <p><b>Small images</b>, below 64 in height or width, would shrink to nothing half way. For them, also our choice, conv1 is
 * 3x3/1 pad 1, the first
 * pool is 2/2, and the fully connected layers are 512 wide: the 512 numbers left of a 32x32 image do not call for 4096.
 *
 * <p>Source: Wang et al., Training Deeper Convolutional Networks with Deep Supervision (2015), arXiv 1505.02496, figure 1;
 * lwwang/Places_CNDS_model {@code train_val.prototxt}.
 */
final class Cnds {
  private static final int SMALL = 64;
  private static final Initializer NARROW = new Initializer.Gaussian(0.01);

  /** N(0, 0.01) with the biases released for cnds-8. */
  private static final Initialization RELEASED = new Initialization(List.of(
      rule("conv1", 0.5), rule("conv*", 0.1), rule("fc3", 0), rule("fc*", 1), rule("*", 0)));

  static final Architecture EIGHT = new Architecture(
      "Wang et al., Training Deeper Convolutional Networks with Deep Supervision, arXiv 1505.02496;"
          + " lwwang/Places_CNDS_model train_val.prototxt",
      Shape.image(3, 227, 227), RELEASED, Cnds::eight);

  static final Architecture THIRTEEN = new Architecture(
      "Wang et al., Training Deeper Convolutional Networks with Deep Supervision, arXiv 1505.02496; never released: widths are VGG-16's",
      Shape.image(3, 227, 227), RELEASED, Cnds::thirteen);

  private Cnds() {}

  private static Rule rule(String pattern, double bias) {
    return new Rule(pattern, NARROW, new Initializer.Constant(bias));
  }

  static Network eight(Shape input, int classes) {
    return network("cnds-8", input, classes, new int[] {64, 128, 256, 256, 512, 512, 512, 512}, List.of(1, 2, 4, 6, 8));
  }

  static Network thirteen(Shape input, int classes) {
    int[] widths = {64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512};
    return network("cnds-13", input, classes, widths, List.of(2, 4, 7, 10, 13));
  }

  private static Network network(String name, Shape input, int classes, int[] widths, List<Integer> pooled) {
    boolean small = Math.min(input.height(), input.width()) < SMALL;
    NetworkBuilder b = NetworkBuilder.of(name, input);
    for (int block = 1; block <= widths.length; block++) {
      b.then("conv" + block, conv(block, widths[block - 1], small)).relu().as("relu" + block);
      if (pooled.contains(block)) {
        int kernel = block == pooled.get(0) && !small ? 3 : 2;
        b.then("pool" + block, new Layer.MaxPool(kernel, 2, 0, true));
      }
    }
    int width = small ? 512 : 4096;
    return b.flatten().as("flatten")
        .linear(width).relu().dropout(0.5)
        .linear(width).relu().dropout(0.5)
        .linear(classes).build();
  }

  private static Layer conv(int block, int filters, boolean small) {
    return block == 1 && !small ? Layer.Conv.of(filters, 7).stride(2).padding(1) : Layer.Conv.of(filters, 3).padding(1);
  }
}
