package dev.sonde.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a mask by hashing is as good as one by chance. */
class DropTest {
  private static final int MANY = 1 << 20;
  private static final double FAR = 5; // standard deviations: one false alarm in some million

  /** Which elements a mask keeps. */
  private static boolean[] kept(double rate, long key) {
    float[] mask = mask(rate, key);
    boolean[] kept = new boolean[mask.length];
    for (int i = 0; i < mask.length; i++) {
      kept[i] = mask[i] != 0;
    }
    return kept;
  }

  private static float[] mask(double rate, long key) {
    try (Scope scope = Scope.silent()) {
      Tensor mask = torch.zeros(new long[] {MANY});
      Drop.fill(mask, rate, key);
      return Tensors.floats(mask);
    }
  }

  private static double sigmas(long count, long of, double chance) {
    return Math.abs(count - of * chance) / Math.sqrt(of * chance * (1 - chance));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.37, 0.5, 0.9})
  void drops_as_many_as_it_says_and_scales_the_others(double rate) {
    float scale = (float) (1 / (1 - rate));
    for (long key : new long[] {0, 1, -1, 0x123456789abcdefL}) {
      float[] mask = mask(rate, key);
      long kept = 0;
      for (float value : mask) {
        assertTrue(value == 0 || value == scale, "a mask holds " + value);
        kept += value != 0 ? 1 : 0;
      }
      assertTrue(sigmas(kept, MANY, 1 - rate) < FAR, kept + " of " + MANY + " kept at a rate of " + rate);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 32, 192, 1024, 1 << 14, 192 * 1024})
  void elements_know_nothing_of_each_other(int distance) {
    boolean[] kept = kept(0.5, 42);
    long equal = 0;
    for (int i = distance; i < MANY; i++) {
      equal += kept[i] == kept[i - distance] ? 1 : 0;
    }
    assertTrue(sigmas(equal, MANY - distance, 0.5) < FAR, equal + " equal at distance " + distance);
  }

  @Test
  void all_patterns_of_twelve_neighbours_are_equally_frequent() {
    boolean[] kept = kept(0.5, 7);
    int cells = 1 << 12;
    long[] count = new long[cells];
    int blocks = MANY / 12;
    for (int b = 0; b < blocks; b++) {
      int pattern = 0;
      for (int i = 0; i < 12; i++) {
        pattern = 2 * pattern + (kept[12 * b + i] ? 1 : 0);
      }
      count[pattern]++;
    }
    double expected = (double) blocks / cells;
    double chi = Arrays.stream(count).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    assertTrue(Math.abs(chi - (cells - 1)) / Math.sqrt(2.0 * (cells - 1)) < FAR, "chi-square of " + chi + " over " + cells + " cells");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 1L << 31, 1L << 32, 1L << 63, 0x9E3779B9L})
  void masks_of_keys_that_differ_little_know_nothing_of_each_other(long difference) {
    boolean[] one = kept(0.5, 99);
    boolean[] other = kept(0.5, 99 ^ difference);
    long equal = 0;
    for (int i = 0; i < MANY; i++) {
      equal += one[i] == other[i] ? 1 : 0;
    }
    assertTrue(sigmas(equal, MANY, 0.5) < FAR, equal + " of " + MANY + " equal");
  }

  @Test
  void channels_go_or_stay_whole_for_each_sample_by_itself() {
    try (Scope scope = Scope.silent()) {
      Tensor ones = torch.ones(new long[] {2, 64, 5, 4}).contiguous(torch.MemoryFormat.ChannelsLast);
      Tensor dropped = Drop.channels(ones, 0.5, 9);
      assertTrue(dropped.is_contiguous(torch.MemoryFormat.ChannelsLast), "memory order is kept");
      float[] values = Tensors.floats(dropped);
      boolean[][] kept = new boolean[2][64];
      for (int i = 0; i < values.length; i++) {
        kept[i / (64 * 20)][i / 20 % 64] = values[i] == 2;
        assertEquals(values[i - i % 20], values[i], "a channel is of one value");
      }
      assertFalse(Arrays.equals(kept[0], kept[1]));
    }
  }

  @Test
  void the_seed_of_libtorch_rules_and_each_call_draws_anew() {
    try (Scope scope = Scope.silent()) {
      Tensor ones = torch.ones(new long[] {2, 3, 40, 40}).contiguous(torch.MemoryFormat.ChannelsLast);
      torch.manual_seed(5);
      float[] first = Tensors.floats(Drop.elements(ones, 0.5, Drop.key()));
      float[] second = Tensors.floats(Drop.elements(ones, 0.5, Drop.key()));
      torch.manual_seed(5);
      assertArrayEquals(first, Tensors.floats(Drop.elements(ones, 0.5, Drop.key())));
      assertFalse(Arrays.equals(first, second));
      assertTrue(Drop.elements(ones, 0.5, Drop.key()).is_contiguous(torch.MemoryFormat.ChannelsLast), "memory order is kept");
      assertEquals(ScalarType.Double.value, Drop.elements(torch.ones(new long[] {5}, new TensorOptions(ScalarType.Double)), 0.5, 1).scalar_type().value);
    }
  }
}
