package dev.sonde.probe;

import dev.sonde.data.Dataset;
import dev.sonde.data.Seed;
import dev.sonde.data.Tolerance;
import dev.sonde.data.Transform;
import dev.sonde.loss.Loss;
import dev.sonde.net.Initialization;
import dev.sonde.net.Network;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Model;
import dev.sonde.torch.Optimizer;
import dev.sonde.torch.ParameterGroup;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Snapshot;
import dev.sonde.zoo.Zoo;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A short training that measures where the gradient vanishes: with top supervision only, or with heads to see what they change.
 *
 * <p>Immutable; every word returns a new probe. A model that is handed in is left as it was, bit by bit: parameters, buffers, and libtorch's
 * random state. A network is compiled for the probe alone, with the first weights that a training from the same seed has, and meets the
 * same batches.
 *
 * <pre>{@code
 * var profile = GradientProbe.of(net).on(cifar.train()).iterations(30).run();
 * }</pre>
 *
 * <p>Source: Wang et al. (2015), section 3: 10 to 50 iterations, mean gradient of the intermediate layers.
 */
public final class GradientProbe implements Cloneable {
  /** Told before each iteration how far the probe is. */
  public interface Watcher {
    void iteration(List<String> heads, int iteration, int iterations);
  }

  private final Network network;
  private final @Nullable Model model;
  private @Nullable Dataset data;
  List<Transform> transforms = List.of();
  Loss loss = Loss.crossEntropy();
  private @Nullable Initialization initialization;
  Optimizer optimizer = Optimizer.parse("sgd momentum=0.9");
  List<ParameterGroup> groups = List.of();
  Schedule rate = Schedule.constant(0.01);
  double clip;
  int epochs = 1;
  int batch = 32;
  int iterations = 30;
  int workers = 2;
  Tolerance tolerance = Tolerance.NONE;
  int least = 1;
  Seed seed = Seed.of(1);
  private Precision precision = Precision.FLOAT32;
  private BiConsumer<Model, Objective> beginning = (body, objective) -> { };
  List<Supervision> supervisions = List.of();
  Watcher watcher = (heads, iteration, iterations) -> {};

  private GradientProbe(Network network, @Nullable Model model) {
    this.network = network;
    this.model = model;
  }

  /** A probe of {@code network} from its first weights. */
  public static GradientProbe of(Network network) {
    return new GradientProbe(network, null);
  }

  /** A probe of {@code model} from the weights it has, which it gets back. */
  public static GradientProbe of(Model model) {
    return new GradientProbe(model.network(), model);
  }

  private GradientProbe with(java.util.function.Consumer<GradientProbe> change) {
    try {
      GradientProbe next = (GradientProbe) clone();
      change.accept(next);
      return next;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("it is Cloneable", e);
    }
  }

  /** The training set; required. */
  public GradientProbe on(Dataset train) {
    return with(next -> next.data = train);
  }

  public GradientProbe transforms(List<Transform> transforms) {
    return with(next -> next.transforms = List.copyOf(transforms));
  }

  /** The main loss; softmax cross entropy unless given. */
  public GradientProbe loss(Loss loss) {
    return with(next -> next.loss = loss);
  }

  /** First weights; the zoo's unless given. */
  public GradientProbe start(Initialization initialization) {
    return with(next -> next.initialization = initialization);
  }

  /** What is done to the compiled body and heads before the first iteration, such as filling them from a file; nothing unless given. */
  public GradientProbe beginning(BiConsumer<Model, Objective> beginning) {
    return with(next -> next.beginning = beginning);
  }

  /** How the weights move; SGD with momentum 0.9 unless given. */
  public GradientProbe optimizer(Optimizer optimizer, List<ParameterGroup> groups, double clip) {
    return with(next -> {
      next.optimizer = optimizer;
      next.groups = List.copyOf(groups);
      next.clip = clip;
    });
  }

  /** The learning rate of a training of {@code epochs} epochs, of which the probe is the beginning; 0.01 unless given. */
  public GradientProbe rate(Schedule rate, int epochs) {
    return with(next -> {
      next.rate = rate;
      next.epochs = epochs;
    });
  }

  /** Samples of each iteration; 32 unless given, fewer where the set is smaller. */
  public GradientProbe batch(int size) {
    return with(next -> next.batch = positive("batch", size));
  }

  /** How many; 30 unless given. */
  public GradientProbe iterations(int count) {
    return with(next -> next.iterations = positive("iterations", count));
  }

  /** Damaged samples are left out, and batches passed over of which fewer than {@code least} samples remain; unless given, the first one ends the probe. */
  public GradientProbe leaving(Tolerance tolerance, int least) {
    return with(next -> {
      next.tolerance = tolerance;
      next.least = positive("least", least);
    });
  }

  public GradientProbe workers(int count) {
    return with(next -> next.workers = positive("workers", count));
  }

  public GradientProbe seed(Seed seed) {
    return with(next -> next.seed = seed);
  }

  public GradientProbe precision(Precision precision) {
    return with(next -> next.precision = precision);
  }

  /** Heads that take part, instead of none. */
  public GradientProbe supervise(List<Supervision> supervisions) {
    return with(next -> next.supervisions = List.copyOf(supervisions));
  }

  public GradientProbe watch(Watcher watcher) {
    return with(next -> next.watcher = watcher);
  }

  private static int positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("a probe's " + what + " is " + value + " and must be at least 1");
    }
    return value;
  }

  Network network() {
    return network;
  }

  Dataset data() {
    if (data == null) {
      throw new IllegalStateException("a probe needs data; say .on(trainingSet)");
    }
    return data;
  }

  /**
   * Trains the iterations, measures each, and leaves everything as it was.
   *
   * @throws IllegalArgumentException where the data does not fit the network
   */
  public GradientProfile run() {
    return model != null ? left(model) : fresh();
  }

  private GradientProfile fresh() {
    Initialization first = initialization == null ? Zoo.initialization(network.name()) : initialization;
    try (Model own = Model.compile(network, first, seed.stream("body"), precision)) {
      return left(own);
    }
  }

  private GradientProfile left(Model body) {
    check();
    try (Snapshot before = Snapshot.of(body);
         Objective objective = Objective.compile(network, loss, supervisions, classes(), seed.stream("heads"), body.precision())) {
      try {
        beginning.accept(body, objective);
        return new Expedition(this, body, objective).profile();
      } finally {
        before.restore();
      }
    }
  }

  /** Samples of an iteration: those asked for, or the whole set where that is smaller. */
  int batchSize() {
    return Math.min(batch, data().size());
  }

  /** Outputs of the network; the data may use fewer. */
  int classes() {
    return network.outputShape().channels();
  }

  private void check() {
    if (network.outputShape().isMap() != data().dense() || classes() < data().classes().size()) {
      throw new IllegalArgumentException(network.name() + " ends in shape " + network.outputShape() + ", but " + data().name() + " has "
          + data().classes().size() + " classes"
          + (data().dense() ? ", one for each pixel" : "") + "; a probe needs an output for each");
    }
    Objective.networks(network, supervisions, classes());
  }
}
