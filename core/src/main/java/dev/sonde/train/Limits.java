package dev.sonde.train;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What one execution of a recipe may take of the machine; no part of the recipe, because none of it changes what comes out.
 *
 * @param memory  bytes of this process that the forecast may reach
 * @param time    after which the run stops with a checkpoint
 * @param workers loader threads instead of the recipe's
 * @param traced  whether native objects remember where they were made, so that a leak can be named by its place
 */
public record Limits(OptionalLong memory, Optional<Duration> time, OptionalInt workers, boolean traced) {
  public static final Limits NONE = new Limits(OptionalLong.empty(), Optional.empty(), OptionalInt.empty(), false);

  public Limits memory(long bytes) {
    return new Limits(OptionalLong.of(bytes), time, workers, traced);
  }

  public Limits time(Duration most) {
    return new Limits(memory, Optional.of(most), workers, traced);
  }

  public Limits workers(int count) {
    return new Limits(memory, time, OptionalInt.of(count), traced);
  }

  public Limits tracing() {
    return new Limits(memory, time, workers, true);
  }
}
