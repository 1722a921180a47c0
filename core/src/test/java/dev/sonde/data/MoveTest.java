package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What geometric transforms do to masks, and that they do the same to images. */
class MoveTest {
  private static final short NO = Mask.IGNORE;

  private final RandomGenerator random = new Seed(5).generator();

  private static Mask mask(int height, int width, int... classes) {
    short[] values = new short[classes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) classes[i];
    }
    return new Mask(height, width, values);
  }

  private static void assertMask(Mask moved, int height, int width, int... classes) {
    assertEquals(height + "x" + width, moved.height() + "x" + moved.width());
    assertArrayEquals(mask(height, width, classes).classes(), moved.classes());
  }

  /** An image of one channel whose values are its mask's classes plus 1, each class once. */
  private static Sample numbered(int height, int width) {
    Image image = Image.black(height, width, 1);
    short[] classes = new short[height * width];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (short) i;
      image.values()[i] = i + 1;
    }
    return new Sample(image, new Mask(height, width, classes));
  }

  @Test
  void a_mirror_turns_rows_around() {
    assertMask(new Move.Mirror().of(mask(2, 3, 1, 2, 3, 4, 5, NO)), 2, 3, 3, 2, 1, NO, 5, 4);
    Mask odd = numbered(3, 5).mask();
    assertArrayEquals(odd.classes(), new Move.Mirror().of(new Move.Mirror().of(odd)).classes(), "twice is nothing");
  }

  @Test
  void a_window_takes_its_part() {
    assertMask(new Move.Window(1, 1, 2, 2).of(numbered(3, 4).mask()), 2, 2, 5, 6, 9, 10);
  }

  @Test
  void what_lies_beyond_the_picture_is_ignored_on_every_side() {
    Mask small = mask(2, 2, 1, 2, 3, 4);
    assertMask(new Move.Window(-1, -1, 4, 4).of(small), 4, 4, NO, NO, NO, NO, NO, 1, 2, NO, NO, 3, 4, NO, NO, NO, NO, NO);
    assertMask(new Move.Window(1, 1, 2, 2).of(small), 2, 2, 4, NO, NO, NO);
    assertMask(new Move.Window(5, 0, 1, 2).of(small), 1, 2, NO, NO);
    assertMask(new Move.Window(0, -7, 1, 2).of(small), 1, 2, NO, NO);
    assertMask(new Move.Window(0, 0, 1, 3, (short) 0).of(small), 1, 3, 1, 2, 0);
    assertArrayEquals(new float[] {0, 0, 0, 1}, new Move.Window(-1, -1, 2, 2).of(numbered(2, 2).image()).values());
  }

  @Test
  void a_resize_takes_the_pixel_under_the_middle_of_each_new_one() {
    assertMask(new Move.Resized(0, 0, 1, 2, 1, 4).of(mask(1, 2, 7, 8)), 1, 4, 7, 7, 8, 8);
    assertMask(new Move.Resized(0, 0, 1, 4, 1, 2).of(mask(1, 4, 0, 1, 2, 3)), 1, 2, 1, 3);
    assertMask(new Move.Resized(0, 0, 1, 5, 1, 3).of(mask(1, 5, 0, 1, 2, 3, 4)), 1, 3, 0, 2, 4);
    assertMask(new Move.Resized(0, 0, 3, 1, 2, 1).of(mask(3, 1, 5, 6, 7)), 2, 1, 5, 7);
    assertMask(new Move.Resized(1, 1, 2, 2, 1, 1).of(numbered(3, 3).mask()), 1, 1, 8);
    assertMask(new Move.Resized(0, 0, 2, 2, 2, 2).of(mask(2, 2, 1, NO, NO, 2)), 2, 2, 1, NO, NO, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flip", "crop 3x4", "crop 9", "center-crop 3", "center-crop 9x2", "pad-crop 3", "pad 4"})
  void image_and_mask_move_together(String text) {
    Set<String> views = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Sample moved = Transform.parse(text).apply(numbered(5, 6), random);
      assertEquals(moved.image().height() + "x" + moved.image().width(), moved.mask().height() + "x" + moved.mask().width());
      StringBuilder view = new StringBuilder();
      for (int p = 0; p < moved.mask().classes().length; p++) {
        int label = moved.mask().classes()[p];
        assertEquals(label == NO ? 0 : label + 1, moved.image().values()[p], text + " at " + p);
        view.append(label).append(' ');
      }
      views.add(view.toString());
    }
    boolean drawn = text.equals("flip") || text.startsWith("crop 3") || text.startsWith("pad-crop");
    assertEquals(drawn, views.size() > 1, views.size() + " views");
  }

  @ParameterizedTest
  @ValueSource(strings = {"scale-jitter 0.5 2", "resize 7", "resize 9x4", "multi-scale 3,4,9 max 12", "random-resized-crop 8"})
  void an_edge_stays_where_the_images_is(String text) {
    for (int i = 0; i < 20; i++) {
      Sample moved = Transform.parse(text).apply(halved(24, 32), random);
      assertEquals(moved.image().height() + "x" + moved.image().width(), moved.mask().height() + "x" + moved.mask().width());
      int onTheEdge = 0;
      for (int p = 0; p < moved.mask().classes().length; p++) {
        float value = moved.image().values()[p];
        onTheEdge += Math.abs(value - 100) < 1 ? 1 : 0;
        assertTrue(Math.abs(value - 100) < 1 || moved.mask().classes()[p] == (value > 100 ? 1 : 0), text + " at " + p);
      }
      assertTrue(onTheEdge <= moved.image().height(), "one pixel of a row may have the edge in its middle");
    }
  }

  /** Left half black and class 0, right half 200 and class 1. */
  private static Sample halved(int height, int width) {
    Image image = Image.black(height, width, 1);
    short[] classes = new short[height * width];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (short) (i % width >= width / 2 ? 1 : 0);
      image.values()[i] = 200 * classes[i];
    }
    return new Sample(image, new Mask(height, width, classes));
  }

  @Test
  void scale_jitter_covers_its_range_and_keeps_the_aspect() {
    int smallest = 1000;
    int largest = 0;
    for (int i = 0; i < 500; i++) {
      Image image = Transform.parse("scale-jitter 0.5 2").apply(Image.black(40, 80, 1), random);
      smallest = Math.min(smallest, image.height());
      largest = Math.max(largest, image.height());
      assertEquals(2.0 * image.height(), image.width(), 1);
    }
    assertTrue(smallest >= 20 && smallest <= 21 && largest >= 78 && largest <= 80, smallest + " to " + largest);
  }

  @Test
  void pads_reach_multiples_and_leave_what_fits() {
    assertMask(Transform.parse("pad 2").apply(new Sample(Image.black(1, 3, 1), mask(1, 3, 1, 2, 3)), random).mask(), 2, 4, 1, 2, 3, NO, NO, NO, NO, NO);
    assertMask(Transform.parse("pad 2 label 0").apply(new Sample(Image.black(1, 2, 1), mask(1, 2, 1, 2)), random).mask(), 2, 2, 1, 2, 0, 0);
    assertMask(Transform.parse("pad 2").apply(new Sample(Image.black(2, 2, 1), mask(2, 2, 1, 2, 3, 4)), random).mask(), 2, 2, 1, 2, 3, 4);
  }

  @Test
  void a_crop_beyond_the_image_is_refused_without_a_mask() {
    Sample labelled = new Sample(Image.black(2, 2, 1), 0);
    assertThrows(IllegalArgumentException.class, () -> Transform.parse("crop 3").apply(labelled, random));
    assertThrows(IllegalArgumentException.class, () -> Transform.parse("center-crop 3").apply(labelled, random));
    assertFalse(Transform.parse("crop 3").apply(numbered(2, 2), random).mask().classes().length != 9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"crop 30000", "center-crop 65536", "pad 1000000", "stretch 1000000", "pad-crop 2000000000", "resize 65536x65537", "resize 2000000000",
      "random-resized-crop 8001"})
  void a_picture_beyond_the_largest_is_refused_when_it_is_asked_for(String text) {
    String message = assertThrows(IllegalArgumentException.class, () -> Transform.parse(text)).getMessage();
    assertTrue(message.startsWith(text) && message.endsWith("pixels; at most 64000000 are possible"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resize 8000", "multi-scale 2000000000 max 2000000000", "pad 8000", "scale-jitter 100 100"})
  void a_picture_beyond_the_largest_is_refused_when_it_becomes_so(String text) {
    Transform transform = Transform.parse(text);
    String message = assertThrows(IllegalArgumentException.class, () -> transform.apply(numbered(2, 8200), random)).getMessage();
    assertTrue(message.contains("a transform asks for a picture of ") && message.contains("at most 64000000 are possible"), message);
  }
}
