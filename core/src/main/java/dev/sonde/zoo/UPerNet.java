package dev.sonde.zoo;

import dev.sonde.net.Dilation;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Unified perceptual parsing's decoder for labels: pyramid pooling on conv5, then a feature pyramid downward. At each finer tap, a 1x1 convolution of the
 * encoder's map plus the coarser one resized to it; every level → 3x3 convolution, resized to the finest, joined → 3x3 convolution → 1x1 convolution to the
 * classes. All convolutions but the last without bias, normalised, with ReLU.
 *
 * <p>The levels are the encoder's taps conv1 to conv4 whose stride is 4 or more: conv2 to conv4 of a residual network, as in the paper. The pooled maps are
 * resized first and convolved then, unlike {@link Ppm}'s: that is how the reference does it.
 *
 * <p>Source: Xiao et al., Unified Perceptual Parsing for Scene Understanding (2018), arXiv 1807.10221, figure 4; CSAILVision/semantic-segmentation-pytorch
 * {@code models/models.py}, UPerNet.
 */
final class UPerNet {
  private static final String SOURCE = "Xiao et al., Unified Perceptual Parsing for Scene Understanding, arXiv 1807.10221;"
      + " CSAILVision/semantic-segmentation-pytorch models/models.py, UPerNet";
  private static final int FINEST = 4;

  private final NetworkBuilder b;
  private final Network encoder;
  private final int width;

  private UPerNet(NetworkBuilder b, Network encoder, int width) {
    this.b = b;
    this.encoder = encoder;
    this.width = width;
  }

  /** The decoder whose pyramid has {@code width} channels: 512, or 256 for the light one. */
  static Decoder of(int width) {
    return new Decoder(SOURCE, (b, encoder, classes) -> new UPerNet(b, encoder, width).draw(classes));
  }

  private void draw(int classes) {
    List<String> levels = pyramid(pooled(), laterals());
    String finest = levels.get(0);
    List<String> resized = new ArrayList<>();
    for (int i = 1; i < levels.size(); i++) {
      resized.add(b.from(levels.get(i)).resizeLike(finest).as("decoder.fusion." + i).here());
    }
    b.from(finest);
    if (!resized.isEmpty()) {
      b.concat(resized.toArray(String[]::new)).as("decoder.fusion");
    }
    unit("decoder.conv_last.0", width, 3).then("decoder.conv_last.1", Layer.Conv.of(classes, 1));
  }

  private List<String> laterals() {
    return encoder.nodes().stream().map(Node::name).filter(name -> name.matches("conv[1-5]") && !name.equals(encoder.output().name()))
        .filter(name -> encoder.at(name).isMap() && Dilation.stride(encoder, name) >= FINEST).toList();
  }

  /** Pyramid pooling on the pen's node. */
  private String pooled() {
    String conv5 = b.here();
    List<String> branches = new ArrayList<>();
    for (int i = 0; i < Ppm.SCALES.size(); i++) {
      b.from(conv5).then("decoder.ppm_pooling." + i, new Layer.AdaptiveAveragePool(Ppm.SCALES.get(i)))
          .resizeLike(conv5).as("decoder.ppm_pooling." + i + ".resized");
      branches.add(unit("decoder.ppm_conv." + i, Ppm.WIDTH, 1).here());
    }
    b.from(conv5).concat(branches.toArray(String[]::new)).as("decoder.ppm");
    return unit("decoder.ppm_last_conv", width, 3).here();
  }

  /** The levels from finest to coarsest, of which {@code top} is the last. */
  private List<String> pyramid(String top, List<String> laterals) {
    List<String> levels = new ArrayList<>(List.of(top));
    String coarser = top;
    for (int i = laterals.size() - 1; i >= 0; i--) {
      b.from(laterals.get(i));
      String lateral = unit("decoder.fpn_in." + i, width, 1).here();
      String down = b.from(coarser).resizeLike(lateral).as("decoder.fpn_in." + i + ".down").here();
      coarser = b.from(lateral).add(down).as("decoder.fpn_in." + i + ".sum").here();
      levels.add(unit("decoder.fpn_out." + i + ".0", width, 3).here());
    }
    Collections.reverse(levels);
    return levels;
  }

  private NetworkBuilder unit(String name, int filters, int kernel) {
    return Decoder.unit(b, encoder, name, 0, filters, kernel);
  }
}
