package dev.sonde.probe;

import dev.sonde.loss.Loss;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Head;

/**
 * How heads are to be placed by measurement: what {@code supervise: auto} stands for.
 *
 * @param rule       where
 * @param head       what hangs there
 * @param weight     αt of each head
 * @param iterations of each probe
 * @param budget     of all heads together
 * @param most       number of heads at most; 0 for no bound
 */
public record Placing(Placement rule, Head head, Schedule weight, int iterations, Budget budget, int most) {
  /**
   * The paper's rule with a linear head from Xavier's law. The paper's own branch from its N(0, 0.01) sends back no more gradient than what vanished already,
   * and in short runs only linear heads woke bodies that had not begun to learn (docs/RESULTS.md).
   */
  public static final Placing DEFAULT =
      new Placing(Placement.vanishing(Vanishing.PAPER), Head.parse("linear xavier"), Schedule.parse("0.3 decaying"), 30, Budget.NONE, 0);

  public Placing {
    if (iterations < 1 || most < 0) {
      throw new IllegalArgumentException("placing with " + iterations + " iterations and at most " + most + " heads; both count upward");
    }
  }

  /**
   * Probes, places, and probes again with the heads in place, until the rule asks for nothing more, the budget is used up, or there are enough heads.
   *
   * @throws IllegalArgumentException where a head cannot stand at its place
   */
  public Survey survey(GradientProbe probe, Loss loss) {
    return new Surveying(this, probe.iterations(iterations), loss).survey();
  }
}
