package dev.sonde.supervise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.sonde.LeakCheck;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a map of scores of another size than the mask is taught. */
@ExtendWith(LeakCheck.class)
class TargetsTest {
  private static double[] taught(int height, int width, int rows, int columns, double... mask) {
    try (Scope scope = Scope.silent()) {
      Tensor labels = Tensors.of(mask, Precision.FLOAT64, 1, height, width).to(torch.ScalarType.Long);
      Tensor scores = Tensors.of(new double[2 * rows * columns], Precision.FLOAT64, 1, 2, rows, columns);
      return Tensors.doubles(Targets.like(scores, labels));
    }
  }

  @Test
  void each_cell_is_taught_the_pixel_in_its_middle_and_ignored_pixels_stay_ignored() {
    assertArrayEquals(new double[] {6, 8, 14, -100}, taught(4, 4, 2, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -100));
  }

  @Test
  void odd_sizes_follow_the_middle_too() {
    assertArrayEquals(new double[] {1, 3, 5}, taught(1, 7, 1, 3, 0, 1, 2, 3, 4, 5, 6), "floor((j + 1/2)·7/3)");
  }

  @Test
  void a_finer_map_repeats_pixels_and_an_equal_one_leaves_them() {
    assertArrayEquals(new double[] {1, 1, 2, 2}, taught(1, 2, 1, 4, 1, 2));
    assertArrayEquals(new double[] {1, 2}, taught(1, 2, 1, 2, 1, 2));
  }
}
