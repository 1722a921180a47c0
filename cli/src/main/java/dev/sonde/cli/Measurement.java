package dev.sonde.cli;

import java.util.OptionalDouble;

/**
 * How long one thing takes, and what it computes meanwhile.
 *
 * @param timing of one repetition
 * @param flops  floating-point operations of one repetition ({@link dev.sonde.net.Flops}); 0 where it is not about arithmetic
 */
record Measurement(Timing timing, double flops) {
  /** 10⁹ floating-point operations a second, by the median. */
  OptionalDouble gigaflops() {
    return flops > 0 ? OptionalDouble.of(flops / timing.median() / 1e9) : OptionalDouble.empty();
  }
}
