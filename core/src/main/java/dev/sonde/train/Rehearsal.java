package dev.sonde.train;

import dev.sonde.data.Batch;
import dev.sonde.data.Preparation;
import dev.sonde.data.Seed;
import dev.sonde.loss.Loss;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import dev.sonde.probe.Sounding;
import dev.sonde.schedule.Progress;
import dev.sonde.store.Capture;
import dev.sonde.store.Checkpoint;
import dev.sonde.store.Checkpoints;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Engine;
import dev.sonde.torch.Leg;
import dev.sonde.torch.Model;
import dev.sonde.torch.Optimizer;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Stopwatch;
import dev.sonde.torch.Tensors;
import dev.sonde.torch.Updates;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A network ready to be timed: everything that a training step needs but data, which is noise. */
public final class Rehearsal implements AutoCloseable {
  private static final Progress START = Progress.atEpoch(0, 1);
  private static final int TURNS = 7;

  private final Model model;
  private final Objective objective;
  private final Updates updates;
  private final Batch batch;
  private final Capture capture = Capture.empty();
  private Stopwatch stopwatch = Stopwatch.OFF;
  private @Nullable Engine engine;

  private Rehearsal(Network network, List<Supervision> supervisions, int size, Precision precision) {
    int classes = network.outputShape().channels();
    model = Model.compile(network, Initialization.of(new Initializer.He(), 0), Seed.of(1), precision);
    objective = Objective.compile(network, Loss.crossEntropy(), supervisions, classes, Seed.of(2), precision);
    updates = Updates.of(Optimizer.parse("sgd momentum=0.9 decay=5e-4"), objective.parameters(model), List.of());
    batch = noise(network, classes, size);
  }

  /** In float32. */
  public static Rehearsal of(Network network, List<Supervision> supervisions, int batch) {
    return of(network, supervisions, batch, Precision.FLOAT32);
  }

  public static Rehearsal of(Network network, List<Supervision> supervisions, int batch, Precision precision) {
    if (batch < 1 || batch > Integer.MAX_VALUE / network.input().elements()) {
      throw new IllegalArgumentException("a batch of " + batch + " images of " + network.input() + "; it must hold at least 1 and at most "
          + Integer.MAX_VALUE / network.input().elements());
    }
    Objective.networks(network, supervisions, network.outputShape().channels());
    return new Rehearsal(network, supervisions, batch, precision);
  }

  private static Batch noise(Network network, int classes, int size) {
    RandomGenerator random = Seed.of(3).generator();
    float[] images = new float[Math.toIntExact(size * network.input().elements())];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    Shape input = network.input();
    boolean dense = network.outputShape().isMap();
    int[] labels = IntStream.range(0, dense ? size * input.height() * input.width() : size).map(i -> i % classes).toArray();
    return new Batch(images, size, input.height(), input.width(), input.channels(), labels, dense ? input.height() : 0, dense ? input.width() : 0,
        new int[size]);
  }

  /** Takes one training step, forward to update; returns its seconds. The rate is so small that the weights stay where they are. */
  public double step() {
    long start = System.nanoTime();
    stopwatch.begins();
    try (Scope scope = Scope.recording()) {
      Tensor images = Tensors.images(batch, model.precision());
      Tensor labels = Tensors.labels(batch);
      stopwatch.ended(Leg.INPUT, "");
      Activations activations = model.forward(images, Set.of(), objective.heads(START));
      objective.of(activations, labels, START).total().backward();
      stopwatch.returned();
      updates.step(parameter -> 1e-12);
      stopwatch.ended(Leg.UPDATE, "");
    }
    stopwatch.ended(Leg.RELEASE, "");
    stopwatch.stepped();
    return (System.nanoTime() - start) / 1e9;
  }

  /** From now on every part of a training step is told to {@code stopwatch}. */
  public void time(Stopwatch stopwatch) {
    this.stopwatch = stopwatch;
    model.time(stopwatch, "");
    objective.time(stopwatch);
  }

  /**
   * What a checkpoint takes.
   *
   * @param copying seconds in which training stands still
   * @param writing seconds on another thread, until the disk has it
   * @param bytes   of the file
   */
  public record Saving(double copying, double writing, long bytes) {}

  /** Saves body, heads and optimizer into {@code folder} as a run does; its first copy also takes the memory for those that follow. */
  public Saving save(Path folder) {
    List<String> classes = IntStream.range(0, model.network().outputShape().channels()).mapToObj(String::valueOf).toList();
    long start = System.nanoTime();
    capture.take(new Checkpoint.Contents(model, objective.heads(), updates, classes, Loss.crossEntropy().toString(), List.of(),
        Preparation.of(List.of(), Map.of()), Map.of()));
    long copied = System.nanoTime();
    Path file = new Checkpoints(folder).file(0);
    capture.writeTo(file);
    return new Saving((copied - start) / 1e9, (System.nanoTime() - copied) / 1e9, file.toFile().length());
  }

  /** Takes one step of a probe, which reads every layer on the way back; returns its seconds. */
  public double probe() {
    long start = System.nanoTime();
    Sounding sounding = Sounding.of(model);
    try (Scope scope = Scope.recording()) {
      Activations activations = model.forward(Tensors.images(batch, model.precision()), true, sounding.taps());
      Tensor loss = objective.of(activations, Tensors.labels(batch), START).total();
      sounding.take(loss, activations, objective.parameters(model));
      updates.step(parameter -> 1e-12);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /**
   * What each head adds to a training step, as a share of the step without heads: the median of steps taken by turns, so that a slow
   * moment of the machine
   * meets both. May be below zero where a head costs less than the noise.
   */
  public static Map<String, Double> shares(Network network, List<Supervision> heads, int batch) {
    Map<String, Double> shares = new LinkedHashMap<>();
    for (Supervision head : heads) {
      try (Rehearsal plain = of(network, List.of(), batch); Rehearsal supervised = of(network, List.of(head), batch)) {
        shares.put(head.tap(), share(plain, supervised));
      }
    }
    return shares;
  }

  private static double share(Rehearsal plain, Rehearsal supervised) {
    plain.step();
    supervised.step();
    double[] ratios = new double[TURNS];
    for (int i = 0; i < TURNS; i++) {
      double without = plain.step();
      ratios[i] = supervised.step() / without;
    }
    Arrays.sort(ratios);
    return ratios[TURNS / 2] - 1;
  }

  /** Makes one prediction of the batch by the body alone, through an engine made by the first one; returns its seconds. */
  public double predict() {
    Engine ready = engine == null ? model.engine() : engine;
    engine = ready;
    long start = System.nanoTime();
    try (Scope scope = Scope.silent()) {
      Tensors.floats(ready.forward(Tensors.images(batch, model.precision())).output());
    }
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    if (engine != null) {
      engine.close();
    }
    capture.close();
    updates.close();
    objective.close();
    model.close();
  }
}
