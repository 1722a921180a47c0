package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SheetTest {
  @Test
  void words_stand_left_and_numbers_right() {
    assertEquals("""
        name    count
        a           1
        longer  1,234""", new Sheet("name", "count").row("a", 1).row("longer", "1,234").toString());
  }

  @Test
  void a_column_of_mixed_cells_counts_as_words() {
    assertEquals("a\n1\nx", new Sheet("a").row(1).row("x").toString());
  }

  @Test
  void headings_alone_are_a_sheet() {
    assertEquals("a  b", new Sheet("a", "b").toString());
  }

  @Test
  void a_row_of_another_width_is_a_bug() {
    assertThrows(IllegalStateException.class, () -> new Sheet("a", "b").row(1));
  }
}
