package dev.sonde.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import dev.sonde.data.Seed;
import dev.sonde.net.Cost;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole networks that name the class of every pixel: U-Net, U-Net++, HED, and the FCN decoder. */
@ExtendWith(LeakCheck.class)
class PixelNetworksTest {
  private static Model compile(Network network) {
    return Model.compile(network, Initialization.of(new Initializer.He(), 0.125), Seed.of(4), Precision.FLOAT64);
  }

  private static Tensor noise(int n, Shape image) {
    double[] values = new Random(2).doubles(n * image.elements(), -1, 1).toArray();
    return Tensors.of(values, Precision.FLOAT64, n, image.channels(), image.height(), image.width());
  }

  private static Network small(String name, Shape input) {
    return switch (name) {
      case "unet" -> UNet.of(input, 3, 2);
      case "unet-plus-plus" -> UNetPlusPlus.of(input, 3, 2);
      default -> Zoo.network(name, input, 3);
    };
  }

  /** Drawn for 32x32, shown another size: the weights are the same, and every pixel is scored. */
  @ParameterizedTest
  @CsvSource({"unet, 21, 35", "unet-plus-plus, 21, 35", "unet, 16, 48", "hed, 19, 34", "resnet-18+fcn, 45, 33"})
  void one_set_of_weights_scores_every_pixel_of_any_size(String name, int height, int width) {
    try (Model model = compile(small(name, Shape.image(3, 32, 32))); Scope scope = Scope.silent()) {
      assertArrayEquals(new long[] {2, 3, height, width}, model.forward(noise(2, Shape.image(3, height, width))).shape());
    }
  }

  @Test
  void unet_plus_plus_reads_all_earlier_nodes_of_its_row_and_the_doubled_one_below() {
    Network net = UNetPlusPlus.of(Shape.image(3, 64, 64), 5, 4);
    assertEquals(List.of("x0_0", "x0_1", "x0_2", "x0_3", "x0_4.fit"), net.node("x0_4.concat").inputs());
    assertEquals(List.of("x1_3"), net.node("x0_4.up").inputs());
    assertEquals(List.of("x2_0", "x2_1.fit"), net.node("x2_1.concat").inputs());
    assertEquals(List.of("x0_4"), net.output().inputs());
    for (int column = 0; column <= 4; column++) {
      assertEquals(Shape.image(4, 64, 64), net.at("x0_" + column));
    }
    assertEquals(Shape.image(64, 4, 4), net.at("x4_0"));
    assertEquals(15, net.nodes().stream().filter(node -> node.name().matches("x\\d_\\d")).count());
  }

  /** Convolutions of Nest_Net without bias, two numbers per channel for each normalisation, and transposed convolutions. */
  @Test
  void unet_plus_plus_has_the_parameters_of_its_formula() {
    int[] width = {32, 64, 128, 256, 512};
    long expected = 32 * 2 + 2;
    for (int row = 0; row < 5; row++) {
      for (int column = 0; row + column < 5; column++) {
        int w = width[row];
        int in = column > 0 ? (column + 1) * w : row == 0 ? 3 : width[row - 1];
        expected += 9L * in * w + 9L * w * w + 4 * w + (column > 0 ? 4L * width[row + 1] * w + w : 0);
      }
    }
    assertEquals(expected, Cost.of(Zoo.network("unet-plus-plus", Shape.image(3, 64, 64), 2)).parameters());
  }

  @Test
  void heds_trunk_is_torchvisions_vgg16_up_to_its_last_convolution() {
    Network hed = Zoo.network("hed", Shape.image(3, 64, 96), 1);
    List<String> convolutions = hed.nodes().stream().filter(node -> node.name().startsWith("features.") && node.layer() instanceof Layer.Conv)
        .map(node -> node.name().substring("features.".length())).toList();
    assertEquals(List.of("0", "2", "5", "7", "10", "12", "14", "17", "19", "21", "24", "26", "28"), convolutions);
    List<String> read = new ArrayList<>();
    for (int side = 1; side <= 5; side++) {
      read.addAll(hed.node("side" + side + ".score").inputs());
      assertEquals(Shape.image(1, 64, 96), hed.at("side" + side));
    }
    assertEquals(List.of("features.3", "features.8", "features.15", "features.22", "features.29"), read);
    long vgg16 = 14_714_688;
    assertEquals(vgg16 + (64 + 128 + 256 + 512 + 512) + 5 + 5 + 1, Cost.of(hed).parameters());
  }

  @Test
  void heds_fusion_starts_as_the_mean_of_its_sides() {
    Network net = Zoo.network("hed", Shape.image(3, 16, 16), 1);
    try (Model model = Model.compile(net, Zoo.initialization("hed"), Seed.of(4), Precision.FLOAT64); Scope scope = Scope.silent()) {
      Map<String, Tensor> state = model.state();
      assertArrayEquals(new double[] {0.2, 0.2, 0.2, 0.2, 0.2}, Tensors.doubles(state.get("fuse.weight")), 1e-7);
      assertEquals(0, Arrays.stream(Tensors.doubles(state.get("side3.score.weight"))).map(Math::abs).max().orElseThrow());
      assertTrue(Arrays.stream(Tensors.doubles(state.get("features.0.weight"))).map(Math::abs).max().orElseThrow() > 0);
    }
  }

  /** The tap is the score map resized as libtorch does, and the fusion reads the five taps. */
  @Test
  void heds_output_is_the_fusion_of_its_taps() {
    Shape image = Shape.image(3, 20, 23);
    try (Model model = compile(Zoo.network("hed", image, 1)); Scope scope = Scope.silent()) {
      var passed = model.forward(noise(1, image), false, Set.of("side1", "side2", "side3", "side4", "side5"));
      double[] weight = Tensors.doubles(model.state().get("fuse.weight"));
      double expected = 0.125;
      for (int side = 1; side <= 5; side++) {
        expected += weight[side - 1] * Tensors.doubles(passed.at("side" + side))[5 * 23 + 7];
      }
      assertEquals(expected, Tensors.doubles(passed.output())[5 * 23 + 7], 1e-9 * Math.abs(expected));
    }
  }

  @Test
  void fcn_is_torchvisions_head_on_conv5_resized_to_the_input() {
    Network net = Zoo.network("resnet-50-dilated+fcn", Shape.image(3, 64, 96), 21);
    assertEquals(List.of(512, 2048, 3, 3), net.parameters().get("decoder.0.weight"));
    assertEquals(List.of(21, 512, 1, 1), net.parameters().get("decoder.4.weight"));
    assertEquals(List.of(21), net.parameters().get("decoder.4.bias"));
    assertEquals(new Layer.Dropout(0.1), net.node("decoder.3").layer());
    assertEquals(Shape.image(21, 8, 12), net.at("decoder.4"));
    assertEquals(Shape.image(21, 64, 96), net.outputShape());
  }
}
