package dev.sonde.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;

/**
 * One pass over a dataset in batches, decoded and augmented ahead of the consumer by worker threads.
 *
 * <p>Order, crops and colours depend on the seed and the epoch alone, never on the number of workers: sample i of epoch e is
 * augmented from {@code seed.stream(e).stream(i)}, and the order of epoch e is shuffled from {@code seed.stream("shuffle").stream(e)}.
 * What a batch draws for all of its samples comes from {@code seed.stream(e).stream("batch").stream(i)}, i its first sample.
 *
 * <p>Samples with masks may differ in size: the batch has the largest height and width, images are filled up with zeros to the right and below, masks
 * with {@link Mask#IGNORE}, or the label of a {@code pad} among the transforms that has one. Samples of one class must agree in size.
 *
 * <p>Four batches of arrays exist, whatever the number of workers: two being filled and two in the consumer's hands. A batch stays
 * intact through one further call of {@link #next()}; from the second on its arrays are filled again.
 *
 * <p>Threads start with the first {@link #next()}, are daemons called {@code loader-1}, {@code loader-2}, …, and end with the pass,
 * with an error, or with {@link #close()}.
 *
 * <pre>{@code
 * try (var loader = Loader.of(train, transforms, 128).shuffled(seed, epoch).workers(2)) {
 *   while (loader.hasNext()) {
 *     step(loader.next());
 *   }
 * }
 * }</pre>
 */
public final class Loader implements AutoCloseable, Iterator<Batch> {
  private static final Seed UNSEEDED = new Seed(0);

  private final Dataset data;
  private final List<Transform> transforms;
  private final int batch;
  private final Pass pass;
  private final Seed augmentation;
  private final int workers;
  private final boolean imagesOnly;
  private final Gate gate;
  private final List<Thread> threads = new ArrayList<>();
  private final Assembly assembly;
  private int asked;
  private long waitNanos;

  private Loader(Dataset data, List<Transform> transforms, int batch, Pass pass, Seed augmentation, int workers, boolean imagesOnly, Gate gate) {
    this.data = data;
    this.transforms = List.copyOf(transforms);
    this.batch = batch;
    this.pass = pass;
    this.augmentation = augmentation;
    this.workers = workers;
    this.imagesOnly = imagesOnly;
    this.gate = gate;
    this.assembly = new Assembly(data, this.transforms, pass, augmentation, workers, imagesOnly, gate);
  }

  /** The whole of {@code data} in its own order, {@code batch} samples at a time, by one worker; the last batch may be smaller. */
  public static Loader of(Dataset data, List<Transform> transforms, int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch " + batch + " must be at least 1");
    }
    return new Loader(data, transforms, batch, Pass.of(Order.natural(data.size()), batch), UNSEEDED.stream(0), 1, false, Gate.strict());
  }

  /**
   * This pass in the order of {@code epoch}, and with its augmentation. Where masks are batched at the many sizes of {@code multi-scale}, upright pictures
   * come in batches of their own, each kind with a smaller one at the end.
   */
  public Loader shuffled(Seed seed, int epoch) {
    int[] shuffled = Order.shuffled(data.size(), seed.stream("shuffle").stream(epoch));
    boolean apart = data.dense() && transforms.stream().anyMatch(Geometry.MultiScale.class::isInstance);
    Pass other = apart ? Pass.apart(shuffled, batch, data::portrait) : Pass.of(shuffled, batch);
    return new Loader(data, transforms, batch, other, seed.stream(epoch), workers, imagesOnly, gate);
  }

  /** This pass by {@code count} threads. */
  public Loader workers(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("workers " + count + " must be at least 1");
    }
    return new Loader(data, transforms, batch, pass, augmentation, count, imagesOnly, gate);
  }

  /**
   * This pass with transforms that change the images and leave masks as they were read: for evaluation, which answers at the mask's size.
   *
   * @throws IllegalArgumentException where there are masks, and a transform leaves not the whole picture, so that the two would come apart
   */
  public Loader imagesOnly() {
    transforms.stream().filter(transform -> data.dense() && !transform.whole()).findFirst().ifPresent(transform -> {
      throw new IllegalArgumentException("\"" + transform + "\" takes the image away from its mask where only images are transformed, as in evaluation;"
          + " write resize, or stretch for sides of a multiple");
    });
    return new Loader(data, transforms, batch, pass, augmentation, workers, true, gate);
  }

  /**
   * This pass without the samples that {@code sieve} keeps out, of the set that it calls {@code set}. Which samples make which batch does not change: a batch
   * is smaller by those that are left out, and empty ({@link Batch#size()} 0) where fewer than {@code least} of it remain; the number of batches stays,
   * so {@link #from} finds its place again.
   */
  public Loader through(Sieve sieve, String set, int least) {
    return new Loader(data, transforms, batch, pass, augmentation, workers, imagesOnly, new Gate(sieve, set, least));
  }

  /** This pass without batches that are smaller than the others, as the last may be. */
  public Loader dropLast() {
    return new Loader(data, transforms, batch, pass.full(batch), augmentation, workers, imagesOnly, gate);
  }

  /** This pass without its first {@code batches}, as after an interruption. */
  public Loader from(int batches) {
    if (batches < 0 || batches > batches()) {
      throw new IllegalArgumentException("batch " + batches + " to start from must lie in 0.." + batches());
    }
    return new Loader(data, transforms, batch, pass.from(batches), augmentation, workers, imagesOnly, gate);
  }

  /** Number of batches of the whole pass. */
  public int batches() {
    return pass.batches();
  }

  /** Number of samples of the smallest batch of the pass, which may be smaller than the others at its end; 0 where there is no batch. */
  public int least() {
    return pass.least();
  }

  @Override
  public boolean hasNext() {
    return asked < batches();
  }

  /**
   * The next batch, waited for where it is not ready.
   *
   * <p>What failed in a worker is thrown here: {@link BadData} as it was thrown, anything else of the same kind with the sample's
   * origin before its message, unless {@link #through} leaves the sample out; samples of different size that cannot be filled up as {@link IllegalArgumentException}.
   */
  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all " + batches() + " batches of " + data.name() + " have been read");
    }
    start();
    long before = System.nanoTime();
    try {
      return assembly.take(asked++);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a batch of " + data.name(), e);
    } finally {
      waitNanos += System.nanoTime() - before;
    }
  }

  /** Time the consumer has spent waiting in {@link #next()}, in nanoseconds. */
  public long waitNanos() {
    return waitNanos;
  }

  /** Ends the workers, waiting at most two seconds for one that is inside a slow read. May be called twice. */
  @Override
  public void close() {
    assembly.close();
    threads.forEach(Thread::interrupt);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start() {
    if (!threads.isEmpty()) {
      return;
    }
    for (int i = 1; i <= workers; i++) {
      Thread thread = new Thread(assembly::work, "loader-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }
}
