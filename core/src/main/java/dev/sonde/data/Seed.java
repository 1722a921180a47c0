package dev.sonde.data;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A seed as the root of a tree of independent random streams.
 *
 * <p>Each consumer of chance draws from its own stream (body initialisation, each head's, shuffling, augmentation), derived
 * from one number, so adding a consumer never moves another's draws: {@code seed.stream("augment").stream(epoch).stream(index)}.
 *
 * <p>A name is hashed by 64-bit FNV-1a over its UTF-16 units; a child is {@code mix(mix(value) + φ·(key + 1))} with φ =
 * 0x9e3779b97f4a7c15 and {@code mix} the finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014; Stafford's variant 13).
 */
public record Seed(long value) {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  public static Seed of(long value) {
    return new Seed(value);
  }

  /** The child stream called {@code name}. */
  public Seed stream(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return stream(hash);
  }

  /** The child stream numbered {@code index}, such as an epoch or a sample. */
  public Seed stream(long index) {
    return new Seed(mix(mix(value) + GOLDEN * (index + 1)));
  }

  /** A fresh generator at the start of this stream; two calls give two equal generators. */
  public RandomGenerator generator() {
    return new SplittableRandom(mix(value + GOLDEN));
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
