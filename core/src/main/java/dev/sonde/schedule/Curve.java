package dev.sonde.schedule;

import static dev.sonde.schedule.Bounds.notNegative;

import java.util.List;

/**
 * The schedules that start at a value and follow a formula from there; {@link Schedule} has a factory for each.
 *
 * <p>{@code t} is the epoch of {@code N}, {@code s} the step of {@code S}, {@code α0} the start.
 */
public sealed interface Curve extends Schedule {
  /** The same value always. */
  record Constant(double value) implements Curve {
    public Constant {
      notNegative("value", value);
    }

    @Override
    public double at(Progress progress) {
      return value;
    }

    @Override
    public String toString() {
      return ScheduleText.number(value);
    }
  }

  /** {@code α0·(1 - t/N)}: the arrow of CNDS (arXiv 1505.02496, eq. 2) read as a formula of the start value. */
  record Decaying(double start) implements Curve {
    public Decaying {
      notNegative("start", start);
    }

    @Override
    public double at(Progress progress) {
      return start * (1 - progress.epochFraction());
    }

    @Override
    public String toString() {
      return ScheduleText.of(start, "decaying");
    }
  }

  /**
   * {@code αt ← αt·(1 - t/N)} at the start of every epoch: {@code α0·Π(1 - i/N)} over {@code i = 0 … t}. CNDS (arXiv 1505.02496,
   * eq. 2) read literally. The longer the training, the sooner it is over: a tenth of the way, 0.257 of 0.3 is left with N = 20, and 0.179
   * with N = 90.
   */
  record Recursive(double start) implements Curve {
    public Recursive {
      notNegative("start", start);
    }

    @Override
    public double at(Progress progress) {
      return start * product(progress, 1);
    }

    @Override
    public String toString() {
      return ScheduleText.of(start, "recursive");
    }

    /** {@code Π factor·(1 - i/N)} over {@code i = 0 … t}. */
    static double product(Progress progress, double factor) {
      double product = 1;
      for (int i = 0; i <= progress.epoch(); i++) {
        product *= factor * (1 - (double) i / progress.epochs());
      }
      return product;
    }
  }

  /**
   * {@code α ← α·0.1·(1 - t/N)} at the start of every epoch: the decay of Deeply-Supervised Nets (arXiv 1409.5185) read literally, as
   * re-implementations have it. Below 1 % of the start from the second epoch on; the paper may have meant {@link DsnOnce}.
   */
  record Dsn(double start) implements Curve {
    public Dsn {
      notNegative("start", start);
    }

    @Override
    public double at(Progress progress) {
      return start * Recursive.product(progress, 0.1);
    }

    @Override
    public String toString() {
      return ScheduleText.of(start, "dsn");
    }
  }

  /** {@code α0·0.1·(1 - t/N)}: the decay of Deeply-Supervised Nets (arXiv 1409.5185) read as a formula of the start value. */
  record DsnOnce(double start) implements Curve {
    public DsnOnce {
      notNegative("start", start);
    }

    @Override
    public double at(Progress progress) {
      return start * 0.1 * (1 - progress.epochFraction());
    }

    @Override
    public String toString() {
      return ScheduleText.of(start, "dsn-once");
    }
  }

  /** {@code α0·factor^k}, where {@code k} counts the listed epochs that have begun. */
  record Step(double start, double factor, List<Integer> epochs) implements Curve {
    public Step {
      notNegative("start", start);
      notNegative("factor", factor);
      epochs = Bounds.rising("step epochs", epochs);
    }

    @Override
    public double at(Progress progress) {
      return start * Math.pow(factor, epochs.stream().filter(epoch -> epoch <= progress.epoch()).count());
    }

    @Override
    public String toString() {
      return ScheduleText.of(start, "step", "x" + ScheduleText.number(factor), "at", ScheduleText.list(epochs));
    }
  }

  /** {@code α0·factor^t}. */
  record Exponential(double start, double factor) implements Curve {
    public Exponential {
      notNegative("start", start);
      notNegative("factor", factor);
    }

    @Override
    public double at(Progress progress) {
      return start * Math.pow(factor, progress.epoch());
    }

    @Override
    public String toString() {
      return ScheduleText.of(start, "exponential", "x" + ScheduleText.number(factor));
    }
  }

  /** {@code end + (start - end)·(1 + cos(π·s/S))/2}: SGDR (arXiv 1608.03983, eq. 5) without restarts. */
  record Cosine(double start, double end) implements Curve {
    public Cosine {
      notNegative("start", start);
      notNegative("end", end);
    }

    @Override
    public double at(Progress progress) {
      return end + (start - end) * (1 + Math.cos(Math.PI * progress.stepFraction())) / 2;
    }

    @Override
    public String toString() {
      return ScheduleText.of(start, "cosine", ScheduleText.number(end));
    }
  }

  /** {@code α0·(1 - s/S)^power}: Caffe's policy {@code poly}. */
  record Poly(double start, double power) implements Curve {
    public Poly {
      notNegative("start", start);
      notNegative("power", power);
    }

    @Override
    public double at(Progress progress) {
      return start * Math.pow(1 - progress.stepFraction(), power);
    }

    @Override
    public String toString() {
      return ScheduleText.of(start, "poly", ScheduleText.number(power));
    }
  }

  /**
   * {@code α0·(1 + gamma·s)^-power}: the policy {@code power_inv} by which the released DSN code slows its companion classifiers
   * (s9xie/DSN, solver.cpp).
   */
  record PowerInv(double start, double gamma, double power) implements Curve {
    public PowerInv {
      notNegative("start", start);
      notNegative("gamma", gamma);
      notNegative("power", power);
    }

    @Override
    public double at(Progress progress) {
      return start * Math.pow(1 + gamma * progress.step(), -power);
    }

    @Override
    public String toString() {
      return ScheduleText.of(start, "power-inv", ScheduleText.number(gamma), ScheduleText.number(power));
    }
  }
}
