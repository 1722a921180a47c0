package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AmountsTest {
  @Test
  void counts_have_groups_of_three() {
    assertEquals("1,234,567", Amounts.count(1_234_567));
  }

  @Test
  void large_numbers_get_a_unit() {
    assertEquals("999", Amounts.big(999));
    assertEquals("12.30 k", Amounts.big(12_300));
    assertEquals("3.99 G", Amounts.big(3_990_000_000.0));
  }

  @Test
  void bytes_count_in_thousands() {
    assertEquals("912 B", Amounts.bytes(912));
    assertEquals("3.40 MB", Amounts.bytes(3_400_000));
  }

  @Test
  void shares_become_percent() {
    assertEquals("61.2 %", Amounts.percent(0.612));
  }

  @Test
  void losses_stay_short_when_they_explode() {
    assertEquals("2.3026", Amounts.loss(2.302585));
    assertEquals("3.20e+07", Amounts.loss(3.2e7));
    assertEquals("NaN", Amounts.loss(Double.NaN));
  }

  @Test
  void times_have_minutes_and_hours() {
    assertEquals("0:42", Amounts.time(42));
    assertEquals("59:59", Amounts.time(3599));
    assertEquals("1:02:03", Amounts.time(3723));
    assertEquals("?", Amounts.time(Double.NaN));
    assertEquals("?", Amounts.time(Double.POSITIVE_INFINITY));
  }
}
