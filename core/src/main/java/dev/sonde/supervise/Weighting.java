package dev.sonde.supervise;

import dev.sonde.net.Nearest;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How the weights of several heads follow from their order, beside a main loss of weight 1. None is ever zero, whatever their number.
 *
 * <p>Written in small letters: {@code halving}, {@code equal}, {@code half}, {@code mean}.
 */
public enum Weighting {
  /** {@code 1/2^i} for the {@code i}-th of them: nnU-Net's, before it divides all by their sum (which only rescales the learning rate). */
  HALVING,
  /** 1 each: HED's, and the mean of outputs of U-Net++ up to a factor. */
  EQUAL,
  /** ½ each: MONAI's {@code two}. */
  HALF,
  /** {@code 1/n} each, so that the heads together weigh as much as the main loss. */
  MEAN;

  /** The weight of head {@code i} of {@code n}, counted from 1. */
  public double at(int i, int n) {
    return switch (this) {
      case HALVING -> Math.scalb(1.0, -i);
      case EQUAL -> 1;
      case HALF -> 0.5;
      case MEAN -> 1.0 / n;
    };
  }

  /** Reads the written form; throws {@link IllegalArgumentException} with those known. */
  public static Weighting parse(String text) {
    var known = Stream.of(values()).map(Weighting::toString).toList();
    if (!known.contains(text)) {
      throw new IllegalArgumentException("no weighting of heads \"" + text + "\"; known are " + String.join(", ", known)
          + Nearest.hint(text, known));
    }
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
