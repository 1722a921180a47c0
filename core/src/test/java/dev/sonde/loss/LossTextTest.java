package dev.sonde.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossTextTest {
  @ParameterizedTest
  @ValueSource(strings = {
    "cross-entropy", "cross-entropy smoothing=0.1", "cross-entropy ignore=255", "cross-entropy smoothing=0.1 ignore=255", "squared-hinge",
    "pairwise-squared-hinge", "cross-entropy weights=1,2.5,0", "cross-entropy smoothing=0.1 ignore=255 weights=1,2.5,0.125", "dice",
    "dice smooth=1.0E-5", "focal gamma=2", "focal gamma=0.5 alpha=0.75,0.25", "lovasz", "balanced-bce", "ohem keep=0.7 min=100000",
    "cross-entropy + 0.5 dice", "0.25 lovasz", "cross-entropy weights=1,3 + 0.5 dice + 2 focal gamma=1"
  })
  void text_reads_back_as_it_was_written(String text) {
    assertEquals(text, Loss.parse(text).toString());
    assertEquals(Loss.parse(text), Loss.parse(Loss.parse(text).toString()));
  }

  @Test
  void options_stand_in_any_order() {
    assertEquals(Loss.crossEntropy().smoothing(0.1).ignore(255), Loss.parse(" cross-entropy  ignore=255 smoothing=0.1"));
  }

  @Test
  void defaults_are_those_of_the_factories() {
    assertEquals(Loss.ohem(), Loss.parse("ohem"));
    assertEquals(Loss.focal(), Loss.parse("focal"));
    assertEquals(Loss.dice(), Loss.parse("dice smooth=1"));
    Sum sum = new Sum(List.of(new Sum.Term(1, Loss.crossEntropy()), new Sum.Term(0.5, Loss.dice())));
    assertEquals(sum, Loss.parse("cross-entropy +0.5 dice"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "crossentropy | known are cross-entropy, ohem, dice, focal, lovasz, balanced-bce, squared-hinge, pairwise-squared-hinge",
    "crossentropy | ; the nearest is \"cross-entropy\"",
    "pairwise-square-hinge | the nearest is \"pairwise-squared-hinge\"",
    "'' | no loss named \"\"",
    "cross-entropy smooth=0.1 | no option \"smooth\" of the loss cross-entropy; known are smoothing, ignore, weights",
    "cross-entropy smoothing=lots | \"smoothing=lots\" of the loss cross-entropy has no number",
    "cross-entropy ignore=1.5 | \"ignore=1.5\" of the loss cross-entropy has no number",
    "cross-entropy ignor=1 | the nearest is \"ignore\"",
    "cross-entropy smoothin | \"smoothin\" of the loss cross-entropy has no value; write smoothing=NUMBER",
    "cross-entropy smoothing=1 | smoothing 1.0 must lie in [0, 1)",
    "cross-entropy smoothing=NaN | smoothing NaN must lie in [0, 1)",
    "squared-hinge smoothing=0.1 | the loss squared-hinge takes no options",
    "cross-entropy weights=1,,2 | \"weights=1,,2\" of the loss cross-entropy has no number",
    "cross-entropy weights=1,-2 | class weight -2.0 must be a number of at least 0",
    "cross-entropy weights=0,0 | all 2 class weights are 0",
    "ohem keep=0 | keep 0.0 of the loss ohem must lie in (0, 1]",
    "ohem min=0 | min 0 of the loss ohem must be at least 1",
    "dice smooth=0 | smooth 0.0 of the loss dice must be a number above 0",
    "focal gamma=-1 | gamma -1.0 of the loss focal must be a number of at least 0",
    "cross-entropy + dica | no loss named \"dica\"",
    "cross-entropy + | no loss named \"\"",
    "cross-entropy + 0 dice | the weight 0.0 of the loss dice must be a number above 0",
    "cross-entropy + 0.5.5 dice | the weight \"0.5.5\" of the loss dice is no number"
  })
  void bad_text_is_refused_with_the_way_out(String text, String reason) {
    String message = assertThrows(IllegalArgumentException.class, () -> Loss.parse(text)).getMessage();
    assertTrue(message.contains(reason), message);
  }
}
