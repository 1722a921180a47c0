package dev.sonde.train;

import dev.sonde.schedule.Schedule;

/**
 * A stretch of a run with its own length and learning rate; schedules count within it.
 *
 * @param epochs  its length
 * @param rate    learning rate
 * @param heads   whether the heads train; off removes them for good measure of DSN's second and third phase
 * @param restart whether the optimizer's state starts fresh (DSN's fine-tuning does)
 */
public record Phase(int epochs, Schedule rate, boolean heads, boolean restart) {
  public Phase {
    if (epochs < 1) {
      throw new IllegalArgumentException("a phase of " + epochs + " epochs; it must have at least 1");
    }
  }
}
