package dev.sonde.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Image;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LegendTest {
  private static final List<Legend.Entry> ENTRIES = List.of(new Legend.Entry("road", 0x8c8c8c, 0.75), new Legend.Entry("", 0x06e6e6, 0.25));

  @Test
  void the_strip_stands_below_the_picture() {
    Image picture = Image.black(40, 30, 3);
    Image whole = Legend.below(picture, ENTRIES).orElseThrow();
    assertTrue(whole.height() > 40 && whole.width() > 30, whole.toString());
    assertEquals(0, whole.at(39, 29, 0));
    assertEquals(255, whole.at(whole.height() - 1, 0, 0));
  }

  @Test
  void without_fonts_there_is_no_strip_and_no_failure() {
    for (Throwable broken : List.of(new NullPointerException("fontconfig"), new InternalError("no fonts"), new NoClassDefFoundError("SunFontManager"))) {
      assertEquals(Optional.empty(), Legend.below(Image.black(4, 3, 3), ENTRIES, () -> thrown(broken)));
    }
  }

  private static java.awt.FontMetrics thrown(Throwable broken) {
    if (broken instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) broken;
  }
}
