package dev.sonde.torch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;

/**
 * A stopwatch that adds up, over many steps, the time of every part and the memory pages that were mapped meanwhile.
 *
 * <p>Every moment belongs to one part, so that the parts add up to the step. On the way back libtorch calls a hook when a value's gradient
 * is complete; from there until the next value is reached, its part is at work, parameters included. Page faults are those of the whole
 * process, other threads too.
 */
public final class Laps implements Stopwatch, AutoCloseable {
  private static final Place TURNING = new Place(Leg.LOSS, "sum");

  private final int skipped;
  private final Kernel kernel = Kernel.open();
  private final Map<Place, Sum> sums = new LinkedHashMap<>();
  private Place back = TURNING;
  private int steps;
  private long time;
  private Kernel.Reading reading = Kernel.Reading.NONE;
  private double kernelTime;

  private record Place(Leg leg, String part) {}

  private static final class Sum {
    private long nanos;
    private long faults;
  }

  /**
   * One part of the average step.
   *
   * @param part    node, with {@code heads/TAP/} before a head's, or name of a loss; empty where the leg has but one
   * @param seconds of a step
   * @param faults  minor page faults of a step
   */
  public record Row(Leg leg, String part, double seconds, double faults) {}

  private Laps(int skipped) {
    this.skipped = skipped;
  }

  /** Begins to count behind the first {@code skipped} steps, in which memory is mapped and kernels are prepared for the first time. */
  public static Laps after(int skipped) {
    return new Laps(skipped);
  }

  @Override
  public void begins() {
    reading = kernel.read();
    time = System.nanoTime();
  }

  @Override
  public void ended(Leg leg, String part) {
    book(new Place(leg, part));
    back = TURNING;
  }

  @Override
  public void made(Leg there, Leg back, String where, String part, Tensor value) {
    Place place = new Place(back, where + part);
    if (value.requires_grad()) {
      value.register_hook(new Reached(place));
    }
    book(there == back ? place : new Place(there, where + part));
  }

  @Override
  public void returned() {
    book(back);
    back = TURNING;
  }

  @Override
  public void stepped() {
    steps++;
    if (steps == skipped) {
      sums.clear();
      kernelTime = 0;
    }
  }

  private void book(Place place) {
    long now = System.nanoTime();
    Kernel.Reading read = kernel.read();
    Sum sum = sums.computeIfAbsent(place, key -> new Sum());
    sum.nanos += now - time;
    sum.faults += read.faults() - reading.faults();
    kernelTime += read.seconds() - reading.seconds();
    time = now;
    reading = read;
  }

  /** Called by libtorch on the way back, when a gradient is complete. */
  private final class Reached extends VoidTensorHook {
    private final Place place;

    Reached(Place place) {
      this.place = place;
    }

    @Override
    public void call(TensorBase gradient) {
      book(back);
      back = place;
    }
  }

  /** Number of steps that were counted. */
  public int steps() {
    return Math.max(0, steps - skipped);
  }

  /** The average step, by leg and within a leg in the order of going; empty where no step was counted. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    if (steps() > 0) {
      sums.forEach((place, sum) -> rows.add(new Row(place.leg, place.part, sum.nanos / 1e9 / steps(), (double) sum.faults / steps())));
    }
    rows.sort(Comparator.comparing(Row::leg));
    return rows;
  }

  /** Processor time that the kernel took in the average step, such as for mapping memory, in seconds; 0 where the system does not tell. */
  public double kernelSeconds() {
    return steps() == 0 ? 0 : kernelTime / steps();
  }

  /** Ends the counting; what was counted stays. */
  @Override
  public void close() {
    kernel.close();
  }
}
