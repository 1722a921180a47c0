package dev.sonde.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.net.Cost;
import dev.sonde.net.Dilation;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkJson;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EncoderDecoderTest {
  private static final Shape SMALL = Shape.image(3, 64, 96);

  static List<String> encoders() {
    return Zoo.encoders();
  }

  static Stream<String> pairs() {
    return Zoo.encoders().stream().flatMap(encoder -> Zoo.decoders().stream().map(decoder -> encoder + "+" + decoder));
  }

  /** Channels and strides of conv2 to conv5. */
  @ParameterizedTest
  @CsvSource({
    "resnet-18, 64 128 256 512, 4 8 16 32", "resnet-34-dilated, 64 128 256 512, 4 8 8 8", "resnet-50, 256 512 1024 2048, 4 8 16 32",
    "resnet-101-dilated16, 256 512 1024 2048, 4 8 16 16", "deep-resnet-18-dilated, 64 128 256 512, 4 8 8 8",
    "deep-resnet-34, 64 128 256 512, 4 8 16 32", "deep-resnet-50-dilated16, 256 512 1024 2048, 4 8 16 16",
    "deep-resnet-101-dilated, 256 512 1024 2048, 4 8 8 8", "deep-resnext-101, 256 512 1024 2048, 4 8 16 32",
    "deep-resnext-101-dilated, 256 512 1024 2048, 4 8 8 8", "mobilenet-v2, 32 64 160 320, 8 16 32 32",
    "mobilenet-v2-dilated, 32 64 160 320, 8 8 8 8", "mobilenet-v2-dilated16, 32 64 160 320, 8 16 16 16",
    "hrnet-v2-w48, 256 48 48 720, 4 4 4 4", "vgg-16, 128 256 512 512, 2 4 8 16"
  })
  void taps_have_the_reference_s_channels_and_strides(String name, String channels, String strides) {
    for (Shape input : List.of(SMALL, Shape.image(3, 65, 97), Shape.image(3, 47, 33))) {
      Network encoder = Zoo.encoder(name, input);
      for (int i = 0; i < 4; i++) {
        int stride = Integer.parseInt(strides.split(" ")[i]);
        Shape expected = Shape.image(Integer.parseInt(channels.split(" ")[i]), left(name, input.height(), stride), left(name, input.width(), stride));
        assertEquals(expected, encoder.at("conv" + (i + 2)), name + " conv" + (i + 2));
        assertEquals(stride, Dilation.stride(encoder, "conv" + (i + 2)));
      }
      assertEquals("conv5", encoder.output().name());
      assertEquals(name, encoder.name());
    }
  }

  /** Padded windows round up, VGG's pools down. */
  private static int left(String name, int extent, int stride) {
    return name.startsWith("vgg") ? extent / stride : (extent + stride - 1) / stride;
  }

  @Test
  void mobilenet_has_a_fifth_tap_and_hrnet_taps_at_all_branches() {
    assertEquals(Shape.image(24, 16, 24), Zoo.encoder("mobilenet-v2-dilated", SMALL).at("conv1"));
    Network hrnet = Zoo.encoder("hrnet-v2-w48", SMALL);
    assertEquals(Shape.image(96, 8, 12), hrnet.at("stage2.branch2"));
    assertEquals(Shape.image(192, 4, 6), hrnet.at("stage3.branch3"));
    assertEquals(Shape.image(384, 2, 3), hrnet.at("stage4.branch4"));
  }

  /**
   * Trained numbers without the classifier: of torchvision less its fc, VGG less its three, the golden states of CSAIL, ResNeXt-101 32x4d with the deep stem,
   * and the 65,859,379 of HRNetV2-W48 for Cityscapes less its last layer.
   */
  @ParameterizedTest
  @CsvSource({"resnet-18, 11176512", "resnet-34, 21284672", "resnet-50, 23508032", "resnet-101, 42500160", "vgg-16, 14714688",
    "mobilenet-v2, 1811712", "deep-resnet-50, 23631808", "deep-resnext-101, 42256576", "hrnet-v2-w48, 65325120"})
  void parameters_count_as_published(String name, long parameters) {
    assertEquals(parameters, Cost.of(Zoo.encoder(name, SMALL)).parameters());
    if (Zoo.encoders().contains(name + "-dilated")) {
      assertEquals(Zoo.encoder(name, SMALL).parameters(), Zoo.encoder(name + "-dilated", SMALL).parameters());
    }
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void plain_and_dilated_encoders_read_any_size_and_survive_json(String name) {
    Network encoder = Zoo.encoder(name, SMALL);
    assertTrue(encoder.takes(Shape.image(3, 71, 45)), name);
    assertEquals(encoder, NetworkJson.parse(NetworkJson.text(encoder)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void every_decoder_reads_every_encoder(String name) {
    Network network = Zoo.network(name, SMALL, 7);
    assertEquals(name, network.name());
    assertEquals(7, network.outputShape().channels());
    assertTrue(network.outputShape().isMap());
    assertTrue(network.takes(Shape.image(3, 71, 45)), name);
    Set<String> encoder = Zoo.encoder(name.substring(0, name.indexOf('+')), SMALL).nodes().stream().map(Node::name).collect(Collectors.toSet());
    network.nodes().forEach(node -> assertEquals(!encoder.contains(node.name()), node.name().startsWith("decoder."), node.name()));
    assertFalse(Zoo.source(name).isBlank());
    assertTrue(Zoo.knows(name));
  }

  @Test
  void dilation_is_the_reference_s() {
    Network eight = Zoo.encoder("deep-resnet-50-dilated", SMALL);
    assertEquals(List.of(1, 1, 2, 2, 4), dilations(eight, "layer2.3.conv2", "layer3.0.conv2", "layer3.1.conv2", "layer4.0.conv2", "layer4.2.conv2"));
    assertEquals(List.of(1, 2), dilations(Zoo.encoder("deep-resnet-50-dilated16", SMALL), "layer4.0.conv2", "layer4.1.conv2"));
    assertEquals(List.of(1, 2, 2, 4, 4), dilations(Zoo.encoder("mobilenet-v2-dilated", SMALL), "features.7.conv.1.0", "features.8.conv.1.0",
        "features.14.conv.1.0", "features.15.conv.1.0", "features.17.conv.1.0"));
    assertEquals(Residual.conv(1024, 1, 1), eight.node("layer3.0.downsample.0").layer());
  }

  private static List<Integer> dilations(Network network, String... nodes) {
    return Stream.of(nodes).map(node -> ((Layer.Conv) network.node(node).layer()).dilation()).toList();
  }

  @Test
  void the_spec_s_defaults_are_150_classes_behind_2048_channels() {
    Network c1 = Zoo.network("deep-resnet-50-dilated+c1", Zoo.defaultInput("deep-resnet-50-dilated+c1"), 150);
    assertEquals(List.of(512, 2048, 3, 3), c1.parameters().get("decoder.cbr.0.weight"));
    assertEquals(List.of(150, 512, 1, 1), c1.parameters().get("decoder.conv_last.weight"));
    assertEquals(Shape.image(150, 64, 64), c1.outputShape());
  }

  @Test
  void the_pyramid_reads_taps_of_stride_4_and_more() {
    Network mobile = Zoo.network("mobilenet-v2+upernet-lite", SMALL, 5);
    assertEquals(List.of(256, 24, 1, 1), mobile.parameters().get("decoder.fpn_in.0.0.weight"));
    assertEquals(List.of(256, 5 * 256, 3, 3), mobile.parameters().get("decoder.conv_last.0.0.weight"));
    Network plain = Zoo.network("resnet-50+upernet", SMALL, 5);
    assertEquals(List.of(512, 256, 1, 1), plain.parameters().get("decoder.fpn_in.0.0.weight"));
    assertEquals(Shape.image(5, 16, 24), plain.outputShape());
  }

  @ParameterizedTest
  @CsvSource({"resnet18dilated+c1, deep-resnet-18-dilated+c1", "resnet50+upernet_lite, deep-resnet-50+upernet-lite",
    "resnext101+upernet, deep-resnext-101+upernet", "mobilenetv2dilated+ppm, mobilenet-v2-dilated+ppm", "hrnetv2+c1, hrnet-v2-w48+c1",
    "resnet-18-dilated16+c1, resnet-18-dilated16+c1", "resnet101dilated+ppm, deep-resnet-101-dilated+ppm", "vgg-11, vgg-11", "mine, mine"})
  void csail_s_spellings_have_one_name_here(String spelling, String name) {
    assertEquals(name, Zoo.canonical(spelling));
    if (name.contains("+")) {
      assertEquals(name, Zoo.network(spelling, SMALL, 3).name());
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "resnet-19+c1 | no encoder \"resnet-19\" in the zoo; the nearest is \"resnet-18\"; known are resnet-18, ",
    "resnet-18+c2 | no decoder \"c2\" in the zoo; the nearest is \"c1\"; known are c1, ppm, ",
    "hrnet-v2-w48-dilated+c1 | encoder \"hrnet-v2-w48\" has no dilated form",
    "resnet18dilated+c1_deepsup | decoder \"c1_deepsup\" is \"c1\" with a head at conv4 while it trains; write \"c1\" and supervise as published",
    "vgg-16-dilated16+ppm | encoder \"vgg-16\" has no dilated form, since",
    "resnet-18+c1+ppm | a network of two parts is written encoder+decoder", "+c1 | no encoder \"\"", "resnet-18+ | no decoder \"\""
  })
  void unknown_parts_are_refused_by_name(String name, String part) {
    String message = assertThrows(IllegalArgumentException.class, () -> Zoo.network(name, SMALL, 3)).getMessage();
    assertTrue(message.contains(part), message);
    assertFalse(Zoo.knows(name));
  }

  @Test
  void decoders_start_as_he_and_encoders_as_torchvision_s() {
    Initialization first = Zoo.initialization("resnet18dilated+ppm");
    assertEquals(new Initializer.He(), first.at("decoder.conv_last.4").weight());
    assertEquals(new Initializer.HeFanOut(), first.at("layer1.0.conv1").weight());
    assertEquals(new Initializer.Constant(0), first.at("decoder.conv_last.4").bias());
  }

  @Test
  void csail_s_networks_normalise_slowly_and_others_usually() {
    assertEquals(Set.of(new Layer.BatchNorm(1e-5, 0.001)), norms("deep-resnet-18+ppm"));
    assertEquals(Set.of(new Layer.BatchNorm(1e-5, 0.001)), norms("mobilenet-v2-dilated+c1"));
    assertEquals(Set.of(Layer.BatchNorm.standard()), norms("resnet-18+ppm"));
    assertEquals(Set.of(Layer.BatchNorm.standard()), norms("hrnet-v2-w48+c1"));
    assertEquals(Set.of(Layer.BatchNorm.standard()), norms("vgg-16+upernet"));
  }

  private static Set<Layer> norms(String name) {
    return Zoo.network(name, SMALL, 3).nodes().stream().map(Node::layer).filter(Layer.BatchNorm.class::isInstance).collect(Collectors.toSet());
  }
}
