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
 * HED for edges, or any labels per pixel, {@code [N, C, H, W] → [N, classes, H, W]}: VGG-16 up to its last convolution, a
 * side output after each of its five stages, and their learned fusion.
 *
 * <p>Side {@code i} is a 1x1 convolution {@code sideI.score} of the stage's last map, resized bilinearly to the input: tap {@code sideI},
 * already scores, to be taught as it is (head {@code as-is}). The output {@code fuse} is a 1x1 convolution of the five together. Nodes of
 * the trunk are called {@code features.N} as in torchvision's {@code vgg16}, so that its weights import by name; sides 1 to 5 read
 * {@code features.3 8 15 22 29}.
 *
 * <p>Starts as released: trunk as VGG (meant to be read from a file), sides 0, fusion 0.2. With several classes the equal fusion scores all
 * of them alike until its first step. Two things differ: the release pads the input by 35 and crops, here convolutions keep the size; and
 * it interpolates by fixed transposed convolutions, here by a bilinear resize. It has one channel; of two, the sigmoid of
 * {@code s_1 - s_0} is its ({@code balanced-bce}).
 *
 * <p>Source: Xie and Tu, Holistically-Nested Edge Detection (2015), arXiv 1504.06375; s9xie/hed {@code examples/hed/train_val.prototxt}.
 */
final class Hed {
  private static final Initializer ZERO = new Initializer.Constant(0);

  static final Architecture ARCHITECTURE = new Architecture(
      "Xie and Tu, Holistically-Nested Edge Detection, arXiv 1504.06375; s9xie/hed; trunk torchvision models/vgg.py",
      Shape.image(3, 320, 480),
      new Initialization(List.of(new Rule("side*", ZERO, ZERO), new Rule("fuse", new Initializer.Constant(0.2), ZERO),
          new Rule("*", new Initializer.HeFanOut(), ZERO))),
      Hed::network);

  private static final int[] DEPTHS = {2, 2, 3, 3, 3};
  private static final int[] WIDTHS = {64, 128, 256, 512, 512};

  private Hed() {}

  private static Network network(Shape input, int classes) {
    NetworkBuilder b = NetworkBuilder.of("hed", input);
    int number = 0;
    for (int stage = 0; stage < DEPTHS.length; stage++) {
      if (stage > 0) {
        b.maxPool(2, 2).as("features." + number++);
      }
      for (int i = 0; i < DEPTHS[stage]; i++) {
        b.then("features." + number++, Layer.Conv.of(WIDTHS[stage], 3).padding(1)).relu().as("features." + number++);
      }
      side(b, "side" + (stage + 1), classes);
    }
    return b.from("side1").concat("side2", "side3", "side4", "side5").as("sides").conv(classes, 1).as("fuse").build();
  }

  /** Draws a side output and steps back onto the trunk. */
  private static void side(NetworkBuilder b, String name, int classes) {
    String trunk = b.here();
    b.conv(classes, 1).as(name + ".score").resizeLike(Network.INPUT).as(name);
    b.from(trunk);
  }
}
