package dev.sonde.zoo;

import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * Pyramid pooling: conv5 {@code [N, C, h, w]} averaged to 1x1, 2x2, 3x3 and 6x6, each → 1x1 convolution to 512, normalised, ReLU, resized to
 * {@code h x w}; joined behind conv5 itself → 3x3 convolution to 512, normalised, ReLU → dropout of channels 0.1 → 1x1 convolution to the classes.
 *
 * <p>A batch of one cannot be trained with: behind the 1x1 average a channel is one value, which has no variance.
 *
 * <p>Source: Zhao et al., Pyramid Scene Parsing Network (2017), arXiv 1612.01105, figure 3; CSAILVision/semantic-segmentation-pytorch
 * {@code models/models.py}, PPM.
 */
final class Ppm {
  static final Decoder DECODER = new Decoder("Zhao et al., Pyramid Scene Parsing Network, arXiv 1612.01105; CSAILVision/semantic-segmentation-pytorch"
      + " models/models.py, PPM", Ppm::draw);

  /** Sides of the averaged maps. */
  static final List<Integer> SCALES = List.of(1, 2, 3, 6);

  /** Width of every branch. */
  static final int WIDTH = 512;

  private Ppm() {}

  private static void draw(NetworkBuilder b, Network encoder, int classes) {
    String conv5 = b.here();
    List<String> levels = new ArrayList<>();
    for (int i = 0; i < SCALES.size(); i++) {
      String name = "decoder.ppm." + i;
      b.from(conv5).then(name + ".0", new Layer.AdaptiveAveragePool(SCALES.get(i)));
      levels.add(Decoder.unit(b, encoder, name, 1, WIDTH, 1).resizeLike(conv5).as(name).here());
    }
    b.from(conv5).concat(levels.toArray(String[]::new)).as("decoder.ppm");
    Decoder.unit(b, encoder, "decoder.conv_last", 0, WIDTH, 3)
        .then("decoder.conv_last.3", new Layer.Dropout(0.1, true)).then("decoder.conv_last.4", Layer.Conv.of(classes, 1));
  }
}
