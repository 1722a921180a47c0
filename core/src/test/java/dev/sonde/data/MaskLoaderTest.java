package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches of samples with masks: filled up to one size, upright ones apart, one scale for a batch. */
@Timeout(60)
class MaskLoaderTest {
  private static final short NO = Mask.IGNORE;

  @Test
  void different_sizes_are_filled_up_with_zeros_and_ignored() {
    try (var loader = Loader.of(ToyMasks.of(1, 2, 2, 1), List.of(), 2)) {
      Batch batch = loader.next();
      assertArrayEquals(new int[] {2, 2, 2, 2}, new int[] {batch.height(), batch.width(), batch.labelHeight(), batch.labelWidth()});
      assertArrayEquals(new float[] {1, 2, 0, 0, 101, 0, 102, 0}, Arrays.copyOf(batch.images(), batch.elements()));
      assertArrayEquals(new int[] {0, 1, NO, NO, 0, NO, 1, NO}, Arrays.copyOf(batch.labels(), batch.places()));
    }
  }

  @Test
  void arrays_of_an_earlier_batch_leave_nothing_behind() {
    int[] sides = IntStream.range(0, 40).map(i -> i % 20 < 10 ? 4 : 1 + i % 3).toArray();
    try (var loader = Loader.of(ToyMasks.of(sides), List.of(), 2)) {
      while (loader.hasNext()) {
        Batch batch = loader.next();
        int wanted = 0;
        for (int i = 0; i < batch.size(); i++) {
          wanted += sides[2 * batch.indices()[i]] * sides[2 * batch.indices()[i] + 1];
        }
        assertEquals(wanted, IntStream.range(0, batch.elements()).filter(i -> batch.images()[i] != 0).count());
        assertEquals(wanted, Arrays.stream(batch.labels(), 0, batch.places()).filter(label -> label >= 0).count());
      }
    }
  }

