package dev.sonde.train;

import dev.sonde.data.Batch;
import dev.sonde.data.Transform;
import dev.sonde.net.Cost;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import dev.sonde.torch.Footprint;
import dev.sonde.torch.Native;
import dev.sonde.torch.Resident;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What a run will take of the machine's memory, part by part, before anything of it is made; bytes.
 *
 * <pre>
 * process      what is resident already (the Java machine, libtorch's code, data in memory), and what Java's heap takes before it is collected
 * body         parameters, gradients, and what a step holds from forward to backward ({@link Footprint})
 * head at TAP  the same of each head
 * optimizer    its values for each parameter
 * loading      four batches of Java arrays, and the one that trains
 * checkpoint   the copy that is written while training goes on; nothing without a folder
 * kernels      what libtorch's kernels take and the allocator keeps: {@link #KERNELS}, and {@link #SHARE} of body, heads and optimizer
 * </pre>
 *
 * <p>Pictures of many sizes are counted at the most that the transforms bound, else at the network's input; an evaluation, which names the pixels of
 * one whole picture at a time, at the first test picture's. Where it holds more than a step, it takes the step's place.
 *
 * @param batch      samples of a step
 * @param evaluation what an evaluation holds while no step does
 */
public record Forecast(int batch, List<Part> parts, long evaluation) {
  static final long KERNELS = 80_000_000;
  static final double SHARE = 0.5;
  private static final int FLOAT = 4;
  private static final int TRAYS = 4;

  public Forecast {
    parts = List.copyOf(parts);
  }

  /**
   * One part of the whole.
   *
   * @param fixed whatever the batch
   * @param each  for each sample of a batch
   */
  public record Part(String name, long fixed, double each) {
    long bytes(int batch) {
      return fixed + Math.round(each * batch);
    }
  }

  /** Of the training at {@code bench}; {@code saved} where there is a folder for checkpoints. */
  static Forecast of(Workbench bench, Recipe recipe, boolean saved) {
    Native.load(); // its code counts as process
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("process", Resident.now().orElse(0) + Resident.heapToCome(), 0));
    double larger = larger(bench);
    parts.add(network("body", bench.network(), larger));
    bench.heads().forEach((tap, head) -> parts.add(network("head at " + tap, head, larger)));
    long values = FLOAT * (parameters(bench.network()) + bench.heads().values().stream().mapToLong(Forecast::parameters).sum());
    parts.add(new Part("optimizer", recipe.optimizer().slots() * values, 0));
    long working = parts.stream().skip(1).mapToLong(Part::fixed).sum();
    double each = parts.stream().mapToDouble(Part::each).sum();
    parts.add(new Part("loading", 0, larger * loading(bench)));
    parts.add(new Part("checkpoint", saved ? (1 + recipe.optimizer().slots()) * values : 0, 0));
    parts.add(new Part("kernels", KERNELS + Math.round(SHARE * working), SHARE * each));
    return new Forecast(recipe.batch(), parts, evaluation(bench, recipe.batch()));
  }

  /** How many times the network's input the largest training picture is. */
  private static double larger(Workbench bench) {
    Shape input = bench.network().input();
    OptionalLong most = bench.train().dense() ? Transform.mostPixels(bench.trainTransforms()) : OptionalLong.empty();
    return most.isEmpty() ? 1 : Math.max(1, (double) most.getAsLong() / (input.height() * input.width()));
  }

  private static Part network(String name, Network network, double larger) {
    Footprint one = Footprint.of(network, 1);
    return new Part(name, 2L * FLOAT * parameters(network), larger * (one.activations() + one.passing()));
  }

  private static long parameters(Network network) {
    return Cost.of(network).parameters();
  }

  /** Bytes for each sample: floats and labels of four batches in Java, floats and int64 labels of one in libtorch; masks wait for their batch. */
  private static double loading(Workbench bench) {
    Shape input = bench.network().input();
    long labels = bench.train().dense() ? (long) input.height() * input.width() : 1;
    long floats = FLOAT * input.elements();
    return (TRAYS + 1) * floats + (FLOAT * TRAYS + 2 * FLOAT) * labels + (bench.train().dense() ? 2 * (floats + 2 * labels) : 0);
  }

  private static long evaluation(Workbench bench, int batch) {
    if (!bench.test().dense()) {
      return Footprint.evaluating(bench.network(), batch);
    }
    Batch first = bench.firstTest();
    return Footprint.evaluating(bench.network().resized(Shape.image(first.channels(), first.height(), first.width())), 1);
  }

  /** All of it. */
  public long bytes() {
    return bytes(batch);
  }

  private long bytes(int samples) {
    long fixed = parts.stream().mapToLong(Part::fixed).sum();
    double each = parts.stream().mapToDouble(Part::each).sum();
    return fixed + Math.max(Math.round(each * samples), Math.round((1 + SHARE) * evaluation));
  }

  /** The largest batch, not above this one, whose forecast is at most {@code bytes}; empty where there is none. */
  OptionalInt fitting(long bytes) {
    if (bytes(1) > bytes) {
      return OptionalInt.empty();
    }
    int least = 1;
    int most = batch;
    while (least < most) {
      int middle = least + (most - least + 1) / 2;
      least = bytes(middle) <= bytes ? middle : least;
      most = bytes(middle) <= bytes ? most : middle - 1;
    }
    return OptionalInt.of(least);
  }

  /**
   * This forecast, where the run may take as much.
   *
   * @throws IllegalArgumentException naming the parts and the largest batch that fits
   */
  Forecast within(Limits limits) {
    if (limits.memory().isPresent() && bytes() > limits.memory().getAsLong()) {
      long most = limits.memory().getAsLong();
      OptionalInt fits = fitting(most);
      throw new IllegalArgumentException("a batch of " + batch + " takes " + amount(bytes()) + " by forecast, more than the " + amount(most)
          + " of --max-memory: " + text() + "; " + (fits.isPresent() ? "at most batch=" + fits.getAsInt() + " fits"
              : "not even batch=1 fits: take smaller pictures, a smaller network, or more memory"));
    }
    return this;
  }

  /** The parts that count, such as {@code process 400 MB, body 1,200 MB}. */
  public String text() {
    return parts.stream().filter(part -> part.bytes(batch) >= 500_000).map(part -> part.name + " " + amount(part.bytes(batch)))
        .collect(Collectors.joining(", "));
  }

  private static String amount(long bytes) {
    return String.format(Locale.ROOT, bytes < 9_950_000_000L ? "%,.0f MB" : "%,.1f GB", bytes / (bytes < 9_950_000_000L ? 1e6 : 1e9));
  }
}
