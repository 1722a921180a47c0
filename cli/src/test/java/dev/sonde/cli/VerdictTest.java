package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  @Test
  void a_plain_network_at_chance_did_not_learn() {
    assertEquals("Verdict: the plain network did not begin to learn; with heads it did: "
        + "best test accuracy 60.0 % with heads, 11.0 % without, 10.0 % by guessing.",
        new Verdict(List.of(0.1, 0.11), List.of(0.3, 0.6), 10).sentence());
  }

  @Test
  void two_networks_that_learned_are_compared_in_points() {
    assertTrue(new Verdict(List.of(0.4), List.of(0.6), 10).sentence().contains("both learned, with heads 20.0 points better"));
  }

  @Test
  void a_small_difference_is_none() {
    assertTrue(new Verdict(List.of(0.55), List.of(0.6), 10).sentence().contains("no clear difference"));
    assertTrue(new Verdict(List.of(0.6), List.of(0.1), 10).sentence().contains("no clear difference"));
  }

  @Test
  void the_chart_shows_both_curves_at_their_heights() {
    String[] rows = new Chart().curve("with heads", List.of(0.0, 0.5, 1.0)).curve("without", List.of(0.0, 0.0, 0.0)).toString().split("\n");
    assertTrue(rows[0].startsWith(" 100 % |") && rows[0].endsWith("*"), rows[0]);
    assertEquals(rows[0].length() - 1 - 30, rows[6].indexOf('*'), "the middle epoch in the middle column, half way up");
    assertEquals("   0 % |*" + " ".repeat(29) + "o" + " ".repeat(29) + "o", rows[12]);
    assertEquals("        * with heads  o without", rows[rows.length - 1]);
  }

  @Test
  void the_chart_scales_to_the_next_tenth() {
    assertTrue(new Chart().curve("a", List.of(0.12)).toString().startsWith("  20 % |"));
  }

  @Test
  void one_epoch_is_a_chart_too() {
    assertTrue(new Chart().curve("a", List.of(0.5)).toString().contains("|*"));
  }
}