  @Test
  void a_labelled_pad_labels_the_batch_too() {
    try (var loader = Loader.of(ToyMasks.of(1, 1, 3, 1), Transform.parse(List.of("pad 2 label 2")), 2)) {
      Batch batch = loader.next();
      assertArrayEquals(new int[] {0, 2, 2, 2, 2, 2, 2, 2, 0, 2, 1, 2, 2, 2, 2, 2}, Arrays.copyOf(batch.labels(), batch.places()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void bytes_do_not_depend_on_the_number_of_workers(int workers) {
    int[] sides = IntStream.range(0, 60).map(i -> 3 + i * 7 % 11).toArray();
    Loader one = Loader.of(ToyMasks.of(sides), Transform.parse(List.of("multi-scale 4,6,8,10,12 max 20", "flip", "pad 4")), 4).shuffled(new Seed(4), 3);
    assertEquals(all(one), all(one.workers(workers)));
    assertNotEquals(all(one), all(one.shuffled(new Seed(4), 4)));
  }

  @Test
  void a_batch_shares_one_scale_and_batches_differ() {
    Set<Integer> seen = new TreeSet<>();
    try (var loader = Loader.of(ToyMasks.of(IntStream.generate(() -> 5).limit(120).toArray()), Transform.parse(List.of("multi-scale 4,6,8 max 20")), 4)
        .shuffled(new Seed(1), 0).workers(2)) {
      while (loader.hasNext()) {
        Batch batch = loader.next();
        seen.add(batch.height());
        assertTrue(Arrays.stream(batch.labels(), 0, batch.places()).allMatch(label -> label >= 0), "nothing was filled up");
      }
    }
    assertEquals(Set.of(4, 6, 8), seen);
  }

  @Test
  void a_later_start_draws_what_the_whole_pass_draws() {
    Loader whole = Loader.of(ToyMasks.of(IntStream.generate(() -> 5).limit(80).toArray()), Transform.parse(List.of("multi-scale 4,6,8 max 20")), 4)
        .shuffled(new Seed(1), 0);
    List<Integer> heights = heights(whole);
    assertEquals(heights.subList(3, heights.size()), heights(whole.from(3)));
    assertFalse(new HashSet<>(heights).size() == 1);
  }

  @Test
  void the_long_side_is_bounded_and_the_aspect_kept() {
    RandomGenerator random = new Seed(1).generator();
    Image wide = Transform.parse("multi-scale 30 max 100").apply(Image.black(20, 40, 1), random);
    assertEquals("image 30x60x1", wide.toString());
    assertEquals("image 100x25x1", Transform.parse("multi-scale 30 max 100").apply(Image.black(40, 10, 1), random).toString());
  }

  @Test
  void upright_pictures_come_in_batches_of_their_own_when_shuffled_at_many_scales() {
    ToyMasks data = ToyMasks.of(IntStream.range(0, 31).flatMap(i -> i % 3 == 0 ? IntStream.of(4, 2) : IntStream.of(2, i % 2 == 0 ? 4 : 2)).toArray());
    Loader loader = Loader.of(data, Transform.parse(List.of("multi-scale 2 max 4")), 4).shuffled(new Seed(1), 0).workers(2);
    List<Integer> sizes = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    assertEquals(3 + 5, loader.batches(), "11 upright and 20 others in batches of 4");
    assertEquals(2 + 5, loader.dropLast().batches());
    assertEquals(3, loader.least());
    assertEquals(4, loader.dropLast().least());
    assertEquals(1, Loader.of(data, List.of(), 5).least());
    assertEquals(0, loader.from(8).least());
    assertEquals(1, loader.from(7).batches());
    try (loader) {
      while (loader.hasNext()) {
        Batch batch = loader.next();
        sizes.add(batch.size());
        assertEquals(1, Arrays.stream(batch.indices(), 0, batch.size()).mapToObj(data::portrait).distinct().count());
        Arrays.stream(batch.indices(), 0, batch.size()).forEach(seen::add);
      }
    }
    assertEquals(31, seen.size());
    assertEquals(List.of(4, 4, 4, 4, 4, 4, 4, 3), sizes);
  }

  @Test
  void without_many_scales_the_order_is_that_of_any_set() {
    ToyMasks data = ToyMasks.of(2, 4, 4, 2, 2, 4, 4, 2);
    assertEquals(1, Loader.of(data, List.of(), 4).shuffled(new Seed(1), 0).batches());
    assertEquals(2, Loader.of(data, Transform.parse(List.of("multi-scale 2 max 4")), 4).shuffled(new Seed(1), 0).batches());
    assertEquals(1, Loader.of(data, Transform.parse(List.of("multi-scale 2 max 4")), 4).batches(), "a pass in its own order keeps it");
  }

  @Test
  void images_only_needs_one_size() {
    try (var loader = Loader.of(ToyMasks.of(2, 4, 2, 3), List.of(), 2).imagesOnly()) {
      assertEquals("toy/0.png is 2x4 pixels of 1 channel with a mask of 2x4 but toy/1.png is 2x3 pixels of 1 channel with a mask of 2x3, and one "
          + "batch needs one size; put a resize or a crop among the transforms, or take batches of one", assertThrows(IllegalArgumentException.class, loader::next).getMessage());
    }
    try (var loader = Loader.of(ToyMasks.of(2, 4, 2, 3), Transform.parse(List.of("resize 5x7")), 1).imagesOnly()) {
      Batch batch = loader.next();
      assertArrayEquals(new int[] {5, 7, 2, 4}, new int[] {batch.height(), batch.width(), batch.labelHeight(), batch.labelWidth()});
    }
  }

  @Test
  void shapes_with_masks_are_a_set_of_masks() {
    Split split = Datasets.open("shapes:size=16,train=30,test=20,masks=yes");
    assertTrue(split.train().dense());
    assertEquals("ground, disc, ring", String.join(", ", split.train().classes().subList(0, 3)));
    assertEquals(11, split.test().classes().size());
    Sample sample = split.train().get(7);
    int[] drawn = ((Shapes) Datasets.open("shapes:size=16,train=30,test=20").train()).mask(7);
    assertArrayEquals(drawn, IntStream.range(0, 256).map(i -> sample.mask().classes()[i]).toArray());
    assertEquals(2, Arrays.stream(drawn).distinct().count(), "the ground and one outline");
    Dataset some = new Samples(5, 0).of(split, Seed.of(1)).train();
    assertTrue(some.dense());
    assertEquals(5, some.size());
    assertEquals(some.origin(2), new Samples(5, 0).of(split, Seed.of(1)).train().origin(2));
    assertThrows(IllegalArgumentException.class, () -> Datasets.open("shapes:masks=1"));
  }

  @Test
  void masks_that_no_array_holds_together_are_refused() {
    try (var loader = Loader.of(ToyMasks.of(1, 50_000, 50_000, 1), List.of(), 2)) {
      String message = assertThrows(IllegalArgumentException.class, loader::next).getMessage();
      assertTrue(message.startsWith("2 images of 50000x50000 pixels") && message.endsWith("do not fit one array; use a smaller batch"), message);
    }
    assertThrows(IllegalArgumentException.class, () -> new Batch(new float[1], 1, 1, 1, 1, new int[1], 1 << 16, 1 << 16, new int[1]));
  }

  private static List<Integer> heights(Loader loader) {
    try (loader) {
      List<Integer> heights = new ArrayList<>();
      loader.forEachRemaining(batch -> heights.add(batch.height()));
      return heights;
    }
  }

  private static String all(Loader loader) {
    try (loader) {
      StringBuilder text = new StringBuilder();
      loader.forEachRemaining(batch -> text.append(batch.height()).append('x').append(batch.width())
          .append(Arrays.toString(Arrays.copyOf(batch.images(), batch.elements())))
          .append(Arrays.toString(Arrays.copyOf(batch.labels(), batch.places())))
          .append(Arrays.toString(Arrays.copyOf(batch.indices(), batch.size()))));
      return text.toString();
    }
  }
}
