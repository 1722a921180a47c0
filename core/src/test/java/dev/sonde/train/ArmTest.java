package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.loss.Loss;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Head;
import dev.sonde.supervise.Supervision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArmTest {
  private static final Recipe RECIPE = Recipe.of("dsn-cifar", "shapes").with("loss", "squared-hinge")
      .with("supervise", "{conv1: {head: linear, weight: 0.3 decaying, rate: 0.001}, conv2: {head: pooled, loss: cross-entropy}, conv3: 0.1}");

  private static List<String> taps(Recipe recipe) {
    return recipe.supervise().stream().map(Supervision::tap).toList();
  }

  @Test
  void a_name_and_changes_are_read() {
    assertEquals(new Arm("soft", List.of("loss=cross-entropy")), Arm.parse("soft: loss=cross-entropy"));
    assertEquals(new Arm("soft", List.of("loss=cross-entropy", "rate=0.1 cosine 0")), Arm.parse(" soft :loss=cross-entropy,  rate=0.1 cosine 0 "));
    assertEquals(new Arm("as-it-is", List.of()), Arm.parse("as-it-is"));
    assertEquals(new Arm("as-it-is", List.of()), Arm.parse("as-it-is:"));
  }

  @Test
  void commas_that_belong_to_a_value_stay_in_it() {
    assertEquals(List.of("train=[scale 0.01, flip]", "supervise={conv1: {head: linear, weight: 1}, conv2: 0.1}", "batch=3"),
        Arm.parse("a: train=[scale 0.01, flip], supervise={conv1: {head: linear, weight: 1}, conv2: 0.1}, batch=3").changes());
    assertEquals(List.of("train=\"normalize 0.5, 0.5\"", "eval='it, is'", "batch=3"), Arm.parse("a: train=\"normalize 0.5, 0.5\", eval='it, is', batch=3").changes());
    assertEquals(List.of("eval=normalize 0.5,0.5,0.5 1,1,1", "batch=3"), Arm.parse("a: eval=normalize 0.5,0.5,0.5 1,1,1, batch=3").changes());
    assertEquals(List.of("normalize 0.5,0.5,0.5 1,1,1"), Arm.parse("a: eval=normalize 0.5,0.5,0.5 1,1,1, batch=3").of(RECIPE).eval());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: loss", "a: eval=normalize 0.5, 0.5", "a: rate=0.1, then 0.01 from 10", "a: =3", ": batch=3", "a/b: batch=3", "..: batch=3", "a: seed=3", "a: data=mnist"})
  void what_is_no_arm_is_refused(String text) {
    String message = assertThrows(IllegalArgumentException.class, () -> Arm.parse(text)).getMessage();
    assertTrue(message.contains("in arm a") || message.contains("cannot be called"), message);
  }

  @Test
  void changes_are_carried_out_in_their_order() {
    Recipe changed = Arm.parse("a: supervise=none, supervise={conv1: 0.5}, supervise.conv1.weight=0.25").of(RECIPE);
    assertEquals(List.of(Supervision.of("conv1", Head.cnds(), Loss.squaredHinge(), Schedule.constant(0.25))), changed.supervise());
    assertEquals(RECIPE, Arm.HEADS.of(RECIPE));
    assertEquals(List.of(), Arm.NONE.of(RECIPE).supervise());
  }

  @Test
  void some_heads_stay_as_they_were_and_others_go() {
    Arm without = Arm.without(RECIPE, List.of("conv2"));
    assertEquals("without-conv2", without.name());
    assertEquals(List.of(RECIPE.supervise().get(0), RECIPE.supervise().get(2)), without.of(RECIPE).supervise());
    Arm only = Arm.only(RECIPE, List.of("conv1", "conv2"));
    assertEquals("only-conv1+conv2", only.name());
    assertEquals(RECIPE.supervise().subList(0, 2), only.of(RECIPE).supervise());
    assertEquals(List.of("conv3"), taps(Arm.without(RECIPE, List.of("conv1", "conv2")).of(RECIPE)));
    assertEquals(List.of(), taps(Arm.without(RECIPE, List.of("conv1", "conv2", "conv3")).of(RECIPE)));
    assertEquals(RECIPE.with("supervise", "none"), Arm.without(RECIPE, List.of("conv1", "conv2", "conv3")).of(RECIPE));
  }

  @Test
  void a_head_that_is_not_there_can_neither_be_left_out_nor_be_alone() {
    assertEquals("the recipe of dsn-cifar has no head at \"conv9\" to leave out or alone; it has heads at conv1, conv2, conv3",
        assertThrows(IllegalArgumentException.class, () -> Arm.only(RECIPE, List.of("conv9"))).getMessage());
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Arm.without(Arm.NONE.of(RECIPE), List.of("conv1"))).getMessage().endsWith("; it has none"));
  }
}
