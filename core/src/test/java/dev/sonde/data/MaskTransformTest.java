package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskTransformTest {
  private static final short NONE = Mask.IGNORE;

  private final RandomGenerator random = new Seed(3).generator();

  /** A sample whose image says at each pixel what its mask says, plus one: 1, 2, 3, … */
  private static Sample sample(int height, int width) {
    float[] values = new float[height * width];
    short[] classes = new short[height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
      classes[i] = (short) i;
    }
    return new Sample(new Image(height, width, 1, values), new Mask(height, width, classes));
  }

  private static void agree(Sample sample) {
    assertEquals(sample.image().height(), sample.mask().height());
    assertEquals(sample.image().width(), sample.mask().width());
    for (int i = 0; i < sample.mask().classes().length; i++) {
      assertEquals(sample.image().values()[i] == 0 ? NONE : sample.image().values()[i] - 1, sample.mask().classes()[i], "pixel " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi-scale 300,375,450,525,600 max 1000", "resize 300 max 1000", "stretch 8", "pad 8", "pad 8 label 0",
      "scale-jitter 0.5 2"})
  void text_form_is_read_back(String text) {
    assertEquals(text, Transform.parse(text).toString());
    assertEquals(Transform.parse(text), Transform.parse(Transform.parse(text).toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi-scale", "multi-scale 0", "multi-scale 300,", "multi-scale 300 1000", "pad 8 label", "pad 8 max 3",
      "pad 8 label -3", "pad 8 label 40000", "pad 0", "stretch 0", "scale-jitter 2 1", "scale-jitter 0 1",
      "resize 20 max 10", "resize 20x30 max 40"})
  void wrong_text_is_refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Transform.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"flip", "crop 3x2", "crop 9x2", "crop 9", "center-crop 3", "center-crop 9x3", "pad-crop 2", "pad 4",
      "resize 5x4"})
  void image_and_mask_move_as_one(String text) {
    for (int i = 0; i < 60; i++) {
      agree(Transform.parse(text).apply(sample(5, 4), random));
    }
  }

  @Test
  void flip_mirrors_the_mask_with_the_image() {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      Sample flipped = Transform.flip().apply(sample(1, 3), random);
      agree(flipped);
      seen.add(flipped.mask().at(0, 0));
    }
    assertEquals(Set.of(0, 2), seen);
  }

  @Test
  void mask_takes_the_nearest_pixel_to_the_middle_of_each_new_one() {
    assertArrayEquals(new short[] {0, 0, 1, 1, 2, 2}, Transform.resize(1, 6).apply(sample(1, 3), random).mask().classes());
    // middles of 2 new pixels over 5 old ones: 1.25 and 3.75
    assertArrayEquals(new short[] {1, 3}, Transform.resize(1, 2).apply(sample(1, 5), random).mask().classes());
    // of 4 over 3: 0.375, 1.125, 1.875, 2.625
    assertArrayEquals(new short[] {0, 1, 1, 2}, Transform.resize(1, 4).apply(sample(1, 3), random).mask().classes());
    // both ways: rows 1 and 3 of 4, columns 1 and 3
    assertArrayEquals(new short[] {5, 7, 13, 15}, Transform.resize(2, 2).apply(sample(4, 4), random).mask().classes());
  }

  @Test
  void what_is_added_is_ignored_or_of_the_class_declared() {
    assertArrayEquals(new short[] {0, 1, 2, NONE, NONE, NONE, NONE, NONE},
        Transform.parse("pad 2").apply(sample(1, 3), random).mask().classes());
    Mask parity = Transform.parse("pad 2 label 7").apply(sample(1, 3), random).mask();
    assertArrayEquals(new short[] {0, 1, 2, 7, 7, 7, 7, 7}, parity.classes());
    assertEquals("mask 4x6", Transform.parse("pad 2").apply(sample(4, 5), random).mask().toString());
    assertEquals("image 4x6x1", Transform.parse("pad 2").apply(sample(4, 6), random).image().toString());
  }

  @Test
  void long_side_is_bounded_and_a_scale_is_one_of_the_list() {
    assertEquals("image 25x100x1", Transform.parse("resize 50 max 100").apply(sample(10, 40), random).image().toString());
    assertEquals("image 50x75x1", Transform.parse("resize 50 max 100").apply(sample(20, 30), random).image().toString());
    assertEquals("image 16x24x1", Transform.parse("stretch 8").apply(sample(9, 24), random).image().toString());
    Set<String> sizes = new HashSet<>();
    Transform scales = Transform.parse("multi-scale 10,20,40 max 50");
    for (int i = 0; i < 60; i++) {
      Transform shared = scales.settled(random);
      sizes.add(shared.toString());
      assertEquals(shared.apply(sample(5, 7), random).image().toString(), shared.apply(sample(5, 7), random).image().toString());
    }
    assertEquals(Set.of("multi-scale 10 max 50", "multi-scale 20 max 50", "multi-scale 40 max 50"), sizes);
    for (int i = 0; i < 60; i++) {
      int height = Transform.parse("scale-jitter 0.5 2").apply(sample(40, 20), random).mask().height();
      assertTrue(height >= 20 && height <= 80, "height " + height);
    }
  }

  @Test
  void a_crop_larger_than_a_picture_of_one_class_is_still_refused() {
    Sample labelled = new Sample(sample(3, 3).image(), 1);
    assertThrows(IllegalArgumentException.class, () -> Transform.crop(4, 4).apply(labelled, random));
    assertEquals(1, Transform.parse("resize 4x4").apply(labelled, random).label());
  }

  @Test
  void transforms_that_leave_the_whole_picture_are_known() {
    List<String> whole = List.of("resize 4", "resize 4x4", "stretch 4", "scale 2", "normalize 0 1", "jitter 1 1 1", "mean-pixel 3");
    whole.forEach(text -> assertTrue(Transform.parse(text).whole(), text));
    List.of("flip", "crop 4", "center-crop 4", "pad-crop 4", "pad 4", "random-resized-crop 4", "scale-jitter 1 2", "multi-scale 4 max 9")
        .forEach(text -> assertTrue(!Transform.parse(text).whole(), text));
  }

  @Test
  void evaluation_refuses_what_takes_the_image_away_from_its_mask() {
    ToyMasks masks = ToyMasks.of(12, 7);
    try (Loader loader = Loader.of(masks, Transform.parse(List.of("stretch 8")), 1).imagesOnly()) {
      Batch batch = loader.next();
      assertEquals(List.of(16, 8, 12, 7), List.of(batch.height(), batch.width(), batch.labelHeight(), batch.labelWidth()));
    }
    Loader pass = Loader.of(masks, Transform.parse(List.of("center-crop 4")), 1);
    String message = assertThrows(IllegalArgumentException.class, pass::imagesOnly).getMessage();
    assertTrue(message.startsWith("\"center-crop 4\" takes the image away from its mask"), message);
    assertEquals(2, Loader.of(Toy.numbered(3), Transform.parse(List.of("center-crop 4")), 2).imagesOnly().batches());
  }
}
