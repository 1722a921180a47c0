package dev.sonde.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.net.Cost;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkJson;
import dev.sonde.net.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ZooTest {
  static List<String> names() {
    return Zoo.names();
  }

  private static Network standard(String name, int classes) {
    return Zoo.network(name, Zoo.defaultInput(name), classes);
  }

  @ParameterizedTest
  @CsvSource({
    "vgg-11, 1000, 132863336", "vgg-13, 1000, 133047848", "vgg-16, 1000, 138357544",
    "resnet-18, 1000, 11689512", "resnet-34, 1000, 21797672", "resnet-50, 1000, 25557032", "resnet-101, 1000, 44549160",
    "resnet-20, 10, 269722", "resnet-32, 10, 464154", "resnet-44, 10, 658586", "resnet-56, 10, 853018", "resnet-110, 10, 1727962",
    "mobilenet-v2, 1000, 3504872", "googlenet, 1000, 6624904", "dsn-cifar, 10, 966986"
  })
  void parameters_count_as_published(String name, int classes, long parameters) {
    assertEquals(parameters, Cost.of(standard(name, classes)).parameters());
  }

  /** Multiply-accumulates at 224x224, convolutions and linear layers only, as reported for these networks in millions. */
  @ParameterizedTest
  @CsvSource({"resnet-18, 1814", "resnet-50, 4089", "googlenet, 1498", "mobilenet-v2, 301", "vgg-16, 15470"})
  void macs_count_as_published(String name, long millions) {
    assertEquals(millions, Math.round(Cost.of(standard(name, 1000)).macs() / 1e6));
  }

  @ParameterizedTest
  @MethodSource("names")
  void every_network_ends_in_its_classes_has_a_source_and_survives_json(String name) {
    Network network = standard(name, 7);
    assertEquals(name, network.name());
    assertEquals(7, network.outputShape().channels());
    assertEquals(List.of("unet", "unet-plus-plus", "hed").contains(name), network.outputShape().isMap());
    assertFalse(Zoo.source(name).isBlank());
    assertEquals(network, NetworkJson.parse(NetworkJson.text(network)));
  }

  @ParameterizedTest
  @CsvSource({"cnds-8", "cnds-13", "dsn-cifar", "vgg-16", "resnet-18", "resnet-50", "googlenet", "mobilenet-v2", "unet", "unet-plus-plus", "hed"})
  void small_images_pass(String name) {
    assertEquals(10, Zoo.network(name, Shape.image(3, 32, 32), 10).outputShape().channels());
  }

  @ParameterizedTest
  @CsvSource({"pool1, 64x56x56", "pool2, 128x28x28", "pool4, 256x14x14", "relu4, 256x28x28", "pool6, 512x7x7",
    "pool8, 512x4x4", "fc1, 4096"})
  void cnds_8_has_the_released_shapes(String tap, String shape) {
    assertEquals(Shape.parse(shape), standard("cnds-8", 205).at(tap));
  }

  @ParameterizedTest
  @CsvSource({"pool2, 64x56x56", "pool4, 128x28x28", "pool7, 256x14x14", "pool10, 512x7x7", "pool13, 512x4x4", "conv13, 512x7x7"})
  void cnds_13_halves_after_2_4_7_10_and_13(String tap, String shape) {
    assertEquals(Shape.parse(shape), standard("cnds-13", 205).at(tap));
  }

  @Test
  void cnds_for_small_images_keeps_a_map_to_the_end() {
    Network small = Zoo.network("cnds-8", Shape.image(3, 32, 32), 10);
    assertEquals(Shape.image(512, 1, 1), small.at("pool8"));
    assertEquals(Shape.vector(512), small.at("fc1"));
    assertEquals(List.of(4096, 512), Zoo.network("cnds-8", Shape.image(3, 64, 64), 10).parameters().get("fc1.weight"));
  }

  @ParameterizedTest
  @CsvSource({"conv1, 192x32x32", "pool1, 96x16x16", "pool2, 192x8x8", "cccp6, 10x8x8", "output, 10"})
  void dsn_cifar_has_the_logged_shapes(String tap, String shape) {
    assertEquals(Shape.parse(shape), standard("dsn-cifar", 10).at(tap));
  }

  @Test
  void dsn_taps_are_before_their_relu() {
    assertEquals(List.of("conv1"), standard("dsn-cifar", 10).node("relu1").inputs());
    assertEquals(List.of("relu1"), standard("dsn-cifar", 10).node("cccp1").inputs());
    assertEquals(List.of("conv2"), standard("dsn-mnist", 10).node("relu2").inputs());
  }

  @Test
  void blocks_have_clean_taps() {
    assertEquals(Shape.image(512, 28, 28), standard("resnet-50", 10).at("layer2.3"));
    assertEquals(Shape.image(512, 14, 14), standard("googlenet", 10).at("inception4a"));
    assertEquals(Shape.image(24, 56, 56), standard("mobilenet-v2", 10).at("features.3"));
  }

  @ParameterizedTest
  @CsvSource({"16x16", "33x47", "250x31", "64x96"})
  void unet_scores_every_pixel_of_any_size(String size) {
    Shape input = Shape.parse("3x" + size);
    assertEquals(Shape.image(4, input.height(), input.width()), UNet.of(input, 4, 8).outputShape());
  }

  @Test
  void unet_follows_its_base_width() {
    Network net = UNet.of(Shape.image(1, 64, 64), 2, 16);
    assertEquals(Shape.image(256, 4, 4), net.at("enc5"));
    assertEquals(Shape.image(16, 64, 64), net.at("dec1"));
    assertEquals(List.of("enc1", "dec1.fit"), net.node("dec1.concat").inputs());
  }

  @Test
  void cnds_starts_with_the_released_biases() {
    Initialization rules = Zoo.initialization("cnds-8");
    for (String[] row : new String[][] {{"conv1", "0.5"}, {"conv8", "0.1"}, {"fc1", "1"}, {"fc2", "1"}, {"fc3", "0"}}) {
      assertEquals(new Initializer.Constant(Double.parseDouble(row[1])), rules.at(row[0]).bias(), row[0]);
      assertEquals(new Initializer.Gaussian(0.01), rules.at(row[0]).weight(), row[0]);
    }
  }

  @Test
  void a_network_from_elsewhere_starts_as_he() {
    assertEquals(Initialization.of(new Initializer.He(), 0), Zoo.initialization("mine"));
  }

  @Test
  void an_unknown_network_names_the_nearest_and_all() {
    String message = assertThrows(IllegalArgumentException.class, () -> Zoo.network("resnet18", Shape.image(3, 32, 32), 10)).getMessage();
    assertTrue(message.startsWith("no network \"resnet18\" in the zoo; the nearest is \"resnet-18\"; known are dsn-mnist, "), message);
  }

  @Test
  void no_classes_and_too_small_inputs_are_refused() {
    assertThrows(IllegalArgumentException.class, () -> Zoo.network("vgg-11", Shape.image(3, 32, 32), 0));
    String message = assertThrows(IllegalArgumentException.class, () -> Zoo.network("vgg-11", Shape.image(3, 28, 28), 10)).getMessage();
    assertTrue(message.contains("node \"pool5\" of vgg-11"), message);
  }
}
