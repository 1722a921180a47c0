package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.supervise.Breakdown;
import dev.sonde.supervise.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private static final Breakdown PARTS = new Breakdown(List.of(new Part("main", 1.1, 1, 0.41), new Part("conv4", 2, 0.3, 0.38)));

  @Test
  void parts_are_named_before_and_after_their_weight() {
    assertEquals("1.7000 = main 1.1000 (41.0 %) + conv4 0.3000 · 2.0000 = 0.6000 (38.0 %)", StepLine.parts(PARTS));
  }

  @Test
  void a_line_is_cut_where_the_screen_ends() {
    assertEquals("abc…", StepLine.cut("abcdef", 4));
    assertEquals("abcd", StepLine.cut("abcd", 4));
    assertEquals("abcdef", StepLine.cut("abcdef", 0));
  }

  @Test
  void the_bar_fills_from_left_to_right() {
    assertEquals("[----------------]", StepLine.bar(0, 10));
    assertEquals("[########--------]", StepLine.bar(5, 10));
    assertEquals("[################]", StepLine.bar(10, 10));
    assertEquals("[################]", StepLine.bar(11, 10));
    assertEquals("[----------------]", StepLine.bar(0, 0));
  }

  @Test
  void means_are_over_the_steps_in_which_a_part_ran() {
    Means means = new Means();
    means.add(PARTS);
    means.add(new Breakdown(List.of(new Part("main", 3.1, 1, 0.43))));
    assertEquals("2.7000 = main 2.1000 (42.0 %) + conv4 0.3000 · 2.0000 = 0.6000 (38.0 %)", StepLine.parts(means.breakdown()));
  }

  @Test
  void the_launcher_says_the_width_and_silence_means_a_guess() {
    assertEquals(80, Terminal.width("80", false));
    assertEquals(0, Terminal.width("0", true));
    assertEquals(0, Terminal.width(null, false));
    assertTrue(Terminal.width("wide", true) > 0);
  }
}
