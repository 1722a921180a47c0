package dev.sonde.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static final Network SMALL = NetworkBuilder.of("small", Shape.image(3, 8, 8))
      .conv(Layer.Conv.of(4, 3).padding(1)).batchNorm().relu().conv(4, 3).relu().conv(4, 3).globalAveragePool().flatten().linear(5).build();

  private static Network of(Node... nodes) {
    return new Network("net", Shape.vector(4), List.of(nodes));
  }

  private static Node relu(String name, String from) {
    return new Node(name, new Layer.Relu(), List.of(from));
  }

  @Test
  void a_node_that_reads_a_later_one_is_refused() {
    String message = assertThrows(IllegalArgumentException.class, () -> of(relu("a", "b"), relu("b", "input"))).getMessage();
    assertEquals("node \"a\" of net reads \"b\", which no earlier node is called", message);
  }

  @Test
  void two_nodes_of_one_name_are_refused() {
    String message = assertThrows(IllegalArgumentException.class, () -> of(relu("a", "input"), relu("a", "a"))).getMessage();
    assertEquals("two nodes of net are called \"a\"", message);
  }

  @Test
  void tap_by_unknown_name_lists_the_known_ones() {
    String message = assertThrows(IllegalArgumentException.class, () -> SMALL.at("conv4")).getMessage();
    assertEquals("no node named \"conv4\" in small; the nearest is \"conv3\";"
        + " taps are conv1 … conv3, bn1, relu1, relu2, pool1, flatten1, fc1", message);
  }

  @Test
  void parameters_come_in_evaluation_order_with_sizes() {
    assertEquals("[conv1.weight, conv1.bias, bn1.weight, bn1.bias, conv2.weight, conv2.bias, conv3.weight, conv3.bias, fc1.weight,"
        + " fc1.bias]", SMALL.parameters().keySet().toString());
    assertEquals(List.of(4, 3, 3, 3), SMALL.parameters().get("conv1.weight"));
    assertEquals(List.of(5, 4), SMALL.parameters().get("fc1.weight"));
  }

  @Test
  void batch_norm_carries_mean_and_variance_as_buffers() {
    assertEquals("{running_mean=[4], running_var=[4]}", Parameters.buffers(SMALL.node("bn1"), SMALL.at("conv1")).toString());
    assertTrue(Parameters.buffers(SMALL.node("conv1"), SMALL.input()).isEmpty());
  }

  @Test
  void grouped_and_transposed_weights_have_pytorch_sizes() {
    Node grouped = new Node("g", Layer.Conv.of(8, 3).groups(4).withoutBias(), List.of("input"));
    assertEquals("{weight=[8, 2, 3, 3]}", Parameters.of(grouped, Shape.image(8, 5, 5)).toString());
    Node transposed = new Node("t", new Layer.TransposedConv(6, 2, 2, 0, true), List.of("input"));
    assertEquals("{weight=[8, 6, 2, 2], bias=[6]}", Parameters.of(transposed, Shape.image(8, 5, 5)).toString());
  }

  @Test
  void cost_counts_multiply_accumulates_parameters_and_bytes() {
    Network net = NetworkBuilder.of("net", Shape.image(4, 6, 6))
        .conv(Layer.Conv.of(8, 3).groups(2)).relu().then("up", new Layer.TransposedConv(2, 2, 2, 0, false)).flatten().linear(3).build();
    assertEquals(new Cost(8 * 2 * 9 + 8, 4 * 4 * 8 * 9 * 2, 4 * 8 * 16), Cost.byNode(net).get("conv1"));
    assertEquals(new Cost(0, 0, 4 * 8 * 16), Cost.byNode(net).get("relu1"));
    assertEquals(new Cost(8 * 2 * 4, 4 * 4 * 8 * 2 * 4, 4 * 2 * 64), Cost.byNode(net).get("up"));
    assertEquals(new Cost(3 * 128 + 3, 3 * 128, 12), Cost.byNode(net).get("fc1"));
    assertEquals(Cost.byNode(net).values().stream().mapToLong(Cost::macs).sum(), Cost.of(net).macs());
  }

  @Test
  void a_network_prints_as_a_table() {
    Network net = NetworkBuilder.of("tiny", Shape.image(1, 4, 4)).conv(2, 3).relu().from("conv1").add("relu1").build();
    assertEquals("""
        tiny
        node   layer               output  parameters  macs
        input                      1x4x4
        conv1  conv 2 3x3          2x2x2           20    72
        relu1  relu                2x2x2
        add1   add ← conv1, relu1  2x2x2
        total  3 nodes                             20    72
        """, net.toString());
  }

  @Test
  void nearest_forgives_swaps_case_and_slips() {
    assertEquals("learning", Nearest.of("laerning", List.of("loss", "learning", "leaning")));
    assertEquals("conv8", Nearest.of("CONV9", List.of("conv1", "conv8", "pool9")));
    assertEquals("", Nearest.hint("banana", List.of("conv1", "relu")));
    assertEquals("; the nearest is \"epochs\"", Nearest.hint("epoch", List.of("batch", "epochs")));
    assertEquals(1, Nearest.distance("ab", "ba"));
    assertEquals(3, Nearest.distance("kitten", "sitting"));
  }
}
