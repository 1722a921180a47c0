package dev.sonde.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossTextTest {
  @ParameterizedTest
  @ValueSource(strings = {
    "cross-entropy", "cross-entropy smoothing=0.1", "cross-entropy ignore=255", "cross-entropy smoothing=0.1 ignore=255", "squared-hinge",
    "pairwise-squared-hinge"
  })
  void text_reads_back_as_it_was_written(String text) {
    assertEquals(text, Loss.parse(text).toString());
    assertEquals(Loss.parse(text), Loss.parse(Loss.parse(text).toString()));
  }

  @Test
  void options_stand_in_any_order() {
    assertEquals(Loss.crossEntropy().smoothing(0.1).ignore(255), Loss.parse(" cross-entropy  ignore=255 smoothing=0.1"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "crossentropy | known are cross-entropy, squared-hinge, pairwise-squared-hinge; the nearest is \"cross-entropy\"",
    "pairwise-square-hinge | the nearest is \"pairwise-squared-hinge\"",
    "'' | no loss named \"\"",
    "cross-entropy smooth=0.1 | no option \"smooth\" of the loss cross-entropy; known are smoothing, ignore",
    "cross-entropy smoothing=lots | \"smoothing=lots\" of the loss cross-entropy has no number",
    "cross-entropy ignore=1.5 | \"ignore=1.5\" of the loss cross-entropy has no number",
    "cross-entropy ignor=1 | the nearest is \"ignore\"",
    "cross-entropy smoothin | \"smoothin\" of the loss cross-entropy has no value; write smoothing=NUMBER",
    "cross-entropy smoothing=1 | smoothing 1.0 must lie in [0, 1)",
    "cross-entropy smoothing=NaN | smoothing NaN must lie in [0, 1)",
    "squared-hinge smoothing=0.1 | the loss squared-hinge takes no options"
  })
  void bad_text_is_refused_with_the_way_out(String text, String reason) {
    String message = assertThrows(IllegalArgumentException.class, () -> Loss.parse(text)).getMessage();
    assertTrue(message.contains(reason), message);
  }
}
