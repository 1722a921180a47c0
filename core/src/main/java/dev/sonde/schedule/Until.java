package dev.sonde.schedule;

import static dev.sonde.schedule.Bounds.atLeast;

/** {@code rest} before an epoch, exactly 0 from it on, so that heads with this weight are no longer run. */
public record Until(Schedule rest, int epoch) implements Schedule {
  public Until {
    atLeast("until epoch", epoch, 1);
    Sequence.refuse("until", rest);
  }

  @Override
  public double at(Progress progress) {
    return progress.epoch() < epoch ? rest.at(progress) : 0;
  }

  @Override
  public String toString() {
    return rest + " until " + epoch;
  }
}
