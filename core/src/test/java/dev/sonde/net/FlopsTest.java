package dev.sonde.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FlopsTest {
  private static final long CONV1 = 6 * 6 * 4 * 3 * 3 * 3;
  private static final long CONV2 = 4 * 4 * 5 * 3 * 3 * 4;
  private static final long LINEAR = 4 * 4 * 5 * 2;

  private static Network network() {
    return NetworkBuilder.of("two", Shape.image(3, 8, 8)).conv(4, 3).relu().conv(5, 3).flatten().linear(2).build();
  }

  @Test
  void the_first_layer_has_no_gradient_of_its_input() {
    Flops flops = Flops.of(network());
    assertEquals(2 * (CONV1 + CONV2 + LINEAR), flops.forward());
    assertEquals(2 * CONV1 + 4 * (CONV2 + LINEAR), flops.backward());
    assertEquals(flops.forward() + flops.backward(), flops.training());
  }

  @Test
  void a_head_has_for_its_tap_learns() {
    assertEquals(4 * (CONV1 + CONV2 + LINEAR), Flops.behindTap(network()).backward());
  }

  @Test
  void a_layer_behind_a_pooled_input_is_still_the_first() {
    Network pooled = NetworkBuilder.of("pooled", Shape.image(3, 16, 16)).maxPool(2, 2).conv(4, 3).build();
    assertEquals(2 * CONV1, Flops.of(pooled).backward());
  }
}
