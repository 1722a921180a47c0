package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.BadData;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikesTest {
  private static List<Spike> alerts(Spikes spikes, double... losses) {
    List<Spike> found = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      spikes.next(i + 1, losses[i]).ifPresent(found::add);
    }
    return found;
  }

  private static double[] flat(int steps) {
    double[] losses = new double[steps];
    java.util.Arrays.fill(losses, 2);
    return losses;
  }

  @Test
  void a_leap_is_told_with_what_was_usual() {
    double[] losses = flat(80);
    losses[69] = 20;
    assertEquals(List.of(new Spike(70, 20, 2)), alerts(Spikes.of(10), losses));
    losses[69] = 19.9;
    assertEquals(List.of(), alerts(Spikes.of(10), losses));
  }

  @Test
  void the_first_fifty_steps_are_silent() {
    double[] losses = flat(60);
    losses[49] = 1000;
    assertEquals(List.of(), alerts(Spikes.of(10), losses));
    losses[49] = 2;
    losses[50] = 1000;
    assertEquals(51, alerts(Spikes.of(10), losses).get(0).step());
  }

  @Test
  void an_episode_is_told_once_and_ends_when_the_loss_has_come_down() {
    double[] losses = flat(200);
    losses[59] = 50;
    losses[60] = 12; // below the bound, and still above its root
    losses[61] = 60;
    losses[100] = 60;
    assertEquals(List.of(60L, 101L), alerts(Spikes.of(10), losses).stream().map(Spike::step).toList());
  }

  @Test
  void a_huge_leap_does_not_hide_the_next_and_a_lasting_one_becomes_usual() {
    double[] losses = flat(400);
    losses[59] = 1e30;
    losses[110] = 60;
    assertEquals(List.of(60L, 111L), alerts(Spikes.of(10), losses).stream().map(Spike::step).toList());
    java.util.Arrays.fill(losses, 59, 400, 30);
    losses[399] = 280;
    assertEquals(1, alerts(Spikes.of(10), losses).size());
    losses[399] = 400;
    assertEquals(List.of(60L, 400L), alerts(Spikes.of(10), losses).stream().map(Spike::step).toList());
  }

  @Test
  void nought_never_alerts() {
    double[] losses = flat(80);
    losses[69] = 1e9;
    assertEquals(List.of(), alerts(Spikes.of(0), losses));
  }

  @Test
  void taken_up_from_its_text_anywhere_it_goes_on_bit_for_bit() {
    Random random = new Random(3);
    Spikes whole = Spikes.of(3);
    Spikes torn = Spikes.of(3);
    int told = 0;
    for (int step = 1; step <= 500; step++) {
      double loss = Math.exp(random.nextGaussian());
      torn = Spikes.parse(3, torn.text());
      var expected = whole.next(step, loss);
      assertEquals(expected, torn.next(step, loss));
      assertEquals(whole.text(), torn.text());
      told += expected.isPresent() ? 1 : 0;
    }
    assertTrue(told > 5, told + " alerts");
  }

  @Test
  void a_text_that_is_none_is_refused() {
    for (String text : new String[] {"", "1 2", "1 x calm", "1 2.0 wild", "1.5 2 calm"}) {
      assertThrows(BadData.class, () -> Spikes.parse(10, text), text);
    }
  }
}
