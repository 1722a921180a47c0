package dev.sonde.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DilationTest {
  /** Strides 2, 4, 8 (in a 1x1), 16 (depthwise), with convolutions between them. */
  private static final Network DEEP = NetworkBuilder.of("deep", Shape.image(3, 64, 96))
      .then("a", Layer.Conv.of(8, 7).stride(2).padding(3)).then("pool", new Layer.MaxPool(3, 2, 1, false))
      .then("b", Layer.Conv.of(8, 3).padding(1)).then("c", Layer.Conv.of(8, 1).stride(2)).then("d", Layer.Conv.of(8, 3).padding(1))
      .then("e", Layer.Conv.of(8, 3).stride(2).padding(1).groups(8)).then("f", Layer.Conv.of(8, 5).padding(2)).then("g", Layer.Conv.of(4, 1)).build();

  private static Layer.Conv conv(Network network, String node) {
    return (Layer.Conv) network.node(node).layer();
  }

  @Test
  void strides_beyond_the_asked_one_become_dilation() {
    Network four = Dilation.to(DEEP, 4);
    assertEquals(Shape.image(4, 16, 24), four.outputShape());
    assertEquals(DEEP.node("b"), four.node("b"));
    assertEquals(Layer.Conv.of(8, 1), conv(four, "c"));
    assertEquals(Layer.Conv.of(8, 3).padding(2).dilation(2), conv(four, "d"));
    assertEquals(Layer.Conv.of(8, 3).padding(2).dilation(2).groups(8), conv(four, "e"));
    assertEquals(Layer.Conv.of(8, 5).padding(8).dilation(4), conv(four, "f"));
    assertEquals(DEEP.parameters(), four.parameters());
  }

  @Test
  void a_stage_that_halved_begins_with_half_the_dilation_of_its_rest() {
    Network eight = Dilation.to(DEEP, 8);
    assertEquals(DEEP.node("d"), eight.node("d"));
    assertEquals(1, conv(eight, "e").dilation());
    assertEquals(2, conv(eight, "f").dilation());
  }

  @Test
  void a_stride_never_reached_changes_nothing() {
    assertEquals(DEEP, Dilation.to(DEEP, 16));
    assertEquals(DEEP, Dilation.to(DEEP, 32));
  }

  @Test
  void strides_are_counted_at_every_tap() {
    Network up = NetworkBuilder.onto(DEEP, "up").then("up", new Layer.TransposedConv(4, 2, 2, 0, true)).resizeLike("a").as("like").build();
    int[] strides = {2, 4, 4, 8, 8, 16, 16, 16, 8, 2};
    for (int i = 0; i < strides.length; i++) {
      assertEquals(strides[i], Dilation.stride(up, up.nodes().get(i).name()), up.nodes().get(i).name());
    }
  }

  @Test
  void pools_and_steps_over_the_stride_are_refused() {
    String pool = assertThrows(IllegalArgumentException.class, () -> Dilation.to(DEEP, 2)).getMessage();
    assertTrue(pool.startsWith("deep cannot have output stride 2: node \"pool\" (max-pool 3x3/2 pad 1) has a stride, but no dilation"), pool);
    Network jump = NetworkBuilder.of("jump", Shape.image(3, 32, 32)).then("a", Layer.Conv.of(4, 3).stride(4)).build();
    String over = assertThrows(IllegalArgumentException.class, () -> Dilation.to(jump, 2)).getMessage();
    assertTrue(over.contains("node \"a\" (conv 4 3x3/4) steps from stride 1 to 4 at once"), over);
    assertThrows(IllegalArgumentException.class, () -> Dilation.to(DEEP, 0));
  }
}
