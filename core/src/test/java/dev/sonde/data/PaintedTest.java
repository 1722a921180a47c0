package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PaintedTest {
  private static final Palette PALETTE = new Palette(List.of(0xff0000, 0x00ff80));
  private static final Mask MASK = new Mask(1, 3, new short[] {0, 1, Mask.IGNORE});
  private static final Image GRAY = new Image(1, 3, 1, new float[] {100, 200, 50});

  @Test
  void each_pixel_has_its_classs_colour_and_ignored_ones_are_black() {
    assertArrayEquals(new float[] {255, 0, 0, 0, 255, 128, 0, 0, 0}, Painted.of(MASK, PALETTE).values());
  }

  @Test
  void colours_are_laid_over_the_picture_except_where_ignored() {
    assertArrayEquals(new float[] {177.5f, 50, 50, 100, 227.5f, 164, 50, 50, 50}, Painted.over(GRAY, MASK, PALETTE, 0.5).values(), 1e-4f);
    assertArrayEquals(new float[] {100, 200, 50}, GRAY.values());
  }

  @Test
  void errors_are_red_right_ones_pale_and_unknown_ones_dark() {
    float[] marked = Painted.errors(GRAY, MASK, new Mask(1, 3, new short[] {0, 0, 1})).values();
    assertTrue(marked[0] > 200 && marked[0] == marked[1], "right: pale gray");
    assertTrue(marked[3] > 200 && marked[4] < 100, "wrong: red");
    assertTrue(marked[6] < 80 && marked[8] < 80, "unknown: dark");
  }

  @Test
  void another_size_takes_the_nearest_class() {
    assertArrayEquals(new short[] {0, 0, 1, 1, -100, -100}, Painted.nearest(MASK, 1, 6).classes());
    assertArrayEquals(new short[] {1, 1}, Painted.nearest(MASK, 2, 1).classes());
  }

  @Test
  void sizes_must_be_equal() {
    String said = assertThrows(IllegalArgumentException.class, () -> Painted.over(Image.black(3, 1, 3), MASK, PALETTE, 0.5)).getMessage();
    assertEquals("a mask 1x3 cannot be laid over an image 3x1x3; sizes must be equal, and channels 1 or 3", said);
  }
}
