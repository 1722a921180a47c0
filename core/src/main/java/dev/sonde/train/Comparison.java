package dev.sonde.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Arms side by side: the spread of each over the seeds, and the differences of chosen pairs.
 *
 * <p>Several tests at once find something by chance more often than one, so their p-values are corrected by Holm's procedure: sorted
 * upwards, the {@code i}-th of {@code m} becomes {@code max over j ≤ i of min(1, (m − j + 1) · p_j)}. Source: S. Holm, A simple
 * sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979).
 *
 * @param arms        in their order
 * @param differences in the order of the pairs
 */
public record Comparison(List<Spread> arms, List<Difference> differences) {
  public Comparison {
    arms = List.copyOf(arms);
    differences = List.copyOf(differences);
  }

  /**
   * Compares errors.
   *
   * @param errors shares named wrong, by arm; one for each seed, in one order of seeds
   * @param pairs  what is compared with what
   */
  public static Comparison of(Map<String, List<Double>> errors, List<Pair> pairs) {
    List<Spread> arms = errors.entrySet().stream().map(entry -> new Spread(entry.getKey(), entry.getValue())).toList();
    if (arms.stream().mapToInt(arm -> arm.errors().size()).distinct().count() > 1) {
      throw new IllegalArgumentException("arms with other numbers of errors cannot be paired: " + errors);
    }
    List<Difference> plain = pairs.stream().map(pair -> Difference.of(arm(arms, pair.arm()), arm(arms, pair.against()))).toList();
    return new Comparison(arms, corrected(plain));
  }

  private static Spread arm(List<Spread> arms, String name) {
    return arms.stream().filter(arm -> arm.arm().equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no arm named \"" + name + "\"; arms are "
            + arms.stream().map(Spread::arm).toList()));
  }

  private static List<Difference> corrected(List<Difference> plain) {
    List<Integer> tested = IntStream.range(0, plain.size()).boxed().filter(i -> plain.get(i).test() != null)
        .sorted(Comparator.comparingDouble(i -> plain.get(i).adjusted())).toList();
    List<Difference> all = new ArrayList<>(plain);
    double largest = 0;
    for (int rank = 0; rank < tested.size(); rank++) {
      int i = tested.get(rank);
      largest = Math.max(largest, Math.min(1, (tested.size() - rank) * plain.get(i).adjusted()));
      all.set(i, plain.get(i).adjusted(largest, tested.size()));
    }
    return all;
  }
}
