package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged samples that are left out: by the loader, by a preparation, and the book of them. */
@Timeout(60)
class SieveTest {
  private static final Set<Integer> BAD = Set.of(3, 4, 17, 40, 41, 42, 43, 44);

  private static Toy damaged(int size, Set<Integer> bad) {
    return new Toy(size, i -> {
      if (bad.contains(i)) {
        throw i % 2 == 0 ? new BadData("toy/" + i + ".png is cut short") : new UncheckedIOException("disk gone", new IOException());
      }
      return Toy.numbered(size).get(i).image();
    });
  }

  private static Sieve lenient(int most) {
    return Sieve.of(Tolerance.parse("skip " + most));
  }

  /** Everything a pass delivers, with what it left out, as text. */
  private static String all(Loader loader) {
    StringBuilder text = new StringBuilder();
    try (loader) {
      loader.forEachRemaining(batch -> text.append(batch.size()).append(batch.skipped())
          .append(Arrays.toString(Arrays.copyOf(batch.images(), batch.elements())))
          .append(Arrays.toString(Arrays.copyOf(batch.labels(), batch.places())))
          .append(Arrays.toString(Arrays.copyOf(batch.indices(), batch.size()))).append('\n'));
    }
    return text.toString();
  }

  @Test
  void batches_are_smaller_by_the_bad_ones_and_hold_the_others_whole() {
    Sieve sieve = lenient(8);
    List<Integer> sizes = new ArrayList<>();
    try (var loader = Loader.of(damaged(50, BAD), List.of(), 5).workers(2).through(sieve, Sieve.TRAIN, 1)) {
      assertEquals(10, loader.batches());
      while (loader.hasNext()) {
        Batch batch = loader.next();
        sizes.add(batch.size());
        for (int i = 0; i < batch.size(); i++) {
          int index = batch.indices()[i];
          assertFalse(BAD.contains(index));
          assertEquals(index % 3, batch.labels()[i]);
          assertEquals(1000f * index, batch.images()[60 * i]);
          assertEquals(1000f * index + 59, batch.images()[60 * i + 59]);
        }
        assertEquals(5, batch.size() + batch.skipped().size());
      }
    }
    assertEquals(List.of(3, 5, 5, 4, 5, 5, 5, 5, 0, 5), sizes);
    List<BadSample> news = sieve.news();
    assertEquals(new BadSample("train", 3, "toy/3.png", "toy/3.png: disk gone", 1), news.get(0));
    assertEquals(new BadSample("train", 4, "toy/4.png", "toy/4.png is cut short", 2), news.get(1));
    assertEquals(List.of(3, 4, 17, 40, 41, 42, 43, 44), news.stream().map(BadSample::index).toList());
    assertEquals(List.of(), sieve.news());
    assertEquals("train 3 4 17 40 41 42 43 44", sieve.skipped().text());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void bytes_and_book_do_not_depend_on_the_number_of_workers(int workers) {
    List<Transform> some = Transform.parse(List.of("pad-crop 2", "flip"));
    Sieve one = lenient(8);
    Sieve many = lenient(8);
    Loader pass = Loader.of(damaged(50, BAD), some, 5).shuffled(new Seed(4), 1);
    assertEquals(all(pass.through(one, Sieve.TRAIN, 1)), all(pass.workers(workers).through(many, Sieve.TRAIN, 1)));
    assertEquals(8, one.skipped().count());
    assertEquals(one.news(), many.news());
  }

  @Test
  void good_samples_are_those_of_a_whole_set() {
    List<Transform> some = Transform.parse(List.of("pad-crop 2", "flip"));
    StringBuilder expected = new StringBuilder();
    try (var whole = Loader.of(Toy.numbered(50), some, 5).shuffled(new Seed(4), 1);
        var sieved = Loader.of(damaged(50, BAD), some, 5).shuffled(new Seed(4), 1).through(lenient(8), Sieve.TRAIN, 1)) {
      while (whole.hasNext()) {
        Batch a = whole.next();
        Batch b = sieved.next();
        for (int i = 0, j = 0; i < a.size(); i++) {
          if (!BAD.contains(a.indices()[i])) {
            assertArrayEquals(Arrays.copyOfRange(a.images(), 60 * i, 60 * i + 60), Arrays.copyOfRange(b.images(), 60 * j, 60 * j + 60));
            assertEquals(a.indices()[i], b.indices()[j++]);
            expected.append('.');
          }
        }
      }
    }
    assertEquals(42, expected.length());
  }

  @Test
  void a_pass_that_starts_later_with_the_book_of_an_earlier_one_gives_the_same() {
    Loader pass = Loader.of(damaged(50, BAD), List.of(), 5).shuffled(new Seed(2), 0);
    Sieve whole = lenient(8);
    String all = all(pass.through(whole, Sieve.TRAIN, 1));
    Sieve first = lenient(8);
    StringBuilder text = new StringBuilder();
    try (var loader = pass.through(first, Sieve.TRAIN, 1)) {
      for (int b = 0; b < 6; b++) {
        Batch batch = loader.next();
        text.append(batch.size());
      }
    }
    Sieve second = Sieve.of(Tolerance.parse("skip 8"), Skipped.parse(first.skipped().text()));
    String rest = all(pass.from(6).through(second, Sieve.TRAIN, 1));
    assertTrue(all.endsWith(rest) && rest.lines().count() == 4, "the last four batches");
    assertEquals(whole.skipped(), second.skipped());
    List<BadSample> told = new ArrayList<>(first.news());
    told.addAll(second.news());
    assertEquals(whole.news(), told);
  }

  @Test
  void masks_move_up_too() {
    ToyMasks sizes = ToyMasks.of(1, 2, 3, 3, 2, 1);
    Dataset data = new Broken(sizes, Set.of(1));
    try (var loader = Loader.of(data, List.of(), 3).through(lenient(1), Sieve.TRAIN, 1)) {
      Batch batch = loader.next();
      assertEquals(2, batch.size());
      assertEquals(2, batch.height(), "the bad one's size does not count");
      assertArrayEquals(new float[] {1, 2, 0, 0, 201, 0, 202, 0}, Arrays.copyOf(batch.images(), batch.elements()));
      assertArrayEquals(new int[] {0, 1, Mask.IGNORE, Mask.IGNORE, 0, Mask.IGNORE, 1, Mask.IGNORE}, Arrays.copyOf(batch.labels(), batch.places()));
      assertEquals(List.of(1), batch.skipped());
    }
  }

  /** Another set of which some samples are damaged. */
  private record Broken(Dataset of, Set<Integer> bad) implements Dataset {
    @Override
    public String name() {
      return of.name();
    }

    @Override
    public int size() {
      return of.size();
    }

    @Override
    public Sample get(int index) {
      if (bad.contains(index)) {
        throw new BadData(origin(index) + " is cut short");
      }
      return of.get(index);
    }

    @Override
    public boolean dense() {
      return of.dense();
    }

    @Override
    public List<String> classes() {
      return of.classes();
    }
  }

  @Test
  void one_more_than_the_tolerance_ends_the_run_in_a_sentence() {
    Sieve sieve = lenient(2);
    try (var loader = Loader.of(damaged(50, BAD), List.of(), 5).through(sieve, Sieve.TRAIN, 1)) {
      for (int b = 0; b < 3; b++) {
        loader.next();
      }
      assertEquals("toy/17.png: disk gone; that is bad sample number 3, and on-bad-sample: skip 2 allows 2: repair the data (sonde doctor names every"
          + " damaged file), or allow more", assertThrows(BadData.class, loader::next).getMessage());
    }
    assertEquals(2, sieve.skipped().count());
  }

  @Test
  void both_sets_count_together_and_a_sample_counts_once() {
    Sieve sieve = lenient(3);
    Toy data = damaged(10, Set.of(2, 4));
    all(Loader.of(data, List.of(), 5).through(sieve, Sieve.TRAIN, 1));
    all(Loader.of(data, List.of(), 5).shuffled(new Seed(1), 1).through(sieve, Sieve.TRAIN, 1));
    assertEquals(2, sieve.skipped().count());
    assertThrows(BadData.class, () -> all(Loader.of(data, List.of(), 5).through(sieve, Sieve.TEST, 1)));
    assertEquals("test 2; train 2 4", sieve.skipped().text());
  }

  @Test
  void what_two_passes_find_at_once_counts_once() {
    Sieve sieve = lenient(1);
    for (int pass = 0; pass < 2; pass++) {
      sieve.keep(Sieve.TRAIN, 2, "toy/2.png", new BadData("toy/2.png is cut short"));
    }
    assertEquals(1, sieve.news().size());
  }

  @Test
  void a_bad_sample_is_not_read_again() {
    AtomicInteger reads = new AtomicInteger();
    Toy data = new Toy(4, i -> {
      if (i == 2) {
        reads.incrementAndGet();
        throw new BadData("toy/2.png is cut short");
      }
      return Image.black(1, 1, 1);
    });
    Sieve sieve = lenient(1);
    for (int epoch = 0; epoch < 3; epoch++) {
      all(Loader.of(data, List.of(), 2).shuffled(new Seed(1), epoch).through(sieve, Sieve.TRAIN, 1));
    }
    assertEquals(1, reads.get());
  }

  @Test
  void without_tolerance_the_failure_comes_as_it_was() {
    BadData bad = new BadData("toy/0.png is cut short");
    Toy data = new Toy(2, i -> {
      throw bad;
    });
    try (var loader = Loader.of(data, List.of(), 2).through(Sieve.strict(), Sieve.TEST, 1)) {
      assertSame(bad, assertThrows(BadData.class, loader::next));
    }
  }

  @Test
  void only_damage_is_tolerated() {
    Toy small = new Toy(8, i -> i == 3 ? Image.black(2, 2, 1) : Image.black(9, 9, 1));
    try (var loader = Loader.of(small, Transform.parse(List.of("crop 9")), 8).through(lenient(5), Sieve.TRAIN, 1)) {
      assertThrows(IllegalArgumentException.class, loader::next);
    }
    Toy broken = new Toy(8, i -> {
      throw new NullPointerException();
    });
    try (var loader = Loader.of(broken, List.of(), 8).through(lenient(8), Sieve.TRAIN, 1)) {
      assertThrows(IllegalStateException.class, loader::next);
    }
  }

  @Test
  void a_label_out_of_the_classes_is_damage() {
    Sieve sieve = lenient(1);
    assertTrue(all(Loader.of(labelled(2, 7), List.of(), 2).through(sieve, Sieve.TRAIN, 1)).startsWith("1[1]"));
    assertEquals("sample 1 of two has label 7, but two has classes 0 to 2", sieve.news().get(0).why());
  }

  @Test
  void a_class_out_of_the_set_is_damage_wherever_in_the_mask_a_window_falls() {
    Dataset data = ToyMasks.naming(List.of("a", "b"), 1, 2, 1, 3);
    Sieve sieve = lenient(1);
    try (var loader = Loader.of(data, Transform.parse(List.of("center-crop 1")), 2).through(sieve, Sieve.TRAIN, 1)) {
      assertEquals(List.of(1), loader.next().skipped());
      assertTrue(sieve.news().get(0).why().contains("2"), "the class that only the third pixel has");
    }
  }

  private static Dataset labelled(int... labels) {
    return new PixelSet("two", 1, 1, 1, new byte[labels.length], bytes(labels), List.of("a", "b", "c"), i -> "sample " + i + " of two");
  }

  private static byte[] bytes(int[] values) {
    byte[] all = new byte[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) values[i];
    }
    return all;
  }

