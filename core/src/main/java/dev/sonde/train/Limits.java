package dev.sonde.train;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What one execution of a recipe may take of the machine, and how closely it is watched; no part of the recipe, because none of it changes what
 * comes out.
 *
 * @param time    after which the run stops with a checkpoint
 * @param workers loader threads instead of the recipe's
 * @param memory  bytes; a run whose {@link Forecast} is above does not begin
 * @param traced  whether native objects remember where they were made ({@link dev.sonde.torch.Trace}), so that one that grows can be named
 */
public record Limits(Optional<Duration> time, OptionalInt workers, OptionalLong memory, boolean traced) {
  public static final Limits NONE = new Limits(Optional.empty(), OptionalInt.empty(), OptionalLong.empty(), false);

  public Limits time(Duration most) {
    return new Limits(Optional.of(most), workers, memory, traced);
  }

  public Limits workers(int count) {
    return new Limits(time, OptionalInt.of(count), memory, traced);
  }

  public Limits memory(long bytes) {
    return new Limits(time, workers, OptionalLong.of(bytes), traced);
  }

  public Limits traced(boolean traced) {
    return new Limits(time, workers, memory, traced);
  }
}
