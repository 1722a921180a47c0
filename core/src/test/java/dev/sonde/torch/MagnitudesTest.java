package dev.sonde.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class MagnitudesTest {
  @Test
  void a_small_tensor_by_hand() {
    try (Scope scope = Scope.silent()) {
      Tensor x = Tensors.of(new double[] {3, -4, 0, 0}, Precision.FLOAT32, 2, 2);
      assertEquals(7 / 4.0, Magnitudes.mean(x), 1e-7);
      assertEquals(5, Magnitudes.norm(x), 1e-6);
      assertEquals(0, Magnitudes.norm(x.mul(new Scalar(0.0))), 0);
    }
  }

  @Test
  void forty_million_elements_lose_nothing() {
    try (Scope scope = Scope.silent()) {
      Tensor halves = torch.ones(new long[] {40, 1_000_000}).mul(new Scalar(-0.5));
      assertEquals(0.5, Magnitudes.mean(halves), 1e-5);
      assertEquals(0.5 * Math.sqrt(4e7), Magnitudes.norm(halves), 0.05);
    }
  }

  @Test
  void values_whose_squares_are_zero_in_float32_have_a_norm() {
    try (Scope scope = Scope.silent()) {
      Tensor tiny = Tensors.of(new double[] {3e-30, -4e-30}, Precision.FLOAT32, 1, 2);
      assertEquals(5e-30, Magnitudes.norm(tiny), 1e-36);
      Tensor floor = Tensors.of(new double[] {1e-42, 0, 0, 0}, Precision.FLOAT32, 2, 2);
      assertEquals(1e-42, Magnitudes.norm(floor), 1e-44);
    }
  }
}
