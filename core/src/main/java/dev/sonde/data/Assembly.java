package dev.sonde.data;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

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
  private final int[] order;
  private final int batch;
  private final Seed augmentation;
  private final int run;
  private final boolean imagesOnly;
  private final Tray[] trays = new Tray[AHEAD + HELD];
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private final Condition filled = lock.newCondition();
  private int claimed;
  private int asked;
  private boolean closed;

  Assembly(Dataset data, List<Transform> transforms, int[] order, int batch, Seed augmentation, int workers, boolean imagesOnly) {
    this.data = data;
    this.transforms = transforms;
    this.order = order;
    this.batch = batch;
    this.augmentation = augmentation;
    this.imagesOnly = imagesOnly;
    this.run = Math.max(1, Math.min(16, batch / (4 * workers)));
  }

  int batches() {
    return (int) (((long) order.length + batch - 1) / batch);
  }

  /** Batch {@code number}, once it is filled; throws what went wrong in it and then closes. */
  Batch take(int number) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      asked = number + 1;
      opened.signalAll();
      while (!closed && !(number * (long) batch < claimed && tray(number).isFull())) {
        filled.await();
      }
      if (closed) {
        throw new IllegalStateException("the loader of " + data.name() + " is closed");
      }
      return tray(number).batch(data);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
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
      for (int from = claim(); from >= 0; from = claim()) {
        int to = end(from);
        Tray tray = tray(from / batch);
        for (int position = from; position < to; position++) {
          fill(tray, position);
        }
        report(tray, to - from);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void fill(Tray tray, int position) {
    int index = order[position];
    try {
      Sample sample = data.get(index);
      var random = augmentation.stream(index).generator();
      for (Transform transform : transforms) {
        sample = imagesOnly ? new Sample(transform.apply(sample.image(), random), sample.truth()) : transform.apply(sample, random);
      }
      tray.put(position % batch, index, sample);
    } catch (Throwable e) { // an Error, too, belongs to the consumer: a worker has nobody to tell
      tray.spoil(position % batch, index, e);
    }
  }

  /** The first position of a run of samples to fill, or -1 where none is left. */
  private int claim() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && claimed < order.length && claimed / batch >= asked + AHEAD) {
        opened.await();
      }
      if (closed || claimed == order.length) {
        return -1;
      }
      int from = claimed;
      if (from % batch == 0) {
        tray(from / batch).open(Math.min(batch, order.length - from));
      }
      claimed = end(from);
      return from;
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

  /** Where the run that begins at {@code from} ends: after {@code run} samples, or with its batch. */
  private int end(int from) {
    int batchEnd = (int) Math.min(order.length, (from / batch + 1L) * batch);
    return Math.min(batchEnd, from + run);
  }

  private Tray tray(int number) {
    int slot = number % trays.length;
    if (trays[slot] == null) {
      trays[slot] = new Tray(Math.min(batch, order.length));
    }
    return trays[slot];
  }
}
