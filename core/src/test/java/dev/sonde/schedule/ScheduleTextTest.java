package dev.sonde.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTextTest {
  @ParameterizedTest
  @ValueSource(strings = {
    "0.3", "0", "1", "0.3 decaying", "0.3 recursive", "0.3 dsn", "0.3 dsn-once", "0.1 step x0.1 at 30,60", "0.1 exponential x0.95",
    "0.1 cosine 0.001", "0.1 poly 0.9", "0.025 power-inv 1e-4 0.75", "0.1 cosine 0 warmup 5", "0.3 until 50", "0.1 warmup 5 until 50",
    "0.3 recursive until 5 warmup 2", "0.3 decaying, then 0.1 cosine 0 warmup 2 from 10",
    "1, then 2 step x0.5 at 3,4 from 10, then 3 from 20"
  })
  void text_reads_back_as_it_was_written(String text) {
    Schedule schedule = Schedule.parse(text);
    assertEquals(text, schedule.toString());
    assertEquals(schedule, Schedule.parse(schedule.toString()));
  }

  @Test
  void factories_and_text_mean_the_same() {
    assertEquals(Schedule.constant(0.3), Schedule.parse("0.3"));
    assertEquals(Schedule.recursive(0.3), Schedule.parse("0.3 recursive"));
    assertEquals(Schedule.dsn(1).until(5), Schedule.parse("1 dsn until 5"));
    assertEquals(Schedule.dsnOnce(1), Schedule.parse("1 dsn-once"));
    assertEquals(Schedule.step(0.1, 0.5, 3, 6), Schedule.parse("0.1 step x0.5 at 3,6"));
    assertEquals(Schedule.exponential(0.1, 0.9), Schedule.parse("0.1 exponential x0.9"));
    assertEquals(Schedule.cosine(0.1, 0).warmup(5), Schedule.parse("0.1 cosine 0 warmup 5"));
    assertEquals(Schedule.poly(1, 2).then(10, Schedule.powerInv(1, 0.5, 2)), Schedule.parse("1 poly 2, then 1 power-inv 0.5 2 from 10"));
    assertEquals(Schedule.decaying(0.3), Schedule.parse("0.3 decaying"));
  }

  @Test
  void any_number_reads_back_exactly() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      double value = Math.abs(Double.longBitsToDouble(random.nextLong()));
      if (Double.isFinite(value)) {
        Schedule schedule = Schedule.cosine(value, random.nextDouble());
        assertEquals(schedule, Schedule.parse(schedule.toString()));
      }
    }
  }

  @Test
  void spaces_do_not_matter() {
    assertEquals(Schedule.parse("0.1 step x0.1 at 30,60, then 1 from 90"), Schedule.parse("  0.1  step x0.1 at 30 , 60 ,then 1 from  90 "));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "'' | \"\" is no number",
    "fast | \"fast\" is no number",
    "0.3 decayin | \"decayin\" is no form",
    "0.1 cosine | it ends too early",
    "0.1 step x0.1 on 3 | \"on\" stands where \"at\" belongs",
    "0.1 step 0.1 at 3 | does not begin with \"x\"",
    "0.1 step x0.1 at 3,x | \"x\" is no epoch",
    "0.1 step x0.1 at 6,3 | step epochs [6, 3] must rise",
    "0.3 decaying recursive | \"recursive\" is unexpected there",
    "-0.3 | -0.3 of a schedule",
    "0.3 until 0 | until epoch 0 must be at least 1",
    "0.3 warmup five | \"five\" is no epoch",
    "0.3, then 0.1 | does not say \"from\" which epoch",
    "0.3, then 0.1 from 5, then 0.2 from 5 | must begin later",
    "1e999 | must be finite",
    "NaN | \"NaN\" is no number",
    "0.1f | \"0.1f\" is no number"
  })
  void bad_text_is_refused_with_its_reason_and_the_known_forms(String text, String reason) {
    String message = assertThrows(IllegalArgumentException.class, () -> Schedule.parse(text)).getMessage();
    assertTrue(message.startsWith("\"" + text + "\" is no schedule"), message);
    assertTrue(message.contains(reason), message);
    assertTrue(message.contains("\"0.3 recursive\"") && message.contains("\"A, then B from 10\""), message);
  }

  @Test
  void a_word_for_one_schedule_is_refused_on_a_sequence() {
    Schedule sequence = Schedule.constant(1).then(5, Schedule.constant(2));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> sequence.warmup(2)).getMessage().contains("apply it to a part"));
    assertThrows(IllegalArgumentException.class, () -> sequence.until(2));
  }
}
