package dev.sonde.torch;

import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/**
 * How many threads compute: those of libtorch's and oneDNN's operators, and OpenBLAS's own, which libtorch's setting does not reach.
 *
 * <p>By default as many as the system has processors, but no more than this process is granted (a container's quota, which OpenMP does not
 * know of); {@code OMP_NUM_THREADS} in the environment is left as it is. Sums may differ in their last bits between numbers of threads.
 */
public final class Threads {
  /** System property that says the number, for those who cannot call {@link #use}. */
  public static final String PROPERTY = "sonde.threads";

  private Threads() {}

  /** Processors that this process may use. */
  public static int granted() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * From now on {@code count} threads compute; libtorch is not loaded for it.
   *
   * @throws IllegalArgumentException where it is not between 1 and {@link #granted()}
   */
  public static void use(int count) {
    check(count);
    System.setProperty(PROPERTY, String.valueOf(count));
    if (Native.loaded()) {
      apply(count);
    }
  }

  private static void check(int count) {
    if (count < 1 || count > granted()) {
      throw new IllegalArgumentException(count + " threads were asked for, but this process is granted " + granted() + " processors; take 1"
          + (granted() == 1 ? "" : " to " + granted()) + ", or grant it more (-XX:ActiveProcessorCount=N tells Java another number)");
    }
  }

  /** Number of threads of libtorch's operators. */
  public static int count() {
    Native.load();
    return torch.get_num_threads();
  }

  /** What was asked for, or what is granted; once libtorch has been loaded. */
  static void settle() {
    Integer asked = Integer.getInteger(PROPERTY);
    if (asked != null) {
      check(asked);
      apply(asked);
    } else if (System.getenv("OMP_NUM_THREADS") == null && torch.get_num_threads() > granted()) {
      apply(granted());
    }
  }

  private static void apply(int count) {
    torch.set_num_threads(count);
    openblas.blas_set_num_threads(count);
  }
}
