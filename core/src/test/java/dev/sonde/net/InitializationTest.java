package dev.sonde.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.net.Initialization.Rule;
import dev.sonde.net.Initializer.Constant;
import dev.sonde.net.Initializer.Fans;
import dev.sonde.net.Initializer.Gaussian;
import dev.sonde.net.Initializer.Law;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitializationTest {
  private static final Layer LINEAR = new Layer.Linear(10, true);

  @ParameterizedTest
  @ValueSource(strings = {"gaussian 0.01", "uniform 0.05", "constant -1.0E-4", "xavier", "caffe-xavier", "he", "he-fan-out", "torch"})
  void texts_come_back(String text) {
    assertEquals(text, Initializer.parse(text).toString());
    assertEquals(Initializer.parse(text), Initializer.parse(Initializer.parse(text).toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gaussian", "gaussian x", "he 2", "constant 1 2", "gaussian -1", "gaussian NaN", "constant Infinity"})
  void texts_that_are_none_are_refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Initializer.parse(text));
  }

  @Test
  void a_mistyped_name_gets_the_nearest() {
    String message = assertThrows(IllegalArgumentException.class, () -> Initializer.parse("xaviar")).getMessage();
    assertTrue(message.contains("the nearest is \"xavier\""), message);
  }

  @Test
  void fans_follow_the_weight() {
    assertEquals(new Fans(27, 576, 27), Fans.of(List.of(64, 3, 3, 3), Layer.Conv.of(64, 3)));
    assertEquals(new Fans(9, 288, 9), Fans.of(List.of(32, 1, 3, 3), Layer.Conv.of(32, 3).groups(32)));
    assertEquals(new Fans(20, 10, 200), Fans.of(List.of(10, 20), LINEAR));
    assertEquals(new Fans(32, 12, 32), Fans.of(List.of(8, 3, 2, 2), new Layer.TransposedConv(3, 2, 2, 0, true)));
  }

  /** The bounds that the log of the released DSN code prints for its three companions. */
  @Test
  void caffe_xavier_has_the_bounds_of_the_dsn_log() {
    assertEquals(0.0012353, bound(new Initializer.CaffeXavier(), 10, 196_608), 5e-8);
    assertEquals(0.0024705, bound(new Initializer.CaffeXavier(), 10, 49_152), 5e-8);
    assertEquals(0.0049411, bound(new Initializer.CaffeXavier(), 10, 12_288), 5e-8);
  }

  private static double bound(Initializer initializer, int out, int in) {
    return ((Law.Even) initializer.law(Fans.of(List.of(out, in), LINEAR))).bound();
  }

  @Test
  void laws_follow_their_formulas() {
    Fans fans = new Fans(50, 8, 50);
    assertEquals(new Law.Normal(0.2), new Initializer.He().law(fans));
    assertEquals(new Law.Normal(0.5), new Initializer.HeFanOut().law(fans));
    assertEquals(new Law.Even(Math.sqrt(6.0 / 58)), new Initializer.Xavier().law(fans));
    assertEquals(new Law.Even(1 / Math.sqrt(50)), new Initializer.TorchDefault().law(fans));
    assertEquals(new Law.Fixed(3), new Constant(3).law(fans));
  }

  @Test
  void the_first_rule_that_matches_counts() {
    Initialization rules = new Initialization(List.of(
        new Rule("conv1", new Gaussian(1), new Constant(1)), new Rule("conv?", new Gaussian(2), new Constant(2)),
        new Rule("layer*.conv1", new Gaussian(3), new Constant(3)), new Rule("*", new Gaussian(4), new Constant(4))));
    assertEquals("conv1", rules.at("conv1").pattern());
    assertEquals("conv?", rules.at("conv2").pattern());
    assertEquals("layer*.conv1", rules.at("layer2.0.conv1").pattern());
    assertEquals("*", rules.at("conv10").pattern());
    assertEquals("*", rules.at("layer2x0xconv1").pattern());
  }

  @Test
  void rules_that_leave_a_layer_out_are_refused() {
    List<Rule> partial = List.of(new Rule("conv*", new Gaussian(1), new Constant(1)));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> new Initialization(partial)).getMessage().contains("[conv*]"));
    assertThrows(IllegalArgumentException.class, () -> new Initialization(List.of()));
  }

  @Test
  void a_bias_cannot_start_by_its_fans() {
    assertThrows(IllegalArgumentException.class, () -> new Rule("*", new Gaussian(1), new Initializer.He()));
  }
}
