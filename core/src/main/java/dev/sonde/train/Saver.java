package dev.sonde.train;

import dev.sonde.store.Capture;
import dev.sonde.store.Checkpoint;
import dev.sonde.store.Checkpoints;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes the checkpoints of a run on a thread of its own: the training thread is held only while the values are copied.
 *
 * <p>Before a checkpoint is written, the journal and the tables are forced to the disk as far as the checkpoint knows them, so that no checkpoint
 * outlives what it stands on. A write that fails is thrown on the training thread at the next occasion.
 */
final class Saver implements AutoCloseable {
  private final RunFolder folder;
  private final int keep;
  private final Capture capture = Capture.empty();
  private final ExecutorService writer = Executors.newSingleThreadExecutor(work -> {
    Thread thread = new Thread(work, "checkpoint");
    thread.setDaemon(true);
    return thread;
  });
  private final Queue<Future<?>> pending = new ArrayDeque<>();
  private final Queue<Path> written = new ConcurrentLinkedQueue<>();
  private long captured = -1;
  private boolean unsaved;
  private long last = System.nanoTime();

  Saver(RunFolder folder, int keep) {
    this.folder = folder;
    this.keep = keep;
  }

  /** Whether the copy is that of {@code step}. */
  boolean has(long step) {
    return captured == step;
  }

  /**
   * Copies the values of the run after {@code step} steps, once all writing is done.
   *
   * @throws NotFinite where one of them is no number: the checkpoints before stay the last good ones
   */
  void take(Checkpoint.Contents contents, long step) {
    settle();
    captured = -1;
    capture.take(contents);
    capture.firstBad().ifPresent(name -> {
      throw new NotFinite("after step " + step + " the values of \"" + name + "\" are not finite, so they are not saved; try a smaller rate, a"
          + " bound on the gradients (clip), or another init");
    });
    captured = step;
    unsaved = true;
  }

  /** Whether the copy was not written as the newest checkpoint yet. */
  boolean unsaved() {
    return unsaved;
  }

  /** Begins to write the copy as the newest checkpoint by step. */
  void save() {
    unsaved = false;
    last = System.nanoTime();
    Checkpoints checkpoints = folder.checkpoints();
    submit(checkpoints.file(captured), () -> checkpoints.keep(keep));
  }

  /** Begins to write the copy as the best checkpoint. */
  void saveBest() {
    submit(folder.checkpoints().best(), () -> {});
  }

  private void submit(Path file, Runnable then) {
    pending.add(writer.submit(() -> {
      folder.force();
      capture.writeTo(file);
      then.run();
      written.add(file);
    }));
  }

  /** Time since the last checkpoint by step. */
  Duration sinceLast() {
    return Duration.ofNanos(System.nanoTime() - last);
  }

  /** The copy is of values that the run has left. */
  void forget() {
    captured = -1;
    unsaved = false;
  }

  /** Checkpoints that have reached the disk since this was last asked. */
  List<Path> written() {
    while (!pending.isEmpty() && pending.peek().isDone()) {
      await(pending.remove());
    }
    List<Path> files = new ArrayList<>();
    for (Path file = written.poll(); file != null; file = written.poll()) {
      files.add(file);
    }
    return files;
  }

  /** Waits until everything is on the disk. */
  void settle() {
    while (!pending.isEmpty()) {
      await(pending.remove());
    }
  }

  private static void await(Future<?> writing) {
    try {
      writing.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a checkpoint was being written", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException("a checkpoint could not be written: " + e.getCause(), e);
    }
  }

  /** Ends the thread once it has finished what it is at. */
  @Override
  public void close() {
    writer.shutdown();
    pending.clear();
    try {
      if (writer.awaitTermination(10, java.util.concurrent.TimeUnit.MINUTES)) {
        capture.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
