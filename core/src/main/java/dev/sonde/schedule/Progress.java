package dev.sonde.schedule;

/**
 * The place in training of the step about to be taken, counted from 0 within its phase.
 *
 * <p>The end itself ({@code step == steps}, {@code epoch == epochs}) is a place too: closed forms are asked for their last value there.
 *
 * @param step   steps already taken, {@code s}
 * @param steps  steps of the whole phase, {@code S}
 * @param epoch  epochs already finished, {@code t}
 * @param epochs epochs of the whole phase, {@code N}
 */
public record Progress(long step, long steps, int epoch, int epochs) {
  public Progress {
    check("step", step, steps);
    check("epoch", epoch, epochs);
  }

  /** Progress by the step alone: {@code t = ⌊step / stepsPerEpoch⌋}. */
  public static Progress of(long step, long stepsPerEpoch, int epochs) {
    if (stepsPerEpoch < 1) {
      throw new IllegalArgumentException("steps per epoch " + stepsPerEpoch + " must be at least 1");
    }
    return new Progress(step, Math.multiplyExact(stepsPerEpoch, epochs), Math.toIntExact(step / stepsPerEpoch), epochs);
  }

  /** The first step of an epoch, where an epoch is one step long. */
  public static Progress atEpoch(int epoch, int epochs) {
    return new Progress(epoch, epochs, epoch, epochs);
  }

  /** Part of the epochs that is over: {@code t/N}. */
  double epochFraction() {
    return (double) epoch / epochs;
  }

  /** Part of the steps that is over: {@code s/S}. */
  double stepFraction() {
    return (double) step / steps;
  }

  /** How many steps {@code count} epochs have, on average where the epochs differ. */
  long stepsIn(int count) {
    return Math.multiplyExact(steps, count) / epochs;
  }

  /** The same moment on the clock of the epochs {@code [from, to)}. */
  Progress within(int from, int to) {
    long length = Math.max(1, stepsIn(to) - stepsIn(from));
    long place = Math.min(Math.max(0, step - stepsIn(from)), length);
    return new Progress(place, length, epoch - from, to - from);
  }

  private static void check(String name, long value, long bound) {
    if (bound < 1) {
      throw new IllegalArgumentException(name + "s " + bound + " must be at least 1");
    }
    if (value < 0 || value > bound) {
      throw new IllegalArgumentException(name + " " + value + " must lie in [0, " + bound + "]");
    }
  }
}
