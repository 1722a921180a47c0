package dev.sonde.data;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The bench at which workers fill batches together and from which the consumer takes them, in order.
 *
 * <p>Workers claim short runs of consecutive samples. A claim waits until its batch is among the two that may be filled: batch b opens
 * once the consumer has asked for more than {@code b − 2} batches, when batch {@code b − 4}, whose arrays it fills again, is out of use.
 */
final class Assembly {
  private static final int AHEAD = 2;
  private static final int HELD = 2;

  private final Dataset data;
  private final List<Transform> transforms;
  private final Pass pass;
  private final short beyond;
  private final Seed augmentation;
  private final int run;
  private final boolean imagesOnly;
  private final Gate gate;
  private final Tray[] trays = new Tray[AHEAD + HELD];
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private final Condition filled = lock.newCondition();
  /** The first position that no worker has claimed, and the batch it is in. */
  private int claimed;
  private int current;
  private int asked;
  private boolean closed;

  Assembly(Dataset data, List<Transform> transforms, Pass pass, Seed augmentation, int workers, boolean imagesOnly, Gate gate) {
    this.data = data;
    this.transforms = transforms;
    this.pass = pass;
    this.augmentation = augmentation;
    this.imagesOnly = imagesOnly;
    this.gate = gate;
    this.run = Math.max(1, Math.min(16, pass.widest() / (4 * workers)));
    this.beyond = Geometry.Pad.label(transforms);
  }

  /** Batch {@code number}, once it is filled; throws what went wrong in it and then closes. */
  Batch take(int number) throws InterruptedException {
    try {
      return await(number).batch(data, gate);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Tray await(int number) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      asked = number + 1;
      opened.signalAll();
      while (!closed && !(pass.start(number) < claimed && tray(number).isFull())) {
        filled.await();
      }
      if (closed) {
        throw new IllegalStateException("the loader of " + data.name() + " is closed");
      }
      return tray(number);
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      opened.signalAll();
      filled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A worker's life: claim, fill, report, until nothing is left. */
  void work() {
    try {
      for (Run mine = claim(); mine != null; mine = claim()) {
        Tray tray = tray(mine.batch);
        List<Transform> settled = settled(mine.batch);
        for (int position = mine.from; position < mine.to; position++) {
          fill(tray, position - pass.start(mine.batch), pass.order()[position], settled);
        }
        report(tray, mine.to - mine.from);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The transforms with what the samples of one batch share drawn, by each worker alike. */
  private List<Transform> settled(int batch) {
    var random = augmentation.stream("batch").stream(pass.order()[pass.start(batch)]).generator();
    return transforms.stream().map(transform -> transform.settled(random)).toList();
  }

  private void fill(Tray tray, int place, int index, List<Transform> settled) {
    if (gate.shut(index)) {
      tray.leave(place, index);
      return;
    }
    try {
      tray.put(place, index, sample(index, settled, augmentation.stream(index).generator()));
    } catch (Throwable e) { // an Error, too, belongs to the consumer: a worker has nobody to tell
      tray.spoil(place, index, e);
    }
  }

  /** Behind all transforms; one with a mask is looked at as it is stored before, since a window of the mask may hide what is wrong. */
  private Sample sample(int index, List<Transform> settled, RandomGenerator random) {
    boolean stored = settled.isEmpty() || data.dense();
    Sample sample = stored ? gate.get(data, index) : gate.get(data, index, settled.get(0), random);
    for (Transform transform : stored ? settled : settled.subList(1, settled.size())) {
      sample = imagesOnly ? new Sample(transform.apply(sample.image(), random), sample.truth()) : transform.apply(sample, random);
    }
    return sample;
  }

  /** Some samples of a batch to fill; null where none is left. */
  private @Nullable Run claim() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && claimed < pass.order().length && current >= asked + AHEAD) {
        opened.await();
      }
      if (closed || claimed == pass.order().length) {
        return null;
      }
      if (claimed == pass.start(current)) {
        tray(current).open(pass.size(current));
      }
      Run mine = new Run(current, claimed, Math.min(pass.ends()[current], claimed + run));
      claimed = mine.to;
      current += claimed == pass.ends()[current] ? 1 : 0;
      return mine;
    } finally {
      lock.unlock();
    }
  }

  private void report(Tray tray, int samples) {
    lock.lock();
    try {
      if (tray.filled(samples)) {
        filled.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private Tray tray(int number) {
    int slot = number % trays.length;
    if (trays[slot] == null) {
      trays[slot] = new Tray(pass.widest(), !imagesOnly, beyond);
    }
    return trays[slot];
  }

  /** Consecutive samples of one batch, from a position to before another. */
  private record Run(int batch, int from, int to) {}
}
