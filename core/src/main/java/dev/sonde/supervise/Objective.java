package dev.sonde.supervise;

import dev.sonde.data.Seed;
import dev.sonde.loss.Loss;
import dev.sonde.metric.Accuracy;
import dev.sonde.net.Network;
import dev.sonde.schedule.Progress;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Leg;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Stopwatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The joint loss {@code L = L0 + Σ αt·Ls} and the compiled heads that it needs.
 *
 * <p>Source: Wang et al. (2015), equation 1; Lee et al. (2014), equation 3.
 */
public final class Objective implements AutoCloseable {
  /** Head parameters are named {@code heads/<tap>/<parameter>}. */
  public static final String PREFIX = "heads/";

  private final Loss main;
  private final List<Supervision> supervisions;
  private final Map<String, Model> heads = new LinkedHashMap<>();
  private Stopwatch stopwatch = Stopwatch.OFF;

  private Objective(Loss main, List<Supervision> supervisions) {
    this.main = main;
    this.supervisions = List.copyOf(supervisions);
  }

  /**
   * Compiles a head for every supervision, each from its own stream of {@code seed}.
   *
   * @throws IllegalArgumentException for an unknown tap, two heads at one tap, or a head that cannot stand there
   */
  public static Objective compile(Network body, Loss main, List<Supervision> supervisions, int classes, Seed seed, Precision precision) {
    Objective objective = new Objective(main, supervisions);
    networks(body, supervisions, classes).forEach((tap, network) -> {
      Head head = objective.supervision(tap).head();
      objective.heads.put(tap, Model.compile(network, head.initialization(), seed.stream(tap), precision));
    });
    return objective;
  }

  /** The heads' networks by tap, checked but not compiled. */
  public static Map<String, Network> networks(Network body, List<Supervision> supervisions, int classes) {
    Map<String, Network> networks = new LinkedHashMap<>();
    for (Supervision supervision : supervisions) {
      String tap = supervision.tap();
      if (tap.equals(Part.MAIN)) {
        throw new IllegalArgumentException("a head at a node called \"main\" of " + body.name() + " could not be told from the main loss; rename the node");
      }
      Network head = supervision.head().on(body.at(tap), classes);
      if (head.outputShape().isMap() != body.outputShape().isMap()) {
        throw new IllegalArgumentException("the head " + supervision.head() + " at \"" + tap + "\" ends in shape " + head.outputShape() + ", but "
            + body.name() + " in " + body.outputShape() + "; a body that scores each pixel needs heads that do, such as c1, and a classifier heads such as linear");
      }
      if (networks.put(tap, head) != null) {
        throw new IllegalArgumentException("two heads hang at \"" + tap + "\" of " + body.name() + "; one tap carries one head");
      }
    }
    return networks;
  }

  private Supervision supervision(String tap) {
    return supervisions.stream().filter(s -> s.tap().equals(tap)).findFirst().orElseThrow();
  }

  public Map<String, Model> heads() {
    return heads;
  }

  public List<Supervision> supervisions() {
    return supervisions;
  }

  /** From now on heads and losses are told to {@code stopwatch}. */
  public void time(Stopwatch stopwatch) {
    this.stopwatch = stopwatch;
    heads.forEach((tap, head) -> head.time(stopwatch, PREFIX + tap + "/"));
  }

  /** Every trained tensor by full name: those of {@code body}, then the heads'. What an optimizer moves. */
  public Map<String, Tensor> parameters(Model body) {
    Map<String, Tensor> all = new LinkedHashMap<>(body.parameters());
    heads.forEach((tap, head) -> head.parameters().forEach((name, tensor) -> all.put(PREFIX + tap + "/" + name, tensor)));
    return all;
  }

  /** The heads that count at this moment, by tap: weight not zero. */
  public Map<String, Model> heads(Progress progress) {
    Map<String, Model> counting = new LinkedHashMap<>();
    supervisions.stream().filter(s -> s.weight().at(progress) != 0).forEach(s -> counting.put(s.tap(), heads.get(s.tap())));
    return counting;
  }

  /** Multiplier of the learning rate for a parameter of this full name: its supervision's for a head's, 1 for the body's. */
  public double rate(String parameter, Progress progress) {
    return supervisions.stream().filter(s -> parameter.startsWith(PREFIX + s.tap() + "/")).findFirst()
        .map(s -> s.rate().at(progress)).orElse(1.0);
  }

  /**
   * The joint loss as a differentiable scalar, and its numbers.
   *
   * @param terms {@code L0}, then {@code αt·Ls} of every head that ran, by part name; their sum is the total, whose graph they share
   */
  public record Value(Tensor total, Breakdown breakdown, Map<String, Tensor> terms) {}

  /**
   * The joint loss of one batch in training. A head counts where it ran and its weight is not zero.
   *
   * @param activations of a pass of the body with {@link #heads(Progress)}; without any, the main loss alone
   * @param labels      int64, {@code [N]}, or {@code [N, H, W]} for maps of scores of any size ({@link Targets})
   */
  public Value of(Activations activations, Tensor labels, Progress progress) {
    List<Part> parts = new ArrayList<>();
    Map<String, Tensor> terms = new LinkedHashMap<>();
    Tensor truth = Targets.like(activations.output(), labels);
    Tensor total = main.of(activations.output(), truth);
    terms.put(Part.MAIN, total);
    parts.add(part(Part.MAIN, total, 1, activations.output(), truth));
    stopwatch.made(Leg.LOSS, Leg.LOSS, "", Part.MAIN, total);
    for (Supervision supervision : supervisions) {
      double weight = supervision.weight().at(progress);
      Tensor scores = activations.scores().get(supervision.tap());
      if (scores != null && weight != 0) {
        Tensor target = Targets.like(scores, labels);
        Tensor loss = companion(supervision, heads.get(supervision.tap()), supervision.loss().of(scores, target));
        Scalar alpha = new Scalar(weight);
        total = torch.add(total, loss, alpha);
        terms.put(supervision.tap(), loss.mul(alpha));
        parts.add(part(supervision.tap(), loss, weight, scores, target));
        stopwatch.made(Leg.LOSS, Leg.LOSS, PREFIX, supervision.tap(), loss);
      }
    }
    return new Value(total, new Breakdown(parts), terms);
  }

  /** {@code [‖w‖² + ℓ − γ]₊} where a margin is set (Lee et al., equation 3), else {@code ℓ}. */
  private static Tensor companion(Supervision supervision, Model head, Tensor loss) {
    if (supervision.margin().isEmpty()) {
      return loss;
    }
    Tensor sum = loss;
    for (Map.Entry<String, Tensor> parameter : head.parameters().entrySet()) {
      if (parameter.getKey().endsWith(".weight")) {
        sum = sum.add(parameter.getValue().square().sum());
      }
    }
    return torch.relu(sum.sub(new Scalar(supervision.margin().getAsDouble())));
  }

  /** The loss of scores that may have another size than the labels, as in {@link #of}. */
  public static Tensor loss(Loss loss, Tensor scores, Tensor labels) {
    return loss.of(scores, Targets.like(scores, labels));
  }

  private static Part part(String name, Tensor loss, double weight, Tensor scores, Tensor labels) {
    Accuracy right = Accuracy.top(1).add(scores, labels);
    return new Part(name, loss.item_double(), weight, right.total() == 0 ? 0 : right.value());
  }

  @Override
  public void close() {
    heads.values().forEach(Model::close);
    heads.clear();
  }
}
