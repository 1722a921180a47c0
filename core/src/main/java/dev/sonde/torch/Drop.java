package dev.sonde.torch;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Dropout whose masks cost next to nothing: element {@code i} of a mask is a hash of {@code i} and a key, so all are computed side by side.
 *
 * <pre>
 * k ← the key, mixed; k₀ and k₁ its halves
 * x ← (i · 0x9E3779B9 + k₀) mixed by shifts and two odd multipliers, k₁ put in between
 * mᵢ = 0 where x &lt; rate · 2³², else 1 / (1 − rate)          y = m · x
 * </pre>
 * libtorch's own masks come out of a Mersenne twister one after the other, which took 6 % of a training step of {@code dsn-cifar}. The key is drawn from
 * libtorch's generator, so {@code manual_seed} rules these masks as it ruled those.
 *
 * <p>Source of the mixing: C. Wellons, "Prospecting for hash functions", the two-round function of lowest bias ({@code 21f0aaad, d35a2d97}).
 */
final class Drop {
  private static final int CHUNK = 1 << 14;
  private static final int[] COUNT = new int[CHUNK];

  static {
    for (int i = 0; i < CHUNK; i++) {
      COUNT[i] = i * 0x9E3779B9;
    }
  }

  private Drop() {}

  /** {@code x} with each element dropped by the chance {@code rate} and the others scaled up, {@code [any] → [any]}. */
  static Tensor elements(Tensor x, double rate, long key) {
    return drop(x, torch.empty_like(x, new TensorOptions(ScalarType.Float), null), rate, key);
  }

  /** The same for whole channels, {@code [N, C, H, W] → [N, C, H, W]}. */
  static Tensor channels(Tensor x, double rate, long key) {
    return drop(x, torch.empty(new long[] {x.size(0), x.size(1), 1, 1}, new TensorOptions(ScalarType.Float), null), rate, key);
  }

  /** The graph keeps the mask as long as backward needs it; nobody else does. */
  private static Tensor drop(Tensor x, Tensor mask, double rate, long key) {
    fill(mask, rate, key);
    try (Tensor typed = mask.to(x.scalar_type())) {
      return x.mul(typed);
    } finally {
      mask.close();
    }
  }

  static long key() {
    return torch.empty(new long[] {1}, new TensorOptions(ScalarType.Long), null).random_(new GeneratorOptional()).item_long();
  }

  /** Writes 0 or 1 / (1 - rate) into every element of {@code mask}, float32, in the order of its memory. */
  static void fill(Tensor mask, double rate, long key) {
    IntPointer bits = new IntPointer(mask.data_ptr());
    int[] chunk = new int[CHUNK];
    long mixed = mixed(key);
    long all = mask.numel();
    for (long at = 0; at < all; at += CHUNK) {
      fill(chunk, (int) (at * 0x9E3779B9L) + (int) mixed, (int) (mixed >>> 32), rate);
      bits.position(at).put(chunk, 0, (int) Math.min(CHUNK, all - at));
    }
  }

  /** Keys that differ little become halves that differ much; the end of SplitMix64. */
  private static long mixed(long key) {
    long z = (key ^ (key >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Integers alone, without branches, so that the compiler makes vector instructions of it. */
  private static void fill(int[] chunk, int start, int second, double rate) {
    int bound = (int) Math.round(rate * 0x1p31);
    int kept = Float.floatToRawIntBits((float) (1 / (1 - rate)));
    for (int i = 0; i < CHUNK; i++) {
      int x = COUNT[i] + start;
      x ^= x >>> 16;
      x *= 0x21f0aaad;
      x ^= (x >>> 15) ^ second;
      x *= 0xd35a2d97;
      x ^= x >>> 15;
      int dropped = ((x >>> 1) - bound) >> 31; // all ones, or all zeros
      chunk[i] = ~dropped & kept;
    }
  }
}
