package dev.sonde.torch;

import org.bytedeco.pytorch.Tensor;

/** What is told how a training step goes: each part as it ends, and on the way back each one as it is reached. */
public interface Stopwatch {
  /** Nobody is told, and nothing is spent. */
  Stopwatch OFF = new Stopwatch() {
    @Override
    public void begins() {}

    @Override
    public void ended(Leg leg, String part) {}

    @Override
    public void made(Leg there, Leg back, String where, String part, Tensor value) {}

    @Override
    public void returned() {}

    @Override
    public void stepped() {}
  };

  /** Steps begin here; what went before belongs to none. */
  void begins();

  /** What went on since the last call was this part. */
  void ended(Leg leg, String part);

  /**
   * The same for a part that made {@code value}, through which the way back leads again.
   *
   * @param back  what the time is, on the way back, from reaching {@code value} to reaching another
   * @param where before the name of the part: whose it is
   */
  void made(Leg there, Leg back, String where, String part, Tensor value);

  /** The way back has ended. */
  void returned();

  /** A step has ended, and the next begins. */
  void stepped();
}
