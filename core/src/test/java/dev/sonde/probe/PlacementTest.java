package dev.sonde.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.net.Shape;
import dev.sonde.zoo.Zoo;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules on profiles made by hand: cnds-8 with one gradient for each convolution, at every one of three iterations. */
class PlacementTest {
  /** The papers' outcome for cnds-8 from N(0, 0.01), as an emulation in numpy found it. */
  private static final double[] PAPER = {2.6e-10, 1.7e-9, 1.7e-8, 2.9e-8, 1.9e-7, 2.2e-7, 1.7e-6, 2.5e-6};

  private static GradientProfile profile(int batch, double[] gradients, List<String> heads) {
    Map<String, List<Reading>> layers = new LinkedHashMap<>();
    for (int i = 0; i < gradients.length; i++) {
      double raw = gradients[i] * GradientProfile.REFERENCE_BATCH / batch;
      layers.put("conv" + (i + 1), Collections.nCopies(3, new Reading(raw, 1, 1, 1, 0, 1)));
    }
    layers.put("fc1", Collections.nCopies(3, new Reading(0, 1, 1, 1, 0, 1)));
    return new GradientProfile(Zoo.network("cnds-8", Shape.image(3, 227, 227), 10), batch, heads, List.of(1.0, 1.0, 1.0), layers);
  }

  @Test
  void the_papers_profile_of_cnds_8_puts_the_head_behind_block_4_whatever_the_batch() {
    for (int batch : new int[] {1, 4, 256}) {
      Choice choice = Placement.vanishing(1e-7).choose(profile(batch, PAPER, List.of()));
      assertEquals(List.of("pool4"), choice.taps());
      assertTrue(choice.because().contains("conv1 to conv4 vanish: mean |gradient| below 1e-7 (conv4 2.9e-08, conv5 1.9e-07"), choice.because());
      assertTrue(choice.because().contains("pool4, the end of conv4's stage"), choice.because());
    }
  }

  @Test
  void where_nothing_vanishes_no_head_is_invented() {
    double[] sound = PAPER.clone();
    java.util.Arrays.setAll(sound, i -> 1e-7 + 1e-9 * i);
    Choice choice = Placement.vanishing(1e-7).choose(profile(256, sound, List.of()));
    assertEquals(List.of(), choice.taps());
    assertTrue(choice.because().contains("no convolution's mean |gradient| is below 1e-7 (the lowest: conv1 1.0e-07"), choice.because());
    assertTrue(choice.because().endsWith("no head is called for"), choice.because());
  }

  @Test
  void a_layer_other_than_a_convolution_does_not_count() {
    double[] sound = new double[8];
    java.util.Arrays.fill(sound, 1e-3);
    assertEquals(List.of(), Placement.vanishing(1e-7).choose(profile(256, sound, List.of())).taps(), "fc1 has a gradient of 0");
  }

  @Test
  void a_stage_that_has_its_head_is_passed_over_for_the_next_below() {
    assertEquals(List.of("pool2"), Placement.vanishing(1e-7).choose(profile(256, PAPER, List.of("pool4"))).taps());
    Choice none = Placement.vanishing(1e-7).choose(profile(256, PAPER, List.of("pool4", "pool2", "pool1")));
    assertEquals(List.of(), none.taps());
    assertTrue(none.because().contains("the stages they lie in are taken"), none.because());
    assertEquals(List.of("pool1"), Placement.vanishing(1e-7).choose(profile(256, PAPER, List.of()), Set.of("pool4", "pool2")).taps());
  }

  @Test
  void one_odd_iteration_decides_nothing() {
    GradientProfile steady = profile(256, PAPER, List.of());
    Map<String, List<Reading>> layers = new LinkedHashMap<>(steady.layers());
    layers.put("conv5", List.of(new Reading(1e-9, 1, 1, 1, 0, 1), new Reading(2e-7, 1, 1, 1, 0, 1), new Reading(3e-7, 1, 1, 1, 0, 1)));
    GradientProfile odd = new GradientProfile(steady.network(), 256, List.of(), steady.losses(), layers);
    assertEquals(2e-7, odd.typical("conv5"), 1e-20);
    assertEquals(List.of("pool4"), Placement.vanishing(1e-7).choose(odd).taps());
  }

