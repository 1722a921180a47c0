package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DataLimitTest {
  @Test
  void a_wait_that_counts_is_told_with_what_it_costs() {
    String sentence = DataLimit.sentence(0.2, 100, 2).orElseThrow();
    assertTrue(sentence.contains("20 %") && sentence.contains("1.25 times") && sentence.contains("workers: 2"), sentence);
  }

  @Test
  void a_wait_that_does_not_is_passed_over() {
    assertEquals("", DataLimit.sentence(0.019, 1000, 2).orElse(""));
    assertEquals("", DataLimit.sentence(0.5, 1.9, 2).orElse(""));
    assertEquals("", DataLimit.sentence(0, 0, 2).orElse(""));
  }
}
