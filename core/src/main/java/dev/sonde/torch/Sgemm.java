package dev.sonde.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The product of two square matrices of float32: the yardstick of what a machine's arithmetic can do at this moment. */
public final class Sgemm implements AutoCloseable {
  private static final int SIDE = 1536;

  private final Tensor left;
  private final Tensor right;
  private final Tensor product;

  private Sgemm(Tensor left, Tensor right, Tensor product) {
    this.left = left;
    this.right = right;
    this.product = product;
  }

  /** Large enough that the arithmetic outweighs everything else, small enough to be repeated between other measurements. */
  public static Sgemm usual() {
    Scope.requireNone("Sgemm.usual");
    try (Scope scope = Scope.silent()) {
      return new Sgemm(scope.keep(matrix()), scope.keep(matrix()), scope.keep(matrix()));
    }
  }

  private static Tensor matrix() {
    return torch.ones(SIDE, SIDE);
  }

  /** Multiplies once; returns its seconds. */
  public double multiply() {
    long start = System.nanoTime();
    try (Scope scope = Scope.silent()) {
      torch.mm_out(product, left, right);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /** Floating-point operations of one product, {@code 2·n³}. */
  public static long flops() {
    return 2L * SIDE * SIDE * SIDE;
  }

  @Override
  public void close() {
    left.close();
    right.close();
    product.close();
  }
}
