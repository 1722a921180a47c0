package dev.sonde.probe;

import dev.sonde.supervise.Supervision;
import java.util.List;

/**
 * What probing and placing by turns found.
 *
 * @param rounds  profiles: the first without heads, each next one with those placed so far
 * @param heads   in the order in which they were placed; empty where none is called for
 * @param because a sentence for every decision, in order
 * @param costs   the forecast for each head
 */
public record Survey(Placement rule, List<GradientProfile> rounds, List<Supervision> heads, List<String> because, List<HeadCost> costs) {
  public Survey {
    rounds = List.copyOf(rounds);
    heads = List.copyOf(heads);
    because = List.copyOf(because);
    costs = List.copyOf(costs);
  }

  /** The profile without heads. */
  public GradientProfile before() {
    return rounds.get(0);
  }

  /** The profile with all heads; the same as {@link #before} where there are none. */
  public GradientProfile after() {
    return rounds.get(rounds.size() - 1);
  }

  public List<String> taps() {
    return heads.stream().map(Supervision::tap).toList();
  }
}
