package dev.sonde.supervise;

import dev.sonde.loss.Loss;
import dev.sonde.schedule.Schedule;
import java.util.OptionalDouble;

/**
 * What hangs at one tap: a head, the loss it is trained with, and how its share moves in time.
 *
 * @param tap    name of the body's node it reads
 * @param weight αt, its share of the joint loss {@code L = L0 + Σ αt·Ls}
 * @param rate   multiplier of the learning rate for the head's own parameters; the gradient it sends into the body is untouched
 *               (DSN's released companions learn at 0.001 of the body's rate, decaying by power_inv)
 * @param margin γ of DSN's companion form {@code [‖w‖² + ℓ − γ]₊}, which switches itself off below γ; absent for plain {@code ℓ}
 */
public record Supervision(String tap, Head head, Loss loss, Schedule weight, Schedule rate, OptionalDouble margin) {
  public static Supervision of(String tap, Head head, Loss loss, Schedule weight) {
    return new Supervision(tap, head, loss, weight, Schedule.constant(1), OptionalDouble.empty());
  }

  /** The same with another head. */
  public Supervision head(Head other) {
    return new Supervision(tap, other, loss, weight, rate, margin);
  }

  public Supervision rate(Schedule rate) {
    return new Supervision(tap, head, loss, weight, rate, margin);
  }

  public Supervision margin(double gamma) {
    return new Supervision(tap, head, loss, weight, rate, OptionalDouble.of(gamma));
  }
}
