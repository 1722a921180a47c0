package dev.sonde.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import dev.sonde.data.Seed;
import dev.sonde.loss.Loss;
import dev.sonde.net.Cost;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.schedule.Schedule;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import dev.sonde.zoo.UNetPlusPlus;
import dev.sonde.zoo.Zoo;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Networks cut at a head: the same numbers as that head in the full run, to the bit. */
@ExtendWith(LeakCheck.class)
class CutTest {
  private static final Initialization START = Initialization.of(new Initializer.He(), 0.1);

  private static Tensor noise(Shape image) {
    float[] values = new float[Math.toIntExact(2 * image.elements())];
    Random random = new Random(2);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return Tensors.of(values, 2, image.height(), image.width(), image.channels()).permute(0, 3, 1, 2);
  }

  /** Compares at every tap, and counts the parameters of each cut. */
  private static List<Long> cutEverywhere(Network network, List<Supervision> heads, int classes) {
    try (Model body = Model.compile(network, START, Seed.of(3), Precision.FLOAT32);
        Objective objective = Objective.compile(network, Loss.crossEntropy(), heads, classes, Seed.of(4), Precision.FLOAT32)) {
      return heads.stream().map(head -> cut(body, head.tap(), objective.heads().get(head.tap()))).toList();
    }
  }

  private static long cut(Model body, String tap, Model head) {
    try (Model cut = Cut.model(body, tap, head); Scope scope = Scope.silent()) {
      Tensor x = noise(body.network().input());
      Activations full = body.forward(x, false, Set.of(tap));
      Tensor expected = head.forward(full.at(tap), false, Set.of()).output();
      assertTrue(Tensors.identical(expected, cut.forward(x)), "at " + tap);
      assertTrue(expected.abs().max().item_double() > 0, "zeros prove nothing");
      return Cost.of(cut.network()).parameters();
    }
  }

  @Test
  void unet_plus_plus_is_pruned_to_each_of_its_levels() {
    Network net = UNetPlusPlus.of(Shape.image(3, 32, 48), 3, 4);
    List<Long> parameters = cutEverywhere(net, Published.of("unet-plus-plus"), 3);
    assertTrue(parameters.get(0) < parameters.get(1) && parameters.get(1) < parameters.get(2), parameters.toString());
    assertTrue(parameters.get(2) < Cost.of(net).parameters());
    assertEquals(List.of("x0_0", "x1_0", "x0_1"), net.upTo("x0_1").nodes().stream().map(node -> node.name())
        .filter(name -> name.matches("x\\d_\\d")).toList());
    assertEquals("unet-plus-plus@x0_1", net.upTo("x0_1").name());
  }

  @Test
  void hed_is_cut_at_a_side_output() {
    cutEverywhere(Zoo.network("hed", Shape.image(3, 32, 32), 2), Published.of("hed"), 2);
  }

  @Test
  void a_classifier_is_cut_at_its_heads() {
    Network net = Zoo.network("dsn-cifar", Shape.image(3, 32, 32), 10);
    cutEverywhere(net, Published.of("dsn-cifar"), 10);
    List<Supervision> branch = List.of(Supervision.of("pool1", Head.cnds(), Loss.crossEntropy(), Schedule.constant(1)));
    cutEverywhere(net, branch, 10);
  }

  @Test
  void the_whole_network_up_to_its_output_is_itself() {
    Network net = UNetPlusPlus.of(Shape.image(3, 32, 32), 3, 4);
    assertEquals(net.nodes(), net.upTo("classifier").nodes());
    assertThrows(IllegalArgumentException.class, () -> net.upTo("x0_5"));
  }

  @Test
  void names_do_not_collide() {
    Network body = NetworkBuilder.of("body", Shape.image(1, 8, 8)).conv(4, 3).as("head.conv").relu().as("tap").conv(2, 1).as("head2.conv").build();
    Network cut = Cut.network(body, "tap", Head.pixel().on(body.at("tap"), 2));
    assertEquals(List.of("head.conv", "tap", "head3.conv"), cut.nodes().stream().map(node -> node.name()).toList());
    assertEquals(List.of("tap"), cut.output().inputs());
    cutEverywhere(body, List.of(Supervision.of("tap", Head.pixel(), Loss.dice(), Schedule.constant(1))), 2);
  }

  @Test
  void a_head_made_for_another_shape_is_refused() {
    Network body = UNetPlusPlus.of(Shape.image(3, 32, 32), 3, 4);
    Network head = Head.pixel().on(Shape.image(5, 32, 32), 3);
    String message = assertThrows(IllegalArgumentException.class, () -> Cut.network(body, "x0_1", head)).getMessage();
    assertEquals("the pixel head reads shape 5x32x32, but \"x0_1\" of unet-plus-plus has 4x32x32", message);
  }
}
