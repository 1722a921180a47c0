package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewsTest {
  @ParameterizedTest
  @ValueSource(strings = {"plain", "scales 300,375,450,525,600 max 1000 multiple 8", "flip", "window 321x321 stride 214", "max 500",
      "scales 300 multiple 32 flip window 10x20 stride 5x7"})
  void the_text_form_reads_itself(String text) {
    assertEquals(text, Views.parse(text).toString());
  }

  @Test
  void words_come_in_any_order_and_a_stride_is_two_thirds() {
    assertEquals(Views.parse("scales 300 flip"), Views.parse("flip; scales 300"));
    assertEquals("window 321x321 stride 214", Views.parse("window 321").toString());
    assertEquals("plain", Views.parse("multiple 1").toString());
  }

  @Test
  void sizes_are_those_of_the_reference() {
    Views ade = Views.parse("scales 300,375,450,525,600 max 1000 multiple 8");
    assertEquals(List.of(new Views.Size(304, 400), new Views.Size(376, 504), new Views.Size(456, 600), new Views.Size(528, 704), new Views.Size(600, 800)),
        ade.sizes(480, 640));
    // the long side binds: factor 1000 / 1500
    assertEquals(new Views.Size(336, 1000), ade.sizes(500, 1500).get(4));
    assertEquals(List.of(new Views.Size(480, 640)), Views.PLAIN.sizes(480, 640));
    assertEquals(List.of(new Views.Size(32, 64)), Views.parse("multiple 32").sizes(20, 33));
    assertEquals(List.of(new Views.Size(50, 100)), Views.parse("max 100").sizes(200, 400));
    assertEquals(List.of(new Views.Size(20, 40)), Views.parse("max 100").sizes(20, 40));
  }

  @Test
  void the_last_place_of_a_window_is_flush_with_the_border() {
    assertEquals(List.of(0, 214, 319), Views.Window.places(640, 321, 214));
    assertEquals(List.of(0, 2, 4), Views.Window.places(8, 4, 2));
    assertEquals(List.of(0), Views.Window.places(4, 4, 2));
    assertEquals(List.of(0), Views.Window.places(3, 4, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "scales", "scales 0", "scales 300,", "scales 300 scales 200", "plain flip", "window 10 stride 11", "window 0", "mirror",
      "multiple 0", "max -1", "scales 999999"})
  void what_is_not_understood_is_refused(String text) {
    String said = assertThrows(IllegalArgumentException.class, () -> Views.parse(text)).getMessage();
    assertTrue(said.contains("views") || said.contains("window"), said);
  }
}
