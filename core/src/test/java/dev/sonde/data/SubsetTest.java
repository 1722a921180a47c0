package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubsetTest {
  private static final Dataset SHAPES = Shapes.of(8, 300, Seed.of(3));

  /** Samples with these labels; sample {@code i} is a single pixel of value {@code i}. */
  private record Labelled(int... labels) implements Dataset {
    @Override
    public String name() {
      return "labelled";
    }

    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public Sample get(int index) {
      return new Sample(new Image(1, 1, 1, new float[] {index}), labels[index]);
    }

    @Override
    public List<String> classes() {
      return List.of("a", "b", "c", "d");
    }
  }

  private static int[] numbers(Dataset data) {
    return IntStream.range(0, data.size()).map(i -> (int) data.get(i).image().values()[0]).toArray();
  }

  private static int[] counts(Dataset data) {
    int[] counts = new int[data.classes().size()];
    IntStream.range(0, data.size()).forEach(i -> counts[data.label(i)]++);
    return counts;
  }

  private static Dataset uneven() {
    return new Labelled(IntStream.range(0, 100).map(i -> i < 80 ? 0 : i < 97 ? 1 : 3).toArray());
  }

  @Test
  void classes_are_in_balance() {
    assertArrayEquals(IntStream.generate(() -> 7).limit(10).toArray(), counts(Subset.of(SHAPES, 70, Seed.of(1))));
    int[] counts = counts(Subset.of(SHAPES, 73, Seed.of(1)));
    assertEquals(3, Arrays.stream(counts).filter(n -> n == 8).count());
    assertEquals(7, Arrays.stream(counts).filter(n -> n == 7).count());
  }

  @Test
  void a_class_that_runs_out_leaves_its_share_to_the_others() {
    assertArrayEquals(new int[] {14, 13, 0, 3}, sortedFirstTwo(counts(Subset.of(uneven(), 30, Seed.of(1)))));
    assertArrayEquals(new int[] {30, 17, 0, 3}, counts(Subset.of(uneven(), 50, Seed.of(1))));
    assertArrayEquals(new int[] {80, 17, 0, 3}, counts(Subset.of(uneven(), 100, Seed.of(1))));
  }

  /** Which of the first two has one more is drawn. */
  private static int[] sortedFirstTwo(int[] counts) {
    return counts[0] >= counts[1] ? counts : new int[] {counts[1], counts[0], counts[2], counts[3]};
  }

  @Test
  void samples_keep_their_labels_their_origins_and_their_order() {
    Dataset whole = uneven();
    Dataset some = Subset.of(whole, 50, Seed.of(1));
    int[] numbers = numbers(some);
    assertArrayEquals(Arrays.stream(numbers).sorted().distinct().toArray(), numbers);
    for (int i = 0; i < numbers.length; i++) {
      assertEquals(whole.get(numbers[i]).label(), some.get(i).label());
      assertEquals(some.get(i).label(), some.label(i));
      assertEquals("sample " + numbers[i] + " of labelled", some.origin(i));
    }
    assertEquals("50 of labelled", some.name());
    assertThrows(IndexOutOfBoundsException.class, () -> some.get(50));
  }

  @Test
  void one_seed_draws_the_same_samples_and_another_seed_others() {
    int[] first = numbers(Subset.of(uneven(), 20, Seed.of(1)));
    assertArrayEquals(first, numbers(Subset.of(uneven(), 20, Seed.of(1))));
    assertFalse(Arrays.equals(first, numbers(Subset.of(uneven(), 20, Seed.of(2)))));
  }

  @Test
  void a_smaller_draw_lies_in_a_larger_one() {
    List<Integer> larger = Arrays.stream(numbers(Subset.of(uneven(), 40, Seed.of(1)))).boxed().toList();
    Arrays.stream(numbers(Subset.of(uneven(), 20, Seed.of(1)))).forEach(n -> assertTrue(larger.contains(n), n + " is not in " + larger));
  }

  @Test
  void more_than_there_are_is_refused() {
    var error = assertThrows(IllegalArgumentException.class, () -> new Samples(301, 0).of(new Split(SHAPES, SHAPES), Seed.of(1)));
    assertEquals("301 samples of shapes are asked for, but it has 300; choose a number from 1 to 300, or leave it out for all", error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Samples(-1, 0));
  }

  @Test
  void the_seed_moves_the_training_samples_and_leaves_the_test_samples() {
    Split whole = new Split(uneven(), uneven());
    Split one = new Samples(20, 30).of(whole, Seed.of(1));
    Split two = new Samples(20, 30).of(whole, Seed.of(2));
    assertFalse(Arrays.equals(numbers(one.train()), numbers(two.train())));
    assertArrayEquals(numbers(one.test()), numbers(two.test()));
    assertEquals(30, two.test().size());
    assertSame(whole.train(), Samples.ALL.of(whole, Seed.of(1)).train());
  }

  @Test
  void five_hundred_of_mnist_are_fifty_of_each_digit() {
    Dataset train = Idx.open(Shared.data("mnist")).train();
    assertArrayEquals(IntStream.generate(() -> 50).limit(10).toArray(), counts(Subset.of(train, 500, Seed.of(1))));
  }
}
