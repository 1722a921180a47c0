package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransformTest {
  private final RandomGenerator random = new Seed(3).generator();

  @ParameterizedTest
  @ValueSource(strings = {"flip", "crop 227", "crop 200x300", "center-crop 227", "pad-crop 4", "resize 256", "resize 32x48",
      "random-resized-crop 224", "scale-jitter 0.5 2", "pad 8", "pad 8 label 0",
      "multi-scale 300,375,450 max 1000", "jitter 0.4 0.4 0", "scale 0.00390625", "mean-pixel 123.68,116.779,103.939",
      "normalize 0.485,0.456,0.406 0.229,0.224,0.225"})
  void text_form_is_read_back(String text) {
    assertEquals(text, Transform.parse(text).toString());
    assertEquals(Transform.parse(text), Transform.parse(Transform.parse(text).toString()));
  }

  @Test
  void unknown_name_lists_the_known_ones() {
    assertSentence("rotate 5", "no transform is called \"rotate\"", "flip, crop, center-crop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"crop", "crop x", "crop 0", "crop 2x-3", "flip 3", "pad-crop 0", "jitter 1 2", "jitter -1 0 0", "scale NaN",
      "mean-pixel 1,b,3", "normalize 0,0 1", "normalize 0 0", "",
      "pad 0", "pad 8 label", "pad 8 lable 0", "pad 8 label -1", "pad 8 label 40000", "multi-scale 300", "multi-scale 300 most 1000", "multi-scale 0 max 10",
      "multi-scale 3 max 0", "scale-jitter 2 0.5", "scale-jitter 0 1"})
  void wrong_text_is_refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Transform.parse(text));
  }

  @Test
  void crop_larger_than_the_image_names_both_sizes() {
    var error = assertThrows(IllegalArgumentException.class, () -> Transform.parse("crop 7x5").apply(image(6, 5, 3), random));
    assertEquals("crop 7x5 is larger than the image of 6x5; crop less, or put a resize before it", error.getMessage());
  }

  @Test
  void flip_mirrors_half_of_the_time() {
    int mirrored = 0;
    for (int i = 0; i < 1000; i++) {
      float[] values = Transform.flip().apply(new Image(1, 3, 2, new float[] {1, 2, 3, 4, 5, 6}), random).values();
      boolean turned = values[0] == 5;
      mirrored += turned ? 1 : 0;
      assertArrayEquals(turned ? new float[] {5, 6, 3, 4, 1, 2} : new float[] {1, 2, 3, 4, 5, 6}, values);
    }
    assertEquals(500, mirrored, 80);
  }

  @Test
  void crop_reaches_every_place_and_keeps_neighbours() {
    Set<Float> corners = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      Image window = Transform.crop(4, 3).apply(image(6, 5, 2), random);
      float corner = window.at(0, 0, 0);
      corners.add(corner);
      assertEquals(corner + 3 * 10 + 2 * 2 + 1, window.at(3, 2, 1));
    }
    assertEquals(3 * 3, corners.size());
  }

  @Test
  void center_crop_takes_the_middle() {
    assertArrayEquals(new float[] {6, 7, 10, 11}, Transform.centerCrop(2, 2).apply(image(4, 4, 1), random).values());
  }

  @Test
  void pad_crop_shifts_in_zeros() {
    Set<Integer> zeros = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      Image shifted = Transform.padCrop(2).apply(image(4, 4, 1), random);
      zeros.add(count(shifted, 0));
      assertEquals(16, shifted.values().length);
    }
    assertEquals(Set.of(0, 4, 7, 8, 10, 12), zeros); // 16 − (4 − |dy|)(4 − |dx|)
  }

  @Test
  void resize_keeps_a_constant_and_the_mean_of_a_slope() {
    Image slope = image(40, 60, 1);
    Image small = Transform.resize(8, 12).apply(slope, random);
    assertEquals(mean(slope), mean(small), 1e-3 * mean(slope));
    float[] ones = new float[7 * 9 * 3];
    Arrays.fill(ones, 5);
    for (float value : Transform.resize(20, 4).apply(new Image(7, 9, 3, ones), random).values()) {
      assertEquals(5, value, 1e-5);
    }
  }

  @Test
  void growing_is_bilinear() {
    Image wide = Transform.resize(1, 4).apply(new Image(1, 2, 1, new float[] {0, 4}), random);
    assertArrayEquals(new float[] {0, 1, 3, 4}, wide.values(), 1e-6f);
  }

  @Test
  void shrinking_averages_fine_detail_away() {
    float[] lines = new float[32 * 32];
    for (int i = 0; i < lines.length; i += 4) {
      lines[i] = 100;
    }
    Image small = Transform.resize(8, 8).apply(new Image(32, 32, 1, lines), random);
    for (int x = 1; x < 7; x++) {
      assertEquals(25, small.at(4, x, 0), 1e-3);
    }
  }

  @Test
  void short_side_keeps_the_aspect() {
    Image image = Transform.resize(20).apply(image(40, 61, 3), random);
    assertEquals("image 20x31x3", image.toString());
  }

  @Test
  void random_resized_crop_fits_any_image() {
    for (int[] sides : new int[][] {{300, 4}, {4, 300}, {1, 1}, {50, 60}}) {
      for (int i = 0; i < 50; i++) {
        Image window = Transform.randomResizedCrop(16, 16).apply(image(sides[0], sides[1], 3), random);
        assertEquals("image 16x16x3", window.toString());
      }
    }
  }

  @Test
  void jitter_of_strength_zero_changes_nothing_and_of_some_strength_stays_in_range() {
    float[] before = image(5, 5, 3).values();
    assertArrayEquals(before, Transform.jitter(0, 0, 0).apply(image(5, 5, 3), random).values(), 1e-4f);
    float[] after = Transform.jitter(2, 2, 2).apply(image(5, 5, 3), random).values();
    assertFalse(Arrays.equals(before, after));
    for (float value : after) {
      assertTrue(value >= 0 && value <= 255);
    }
  }

  @Test
  void normalize_is_the_written_formula() {
    Image image = Transform.parse("normalize 0.5,0.25 0.2,0.1").apply(new Image(1, 1, 2, new float[] {255, 51}), random);
    assertArrayEquals(new float[] {2.5f, -0.5f}, image.values(), 1e-5f);
    Image centred = Transform.meanPixel(List.of(4.0, 7.0)).apply(new Image(1, 1, 2, new float[] {5, 5}), random);
    assertArrayEquals(new float[] {1, -2}, centred.values());
    var error = assertThrows(IllegalArgumentException.class, () -> Transform.parse("mean-pixel 1,2,3").apply(image(2, 2, 1), random));
    assertEquals("mean-pixel is for 3 channels, but the image has 1", error.getMessage());
  }

  /** Values 1, 2, 3, … in storage order, none of them zero. */
  private static Image image(int height, int width, int channels) {
    float[] values = new float[height * width * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    return new Image(height, width, channels, values);
  }

  private static int count(Image image, float wanted) {
    int count = 0;
    for (float value : image.values()) {
      count += value == wanted ? 1 : 0;
    }
    return count;
  }

  private static double mean(Image image) {
    double sum = 0;
    for (float value : image.values()) {
      sum += value;
    }
    return sum / image.values().length;
  }

  private static void assertSentence(String text, String... parts) {
    var error = assertThrows(IllegalArgumentException.class, () -> Transform.parse(text));
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error.getMessage());
    }
  }
}
