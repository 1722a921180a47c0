package dev.sonde.train;

import dev.sonde.schedule.Progress;
import java.util.List;

/**
 * An epoch of a run within its phase.
 *
 * @param number of the phase, from 0
 * @param index  of the epoch within the phase, from 0
 */
record Phased(Phase phase, int number, int index) {
  /** Epoch {@code epoch} of the whole run. */
  static Phased of(List<Phase> phases, int epoch) {
    int index = epoch;
    int number = 0;
    while (index >= phases.get(number).epochs()) {
      index -= phases.get(number++).epochs();
    }
    return new Phased(phases.get(number), number, index);
  }

  /** The place of its batch number {@code batch} of {@code batches}, on the phase's clock. */
  Progress progress(int batch, int batches) {
    return new Progress((long) index * batches + batch, (long) phase.epochs() * batches, index, phase.epochs());
  }
}
