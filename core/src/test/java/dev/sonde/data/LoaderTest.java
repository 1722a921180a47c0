package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LoaderTest {
  private static final List<Transform> SOME = Transform.parse(List.of("pad-crop 2", "flip", "scale 0.5"));

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void bytes_do_not_depend_on_the_number_of_workers(int workers) {
    Loader one = Loader.of(Toy.numbered(103), SOME, 10).shuffled(new Seed(4), 3);
    assertEquals(all(one), all(one.workers(workers)));
  }

  @Test
  void epochs_and_seeds_differ_in_order_and_crops() {
    Loader loader = Loader.of(Toy.numbered(50), SOME, 50);
    String first = all(loader.shuffled(new Seed(1), 0));
    assertEquals(first, all(loader.shuffled(new Seed(1), 0)));
    assertNotEquals(first, all(loader.shuffled(new Seed(1), 1)));
    assertNotEquals(first, all(loader.shuffled(new Seed(2), 0)));
  }

  @Test
  void one_sample_is_augmented_anew_each_epoch() {
    Toy single = Toy.numbered(1);
    Set<String> views = new HashSet<>();
    for (int epoch = 0; epoch < 30; epoch++) {
      views.add(all(Loader.of(single, SOME, 1).shuffled(new Seed(1), epoch)));
    }
    assertTrue(views.size() > 10, views.size() + " different views");
  }

  @Test
  void every_sample_comes_once_with_its_label_and_image() {
    try (var loader = Loader.of(Toy.numbered(23), List.of(), 5).shuffled(new Seed(9), 0).workers(2)) {
      boolean[] seen = new boolean[23];
      int[] sizes = new int[loader.batches()];
      for (int b = 0; loader.hasNext(); b++) {
        Batch batch = loader.next();
        sizes[b] = batch.size();
        for (int i = 0; i < batch.size(); i++) {
          int index = batch.indices()[i];
          assertFalse(seen[index]);
          seen[index] = true;
          assertEquals(index % 3, batch.labels()[i]);
          assertEquals(1000f * index + 59, batch.images()[i * 60 + 59]);
        }
      }
      assertArrayEquals(new int[] {5, 5, 5, 5, 3}, sizes);
      assertThrows(NoSuchElementException.class, loader::next);
    }
  }

  @Test
  void unshuffled_pass_keeps_the_order_and_can_start_later() {
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6}, indices(Loader.of(Toy.numbered(7), List.of(), 3).workers(2)));
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, indices(Loader.of(Toy.numbered(7), List.of(), 3).dropLast()));
    assertArrayEquals(new int[] {3, 4, 5, 6}, indices(Loader.of(Toy.numbered(7), List.of(), 3).from(1)));
    assertArrayEquals(new int[0], indices(Loader.of(Toy.numbered(7), List.of(), 3).from(3)));
  }

  @Test
  void a_batch_stays_intact_through_one_further_call() throws InterruptedException {
    try (var loader = Loader.of(Toy.numbered(40), List.of(), 4).workers(3)) {
      Batch before = loader.next();
      for (int b = 1; loader.hasNext(); b++) {
        Batch now = loader.next();
        Thread.sleep(5);
        assertEquals(4 * (b - 1), before.indices()[0]);
        assertEquals(4000f * (b - 1), before.images()[0]);
        before = now;
      }
    }
  }

  @Test
  void arrays_are_used_again() {
    try (var loader = Loader.of(Toy.numbered(40), List.of(), 4)) {
      float[] first = loader.next().images();
      for (int b = 1; b < 4; b++) {
        assertFalse(first == loader.next().images());
      }
      assertSame(first, loader.next().images());
    }
  }

  @Test
  void bad_data_passes_unchanged_and_ends_the_loader() {
    BadData bad = new BadData("toy/7.png is cut short");
    Toy data = new Toy(20, i -> {
      if (i >= 7) {
        throw bad;
      }
      return Image.black(2, 2, 1);
    });
    try (var loader = Loader.of(data, List.of(), 5).workers(2)) {
      assertEquals(5, loader.next().size());
      assertSame(bad, assertThrows(BadData.class, loader::next));
      assertThrows(IllegalStateException.class, loader::next);
    }
  }

  @Test
  void other_failures_name_the_origin_and_keep_their_kind() {
    Toy small = new Toy(8, i -> i == 3 ? Image.black(2, 2, 1) : Image.black(9, 9, 1));
    assertEquals("toy/3.png: crop 9 is larger than the image of 2x2; crop less, or put a resize before it",
        failure(IllegalArgumentException.class, small, List.of(Transform.crop(9, 9))));
    Toy gone = failing(new UncheckedIOException("disk gone", new IOException()));
    assertEquals("toy/0.png: disk gone", failure(UncheckedIOException.class, gone, List.of()));
    Toy broken = failing(new NullPointerException());
    assertEquals("toy/0.png: java.lang.NullPointerException", failure(IllegalStateException.class, broken, List.of()));
  }

  @Test
  void different_sizes_in_a_batch_name_both_samples_and_the_way_out() {
    Toy data = new Toy(4, i -> Image.black(3, i == 2 ? 5 : 4, 1));
    assertEquals("toy/0.png is 3x4 pixels of 1 channel but toy/2.png is 3x5 pixels of 1 channel, and one batch needs one size; "
        + "put a resize or a crop among the transforms", failure(IllegalArgumentException.class, data, List.of()));
    assertEquals(5, last(Loader.of(data, List.of(), 1).workers(2), 2).width(), "batches of one may each have their own size");
  }

  @Test
  void close_ends_waiting_workers_and_consumers() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    Toy stuck = new Toy(8, i -> {
      try {
        never.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
      return Image.black(1, 1, 1);
    });
    var loader = Loader.of(stuck, List.of(), 4).workers(2);
    List<Throwable> thrown = new ArrayList<>();
    Thread consumer = new Thread(() -> thrown.add(assertThrows(IllegalStateException.class, loader::next)));
    consumer.start();
    while (consumer.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    loader.close();
    consumer.join();
    assertEquals("the loader of toy is closed", thrown.get(0).getMessage());
    assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.isAlive() && t.getName().startsWith("loader-")));
    loader.close();
  }

  @Test
  void waiting_is_measured() {
    Toy slow = new Toy(3, i -> {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return Image.black(1, 1, 1);
    });
    try (var loader = Loader.of(slow, List.of(), 3)) {
      loader.next();
      assertTrue(loader.waitNanos() > 50_000_000, () -> "waited " + loader.waitNanos() + " ns");
    }
  }

  private static Toy failing(RuntimeException failure) {
    return new Toy(4, i -> {
      throw failure;
    });
  }

  private static String failure(Class<? extends RuntimeException> kind, Dataset data, List<Transform> transforms) {
    try (var loader = Loader.of(data, transforms, 4).workers(2)) {
      return assertThrows(kind, loader::next).getMessage();
    }
  }

  private static Batch last(Loader loader, int number) {
    try (loader) {
      for (int b = 0; b < number; b++) {
        loader.next();
      }
      return loader.next();
    }
  }

  private static int[] indices(Loader loader) {
    try (loader) {
      List<Integer> all = new ArrayList<>();
      while (loader.hasNext()) {
        Batch batch = loader.next();
        Arrays.stream(batch.indices(), 0, batch.size()).forEach(all::add);
      }
      return all.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /** Everything a pass delivers, as text. */
  private static String all(Loader loader) {
    try (loader) {
      StringBuilder text = new StringBuilder();
      while (loader.hasNext()) {
        Batch batch = loader.next();
        text.append(Arrays.toString(Arrays.copyOf(batch.images(), batch.elements())));
        text.append(Arrays.toString(Arrays.copyOf(batch.labels(), batch.size())));
        text.append(Arrays.toString(Arrays.copyOf(batch.indices(), batch.size())));
      }
      return text.toString();
    }
  }
}