  @Test
  void a_batch_with_less_than_the_least_is_empty_only_where_something_was_left_out() {
    List<Integer> sizes = new ArrayList<>();
    try (var loader = Loader.of(damaged(7, Set.of(1, 4, 5)), List.of(), 3).through(lenient(3), Sieve.TRAIN, 2)) {
      loader.forEachRemaining(batch -> sizes.add(batch.size()));
    }
    assertEquals(List.of(2, 0, 1), sizes);
  }

  @Test
  void a_preparation_is_fitted_on_the_good_ones() {
    Toy good = new Toy(600, i -> new Image(1, 2, 1, new float[] {i, i * i % 7}));
    Toy some = new Toy(602, i -> {
      if (i == 0 || i == 501) {
        throw new BadData("toy/" + i + ".png is cut short");
      }
      return good.get(i < 501 ? i - 1 : i - 2).image();
    });
    List<String> steps = List.of("mean-image", "zca 0.1");
    Preparation whole = Preparation.fit(steps, good);
    Sieve sieve = lenient(2);
    Preparation sieved = Preparation.fit(steps, some, sieve);
    assertEquals("train 0 501", sieve.skipped().text());
    assertArrayEquals(whole.state().get("mean-image.mean"), sieved.state().get("mean-image.mean"));
    assertArrayEquals(whole.state().get("zca.matrix"), sieved.state().get("zca.matrix"), 1e-4f);
    Dataset prepared = sieved.of(some, sieve, Sieve.TRAIN);
    assertArrayEquals(whole.of(good).get(599).image().values(), prepared.get(601).image().values(), 1e-3f);
    assertEquals("toy/501.png was left out when toy was prepared", assertThrows(BadData.class, () -> prepared.get(501)).getMessage());
    assertTrue(all(Loader.of(prepared, List.of(), 500).through(sieve, Sieve.TRAIN, 1)).startsWith("499[0]"));
    assertThrows(BadData.class, () -> Preparation.fit(steps, some));
  }

  @Test
  void the_book_has_a_text_that_reads_back() {
    Skipped book = new Skipped(new TreeMap<>(java.util.Map.of("train", new TreeSet<>(Set.of(1024, 7)), "test", new TreeSet<>(Set.of(3)))));
    assertEquals("test 3; train 7 1024", book.text());
    assertEquals(book, Skipped.parse(book.text()));
    assertEquals(3, book.count());
    assertEquals("", Skipped.NONE.text());
    assertEquals(Skipped.NONE, Skipped.parse(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "train -1", "valid 3", "train 1;test 2", " ", "train 99999999999"})
  void what_is_no_book_is_refused(String text) {
    assertThrows(BadData.class, () -> Skipped.parse(text));
  }
}
