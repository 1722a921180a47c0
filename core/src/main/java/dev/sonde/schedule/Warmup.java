package dev.sonde.schedule;

import static dev.sonde.schedule.Bounds.atLeast;

/**
 * {@code rest·min(1, (s + 1)/w)}, where {@code w} is the number of steps in the first {@code epochs} epochs: the gradual warm-up of
 * arXiv 1706.02677, section 2.2, as a ramp over any schedule, whose clock is left alone.
 */
public record Warmup(Schedule rest, int epochs) implements Schedule {
  public Warmup {
    atLeast("warmup epochs", epochs, 1);
    Sequence.refuse("warmup", rest);
  }

  @Override
  public double at(Progress progress) {
    double ramp = (progress.step() + 1.0) / Math.max(1, progress.stepsIn(epochs));
    return rest.at(progress) * Math.min(1, ramp);
  }

  @Override
  public String toString() {
    return rest + " warmup " + epochs;
  }
}
