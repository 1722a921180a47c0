package dev.sonde.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.zoo.Zoo;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StagesTest {
  @ParameterizedTest
  @CsvSource({
      "cnds-8, conv1, pool1", "cnds-8, conv3, pool4", "cnds-8, conv4, pool4", "cnds-8, conv5, pool6", "cnds-8, conv8, pool8",
      "cnds-13, conv2, pool2", "cnds-13, conv5, pool7", "cnds-13, conv9, pool10", "cnds-13, conv10, pool10",
      "googlenet, inception3a.branch2.0, maxpool3"})
  void a_stage_ends_where_the_map_shrinks_and_never_inside_a_block(String network, String node, String end) {
    Network found = Zoo.network(network, Zoo.defaultInput(network), 10);
    String tap = Stages.end(found, found.nodes().stream().map(Node::name).filter(name -> name.equals(node) || name.startsWith(node + ".")).findFirst().orElse(node));
    assertEquals(end, tap, "stage of " + node + " in " + network);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cnds-13", "dsn-cifar", "vgg-16", "googlenet", "resnet-18", "resnet-50", "mobilenet-v2"})
  void no_connection_passes_by_the_end_of_a_stage(String name) {
    Network network = Zoo.network(name, Zoo.defaultInput(name), 10);
    List<String> order = network.nodes().stream().map(Node::name).toList();
    for (Node node : network.nodes()) {
      int end = order.indexOf(Stages.end(network, node.name()));
      assertTrue(end >= order.indexOf(node.name()), node.name());
      for (Node later : network.nodes().subList(end + 1, order.size())) {
        later.inputs().forEach(input -> assertTrue(order.indexOf(input) >= end, later.name() + " reads " + input + " past the end of " + node.name() + "'s stage, " + order.get(end)));
      }
    }
  }

  @Test
  void without_a_pool_the_last_node_of_the_size_ends_it() {
    Network strided = new Network("strided", Shape.image(3, 16, 16), java.util.List.of(
        new Node("a", Layer.Conv.of(4, 3), java.util.List.of(Network.INPUT)), new Node("b", new Layer.Relu(), java.util.List.of("a")),
        new Node("c", new Layer.Flatten(), java.util.List.of("b")), new Node("d", new Layer.Linear(10, true), java.util.List.of("c"))));
    assertEquals("b", Stages.end(strided, "a"));
    assertThrows(IllegalArgumentException.class, () -> Stages.end(strided, "z"));
  }

  @ParameterizedTest
  @CsvSource({"deep-resnet-18-dilated+c1, layer2.0.conv1, conv3", "deep-resnet-18-dilated+c1, layer4.1.conv2, conv5",
      "deep-resnet-18-dilated+c1, decoder.cbr.0, decoder.cbr.2", "unet, dec1.conv1, dec1", "unet, enc2.conv1, dec1"})
  void a_name_for_a_place_ends_a_stage_and_scores_belong_to_none(String name, String node, String end) {
    assertEquals(end, Stages.end(Zoo.network(name, Shape.image(3, 64, 96), 5), node));
  }
}
