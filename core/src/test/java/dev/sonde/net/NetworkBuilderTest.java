package dev.sonde.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkBuilderTest {
  private static final Shape IMAGE = Shape.image(3, 32, 32);

  @Test
  void automatic_names_are_a_stem_and_a_number() {
    Network net = NetworkBuilder.of("net", IMAGE).conv(4, 3).relu().maxPool(2, 2).conv(4, 3).batchNorm().relu().as("top")
        .globalAveragePool().flatten().linear(7).dropout(0.5).linear(2).build();
    assertEquals(List.of("conv1", "relu1", "pool1", "conv2", "bn1", "top", "pool2", "flatten1", "fc1", "drop1", "fc2"),
        net.nodes().stream().map(Node::name).toList());
  }

  @Test
  void automatic_names_step_over_taken_ones() {
    Network net = NetworkBuilder.of("net", IMAGE).relu().as("conv2").conv(4, 3).as("stem").conv(4, 3).build();
    assertEquals("conv3", net.output().name());
  }

  @Test
  void the_sample_of_the_javadoc_builds() {
    Network net = NetworkBuilder.of("small", IMAGE)
        .conv(Layer.Conv.of(32, 3).padding(1)).relu().maxPool(2, 2)
        .residual(b -> b.conv(Layer.Conv.of(32, 3).padding(1)))
        .relu().as("features")
        .globalAveragePool().flatten().linear(10).build();
    assertEquals(List.of("conv2", "pool1"), net.node("add1").inputs());
    assertEquals(Shape.image(32, 16, 16), net.at("features"));
    assertEquals(Shape.vector(10), net.outputShape());
  }

  @Test
  void residual_takes_a_shortcut_of_its_own() {
    Network net = NetworkBuilder.of("net", IMAGE)
        .residual(b -> b.conv(Layer.Conv.of(8, 3).stride(2).padding(1)), b -> b.conv(Layer.Conv.of(8, 1).stride(2)).as("shortcut")).build();
    assertEquals(List.of("conv1", "shortcut"), net.output().inputs());
    assertEquals(List.of(Network.INPUT), net.node("shortcut").inputs());
  }

  @Test
  void residual_of_unlike_shapes_is_refused_at_its_sum() {
    String message = assertThrows(IllegalArgumentException.class,
        () -> NetworkBuilder.of("net", IMAGE).residual(b -> b.conv(8, 3))).getMessage();
    assertTrue(message.startsWith("node \"add1\" of net: add needs inputs of one shape, but reads conv1 8x30x30, input 3x32x32"), message);
  }

  @Test
  void branches_start_at_one_node_and_join_in_order() {
    Network net = NetworkBuilder.of("net", IMAGE).conv(4, 1).as("stem")
        .branches(b -> b.conv(2, 1).as("a"), b -> b.conv(3, 1).relu().as("b"), b -> { }).build();
    assertEquals(List.of("a", "b", "stem"), net.output().inputs());
    assertEquals(9, net.outputShape().channels());
  }

  /** A network as its first user would write it: the whole U-Net by hand, from the fluent words alone. */
  @Test
  void any_graph_can_be_drawn_by_stepping_back() {
    NetworkBuilder b = NetworkBuilder.of("unet by hand", IMAGE);
    String[] levels = {"enc1", "enc2", "enc3"};
    for (int i = 0; i < levels.length; i++) {
      Layer.Conv conv = Layer.Conv.of(8 << i, 3).padding(1);
      b.conv(conv).relu().conv(conv).relu().as(levels[i]);
      if (i + 1 < levels.length) {
        b.maxPool(2, 2);
      }
    }
    b.then(new Layer.Resize(2, false)).concat("enc2").conv(16, 1).relu().as("dec2");
    b.resizeLike("enc1").concat("enc1").conv(8, 1).relu().as("dec1");
    Network net = b.conv(5, 1).as("scores").build();
    assertEquals(Shape.image(48, 16, 16), net.at("concat1"));
    assertEquals(Shape.image(5, 32, 32), net.outputShape());
    assertEquals(net, NetworkJson.parse(NetworkJson.text(net)));
  }

  @Test
  void stepping_to_an_unknown_node_names_the_nearest() {
    NetworkBuilder b = NetworkBuilder.of("net", IMAGE).conv(4, 3);
    String message = assertThrows(IllegalArgumentException.class, () -> b.from("conv2")).getMessage();
    assertEquals("no node named \"conv2\" so far in net; the nearest is \"conv1\"", message);
  }

  @Test
  void naming_needs_a_node_just_added() {
    NetworkBuilder b = NetworkBuilder.of("net", IMAGE);
    assertThrows(IllegalArgumentException.class, () -> b.as("start"));
    b.conv(4, 3).relu().from("conv1");
    assertThrows(IllegalArgumentException.class, () -> b.as("again"));
    assertEquals("conv1", b.here());
  }

  @Test
  void a_taken_name_is_refused_and_leaves_the_pen_unharmed() {
    NetworkBuilder b = NetworkBuilder.of("net", IMAGE).conv(4, 3).relu();
    assertThrows(IllegalArgumentException.class, () -> b.as("conv1"));
    assertEquals(List.of("conv1", "relu1"), b.build().nodes().stream().map(Node::name).toList());
  }

  @Test
  void building_away_from_the_last_node_is_refused() {
    NetworkBuilder b = NetworkBuilder.of("net", IMAGE).conv(4, 3).relu().from("conv1");
    String message = assertThrows(IllegalArgumentException.class, b::build).getMessage();
    assertTrue(message.contains("its last node \"relu1\", but the pen stands at \"conv1\""), message);
  }
}