  @Test
  void fading_is_relative_to_the_topmost_convolution() {
    assertEquals(List.of("pool4"), Placement.fading(0.05).choose(profile(256, PAPER, List.of())).taps(), "0.05 of 2.5e-6 is 1.25e-7");
    assertEquals(List.of("pool6"), Placement.fading(0.1).choose(profile(256, PAPER, List.of())).taps());
    double[] larger = java.util.Arrays.stream(PAPER).map(g -> 1e6 * g).toArray();
    assertEquals(List.of("pool4"), Placement.fading(0.05).choose(profile(256, larger, List.of())).taps());
    assertEquals(0.05 * 2.5e-6, Placement.fading(0.05).threshold(profile(256, PAPER, List.of())).orElseThrow(), 1e-15);
  }

  @Test
  void every_third_and_named_places_do_not_look_at_gradients() {
    assertEquals(List.of("relu3", "relu6"), Placement.every(3).choose(profile(256, PAPER, List.of())).taps());
    assertEquals(List.of(), Placement.every(8).choose(profile(256, PAPER, List.of())).taps(), "behind the last is the main classifier");
    assertEquals(List.of("conv2", "relu5"), Placement.at("conv2", "relu5").choose(profile(256, PAPER, List.of())).taps());
    String refusal = assertThrows(IllegalArgumentException.class, () -> Placement.at("conv9").choose(profile(256, PAPER, List.of()))).getMessage();
    assertTrue(refusal.contains("no node named \"conv9\""), refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vanishing 1e-7", "vanishing 0.0025", "fading 0.01", "every 3", "at conv4,pool7"})
  void the_written_form_reads_back(String text) {
    Placement rule = Placement.parse(text);
    assertEquals(text, rule.toString());
    assertEquals(rule, Placement.parse(rule.toString()));
    assertEquals(text.startsWith("vanishing") || text.startsWith("fading"), rule.repeats());
  }

  @ParameterizedTest
  @ValueSource(strings = {"vanish 1", "vanishing x", "vanishing -1", "vanishing 0", "fading", "fading 1", "fading 0", "every", "every 0", "every x", "at", ""})
  void what_is_no_rule_is_refused(String text) {
    assertFalse(assertThrows(IllegalArgumentException.class, () -> Placement.parse(text)).getMessage().isBlank());
  }

  @Test
  void a_head_costs_its_arithmetic_its_maps_twice_and_its_weights_three_times() {
    var body = Zoo.network("cnds-8", Shape.image(3, 32, 32), 10);
    var head = dev.sonde.supervise.Head.linear().on(Shape.image(2, 3, 4), 5);
    HeadCost cost = HeadCost.of(body, "t", "linear", head, 7);
    assertEquals(24 * 5 + 5, cost.parameters());
    assertEquals(24 * 5, cost.macs());
    assertEquals(120.0 / dev.sonde.net.Cost.of(body).macs(), cost.share(), 0);
    assertEquals(7 * 4 * 5 + 2 * 7 * 4 * 24 + 3 * 4 * 125, cost.memory(), "scores; gradients about the flattened map; weights, gradients, velocities");
  }

  @Test
  void budgets_read_back_and_bound_the_sum() {
    for (String text : List.of("10%", "2.5%", "200MB", "none")) {
      assertEquals(text, Budget.parse(text).toString());
    }
    HeadCost cost = new HeadCost("pool4", "cnds", 10, 20, 0.06, 90_000_000);
    assertTrue(Budget.parse("6%").allows(List.of(cost)) && !Budget.parse("10%").allows(List.of(cost, cost)));
    assertTrue(Budget.parse("90MB").allows(List.of(cost)) && !Budget.parse("89MB").allows(List.of(cost)));
    assertTrue(Budget.NONE.allows(Collections.nCopies(1000, cost)));
    for (String wrong : List.of("10", "-3%", "0%", "MB", "10 GB")) {
      assertThrows(IllegalArgumentException.class, () -> Budget.parse(wrong), wrong);
    }
  }
}
