package dev.sonde.train;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one execution of a recipe may take of the machine; no part of the recipe, because none of it changes what comes out.
 *
 * @param time    after which the run stops with a checkpoint
 * @param workers loader threads instead of the recipe's
 */
public record Limits(Optional<Duration> time, OptionalInt workers) {
  public static final Limits NONE = new Limits(Optional.empty(), OptionalInt.empty());

  public Limits time(Duration most) {
    return new Limits(Optional.of(most), workers);
  }

  public Limits workers(int count) {
    return new Limits(time, OptionalInt.of(count));
  }
}
