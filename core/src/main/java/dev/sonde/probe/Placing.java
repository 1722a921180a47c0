package dev.sonde.probe;

import dev.sonde.loss.Loss;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Head;
import java.util.Optional;

/**
 * How heads are to be placed by measurement: what {@code supervise: auto} stands for.
 *
 * @param rule       where
 * @param head       what hangs there; absent: what fits ({@link #fitting})
 * @param weight     αt of each head
 * @param iterations of each probe
 * @param budget     of all heads together
 * @param most       number of heads at most; 0 for no bound
 */
public record Placing(Placement rule, Optional<Head> head, Schedule weight, int iterations, Budget budget, int most) {
  /** The paper's rule, and at each place the head that fits. */
  public static final Placing DEFAULT =
      new Placing(Placement.vanishing(Vanishing.PAPER), Optional.empty(), Schedule.parse("0.3 decaying"), 30, Budget.NONE, 0);

  /** Weights up to which a linear head fits: 16 MB. */
  private static final long LINEAR = 1 << 22;

  public Placing {
    if (iterations < 1 || most < 0) {
      throw new IllegalArgumentException("placing with " + iterations + " iterations and at most " + most + " heads; both count upward");
    }
  }

  /**
   * Probes, places, and probes again with the heads in place, until the rule asks for nothing more, the budget is used up, or there are
   * enough heads.
   *
   * @throws IllegalArgumentException where a head cannot stand at its place
   */
  public Survey survey(GradientProbe probe, Loss loss) {
    return new Surveying(this, probe.iterations(iterations), loss).survey();
  }

  /**
   * The head for a tap: the one asked for; for a body that scores each pixel {@code c1}; otherwise linear from Xavier's law, or, where that would have more than four million weights,
   * the CNDS branch from He's.
   *
   * <p>Linear, because in short runs only linear heads woke bodies that had not begun to learn; and not from the published laws, which are so small that the
   * head sends back no more gradient than what vanished already (docs/RESULTS.md).
   */
  Head fitting(Network body, String tap) {
    return head.orElseGet(() -> body.outputShape().isMap() ? Head.c1() : classifier(body.at(tap), body.outputShape().channels()));
  }

  private static Head classifier(Shape tap, int classes) {
    return tap.elements() * classes <= LINEAR ? Head.linear().start(new Initializer.Xavier())
        : Head.cnds().start(new Initializer.He());
  }
}
