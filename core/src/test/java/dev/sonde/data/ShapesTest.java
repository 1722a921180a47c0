package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShapesTest {
  private final Shapes shapes = Shapes.of(32, 200, new Seed(1));

  @Test
  void same_seed_draws_the_same_pictures() {
    Shapes again = Shapes.of(32, 200, new Seed(1));
    for (int i = 199; i >= 0; i--) {
      assertArrayEquals(shapes.get(i).image().values(), again.get(i).image().values());
      assertEquals(shapes.get(i).label(), again.get(i).label());
    }
  }

  @Test
  void kept_pictures_equal_fresh_ones_and_are_handed_out_as_copies() {
    float[] first = shapes.get(3).image().values();
    float[] original = first.clone();
    first[0] = -1;
    assertArrayEquals(original, shapes.get(3).image().values());
  }

  @Test
  void other_seeds_draw_other_pictures_in_another_order() {
    Shapes other = Shapes.of(32, 200, new Seed(2));
    for (int i = 0; i < 20; i++) {
      assertFalse(Arrays.equals(shapes.get(i).image().values(), other.get(i).image().values()));
    }
    assertFalse(Arrays.equals(labels(shapes), labels(other)));
  }

  @Test
  void classes_are_ten_and_balanced() {
    int[] count = new int[10];
    IntStream.of(labels(shapes)).forEach(label -> count[label]++);
    assertEquals(10, shapes.classes().size());
    assertArrayEquals(IntStream.generate(() -> 20).limit(10).toArray(), count);
  }

  @Test
  void values_are_bytes_that_use_the_range() {
    float low = 255;
    float high = 0;
    for (int i = 0; i < 50; i++) {
      for (float value : shapes.get(i).image().values()) {
        assertEquals(value, (int) value);
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    assertTrue(low >= 0 && low < 20 && high > 235 && high <= 255, low + ".." + high);
  }

  @Test
  void mask_holds_the_class_of_the_picture_where_the_object_is_seen() {
    for (int i = 0; i < 200; i++) {
      int[] mask = shapes.mask(i);
      int wanted = shapes.get(i).label() + 1;
      assertTrue(IntStream.of(mask).allMatch(label -> label == 0 || label == wanted));
      long object = IntStream.of(mask).filter(label -> label == wanted).count();
      assertTrue(mask.length == 1024 && object > 30 && object < 700, "picture " + i + " shows " + object + " pixels");
    }
  }

  /** A whole disc has no gap in any row. */
  @Test
  void mask_leaves_out_what_hides_the_object() {
    int gaps = 0;
    for (int i = 0; i < 200; i++) {
      int[] mask = shapes.mask(i);
      for (int p = 1; p < 1024 && shapes.get(i).label() == Outline.DISC.ordinal(); p++) {
        boolean leaves = p % 32 != 0 && mask[p - 1] > 0 && mask[p] == 0;
        gaps += leaves && IntStream.range(p, p / 32 * 32 + 32).anyMatch(q -> mask[q] > 0) ? 1 : 0;
      }
    }
    assertTrue(gaps > 0);
  }

  @Test
  void outlines_are_inside_at_a_known_point_and_outside_beyond_their_circle() {
    double[][] inside = {{0, 0}, {0.75, 0}, {0.5, 0.5}, {0, 0.3}, {0, -0.8}, {0.8, 0}, {-0.6, 0}, {0.5, 0.7}, {0, 0.9}, {0, 0.5}};
    for (Outline outline : Outline.values()) {
      double[] point = inside[outline.ordinal()];
      assertTrue(outline.distance(point[0], point[1]) < 0, outline + " covers " + Arrays.toString(point));
      for (double turn = 0; turn < 6.3; turn += 0.1) {
        assertTrue(outline.distance(1.12 * Math.cos(turn), 1.12 * Math.sin(turn)) > 0, outline + " beyond its circle");
      }
    }
    assertTrue(Outline.RING.distance(0, 0) > 0 && Outline.CRESCENT.distance(0.5, 0) > 0 && Outline.HOURGLASS.distance(0.5, 0) > 0);
  }

  @Test
  void larger_pictures_show_the_same_scenes() {
    Shapes large = Shapes.of(96, 200, new Seed(1));
    for (int i = 0; i < 20; i++) {
      int[] mask = shapes.mask(i);
      int[] fine = large.mask(i);
      int agree = 0;
      for (int p = 0; p < 1024; p++) {
        agree += mask[p] == fine[(p / 32 * 3 + 1) * 96 + p % 32 * 3 + 1] ? 1 : 0;
      }
      assertTrue(agree > 1000, "picture " + i + " agrees in " + agree + " pixels");
    }
  }

  @Test
  void nearest_training_picture_does_not_tell_the_class() {
    Shapes train = Shapes.of(32, 1000, new Seed(3));
    List<float[]> images = IntStream.range(0, 1000).mapToObj(i -> train.get(i).image().values()).toList();
    int right = 0;
    for (int i = 0; i < 200; i++) {
      right += train.get(nearest(images, shapes.get(i).image().values())).label() == shapes.get(i).label() ? 1 : 0;
    }
    assertTrue(right < 70, right + " of 200 right, where chance is 20");
  }

  @Test
  void impossible_sizes_are_refused() {
    assertThrows(IllegalArgumentException.class, () -> Shapes.of(7, 10, new Seed(1)));
    assertThrows(IllegalArgumentException.class, () -> Shapes.of(32, 0, new Seed(1)));
  }

  private static int nearest(List<float[]> images, float[] image) {
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int n = 0; n < images.size(); n++) {
      double distance = 0;
      for (int i = 0; i < image.length; i++) {
        double difference = image[i] - images.get(n)[i];
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        best = n;
      }
    }
    return best;
  }

  private static int[] labels(Dataset data) {
    return IntStream.range(0, data.size()).map(i -> data.get(i).label()).toArray();
  }
}
