package dev.sonde.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A value that moves in time, as a closed form of the {@link Progress}.
 *
 * <p>Records, so schedules compare and print; {@code Schedule.parse(schedule.toString())} equals the schedule. Forms:
 * <pre>
 * 0.3                       constant
 * 0.3 decaying              α0·(1 - t/N)
 * 0.3 recursive             α ← α·(1 - t/N) once per epoch
 * 0.3 dsn                   α ← α·0.1·(1 - t/N) once per epoch
 * 0.3 dsn-once              α0·0.1·(1 - t/N)
 * 0.1 step x0.1 at 30,60    ×0.1 from epoch 30, again from epoch 60
 * 0.1 exponential x0.95     α0·0.95^t
 * 0.1 cosine 0.001          from 0.1 to 0.001 along half a cosine, step by step
 * 0.1 poly 0.9              α0·(1 - s/S)^0.9
 * 0.025 power-inv 1e-4 0.75 α0·(1 + 1e-4·s)^-0.75
 * FORM warmup 5             FORM, multiplied by a ramp that reaches 1 after 5 epochs
 * FORM until 50             FORM, and 0 from epoch 50
 * FORM, then FORM from 10   one after the other, each on a clock of its own
 * </pre>
 */
public sealed interface Schedule permits Curve, Warmup, Until, Sequence {
  /** The value for the step about to be taken. */
  double at(Progress progress);

  /** Reads the text form; throws {@link IllegalArgumentException} with the text and the known forms where it is none. */
  static Schedule parse(String text) {
    return ScheduleText.parse(text);
  }

  static Schedule constant(double value) {
    return new Curve.Constant(value);
  }

  static Schedule decaying(double start) {
    return new Curve.Decaying(start);
  }

  static Schedule recursive(double start) {
    return new Curve.Recursive(start);
  }

  static Schedule dsn(double start) {
    return new Curve.Dsn(start);
  }

  static Schedule dsnOnce(double start) {
    return new Curve.DsnOnce(start);
  }

  static Schedule step(double start, double factor, Integer... epochs) {
    return new Curve.Step(start, factor, Arrays.asList(epochs));
  }

  static Schedule exponential(double start, double factor) {
    return new Curve.Exponential(start, factor);
  }

  static Schedule cosine(double start, double end) {
    return new Curve.Cosine(start, end);
  }

  static Schedule poly(double start, double power) {
    return new Curve.Poly(start, power);
  }

  static Schedule powerInv(double start, double gamma, double power) {
    return new Curve.PowerInv(start, gamma, power);
  }

  /** This schedule multiplied by a ramp that rises step by step and reaches 1 with the last step of the first {@code epochs} epochs. */
  default Schedule warmup(int epochs) {
    return new Warmup(this, epochs);
  }

  /** This schedule before the given epoch, 0 from it on; its clock still runs over the whole phase. */
  default Schedule until(int epoch) {
    return new Until(this, epoch);
  }

  /**
   * This schedule before the given epoch, {@code next} from it on. Each part has a clock of its own: this one ends at {@code epoch}, the
   * next starts there from 0. Epochs are counted from the start of the whole.
   */
  default Schedule then(int epoch, Schedule next) {
    List<Sequence.Part> parts = new ArrayList<>(Sequence.partsOf(this, 0));
    parts.addAll(Sequence.partsOf(next, epoch));
    return new Sequence(parts);
  }
}
