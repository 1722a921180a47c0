package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimingTest {
  @Test
  void warm_up_is_not_counted_and_the_median_is() {
    double[] seconds = {100, 100, 100, 3, 1, 2};
    int[] next = {0};
    Timing timing = Timing.of(4, () -> seconds[next[0]++], 1e-9);
    assertEquals(new Timing(4, 2, 1, 1.5, 2.5, 3), timing);
    assertEquals(2, timing.rate());
  }

  @Test
  void things_take_turns() {
    List<String> order = new ArrayList<>();
    Timing.byTurns(1, List.of(() -> turn(order, "a"), () -> turn(order, "b")), 1e-9);
    assertEquals(List.of("a", "b", "a", "b"), order.subList(order.size() - 4, order.size()));
  }

  private static double turn(List<String> order, String name) {
    order.add(name);
    return 1;
  }

  @Test
  void no_time_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> Timing.of(1, () -> 1, 0));
  }
}
