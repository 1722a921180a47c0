package dev.sonde.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.loss.Loss;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import dev.sonde.schedule.Schedule;
import dev.sonde.zoo.Zoo;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class C1HeadTest {
  @Test
  void half_the_tap_s_channels_at_the_tap_s_size() {
    Network head = Head.c1().on(Shape.image(1024, 13, 7), 150);
    assertEquals(List.of(512, 1024, 3, 3), head.parameters().get("cbr.0.weight"));
    assertEquals(List.of(150, 512, 1, 1), head.parameters().get("conv_last.weight"));
    assertEquals(Shape.image(150, 13, 7), head.outputShape());
    assertEquals(List.of("cbr.0", "cbr.1", "cbr.2", "conv_last"), head.nodes().stream().map(Node::name).toList());
    assertEquals(1, Head.c1().on(Shape.image(1, 3, 3), 2).at("cbr.0").channels());
  }

  @Test
  void ppm_s_drops_channels_before_its_last_convolution() {
    Network head = Head.ppm().on(Shape.image(32, 4, 4), 7);
    assertEquals(new Layer.Dropout(0.1, true), head.node("dropout").layer());
    assertEquals(List.of("dropout"), head.node("conv_last").inputs());
    assertEquals(Head.c1().on(Shape.image(32, 4, 4), 7).parameters(), head.parameters());
  }

  @ParameterizedTest
  @ValueSource(strings = {"c1", "ppm", "c1 gaussian 0.01", "ppm he"})
  void what_is_written_reads_back(String text) {
    Head head = Head.parse(text);
    assertEquals(text, head.toString());
    assertEquals(head, Head.parse(head.toString()));
  }

  @Test
  void starts_as_he_with_zero_biases() {
    assertEquals(Initialization.of(new Initializer.He(), 0), Head.c1().initialization());
  }

  @Test
  void a_vector_is_no_place_for_it() {
    String message = assertThrows(IllegalArgumentException.class, () -> Head.ppm().on(Shape.vector(512), 7)).getMessage();
    assertTrue(message.startsWith("the ppm head names the class of every place of a map, but its tap has shape 512; "), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c1", "ppm"})
  void csail_hangs_one_at_conv4_with_weight_0_4(String decoder) {
    String name = Zoo.canonical("resnet50dilated+" + decoder);
    Supervision expected = Supervision.of("conv4", Head.parse(decoder), Loss.crossEntropy(), Schedule.constant(0.4));
    assertEquals(List.of(expected), Published.of(name));
    Network body = Zoo.network(name, Shape.image(3, 64, 64), 7);
    assertEquals(Shape.image(7, 8, 8), Objective.networks(body, Published.of(name), 7).get("conv4").outputShape());
  }

  @Test
  void csail_has_none_for_hrnet_and_upernet() {
    assertEquals(List.of(), Published.of("hrnet-v2-w48+c1"));
    assertEquals(List.of(), Published.of("deep-resnet-50+upernet"));
  }

  @Test
  void it_stands_at_any_map_of_any_network() {
    Network body = Zoo.network("hrnet-v2-w48+c1", Shape.image(3, 64, 96), 5);
    for (String tap : List.of("conv2", "stage2.branch2", "stage3.branch3", "stage4.branch4", "conv5")) {
      Shape at = body.at(tap);
      assertEquals(Shape.image(5, at.height(), at.width()), Head.c1().on(at, 5).outputShape(), tap);
    }
  }
}
