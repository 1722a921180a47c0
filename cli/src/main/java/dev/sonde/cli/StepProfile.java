package dev.sonde.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.net.Network;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Laps;
import dev.sonde.torch.Precision;
import dev.sonde.train.Rehearsal;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the time of a training step on noise goes.
 *
 * @param network  name of the body
 * @param batch    images of a step
 * @param rows     of the average step
 * @param plain    the same step with nobody looking, by turns
 * @param watched  the step that was looked at
 * @param mean     seconds of the step that was looked at, by the clock around it
 * @param kernel   seconds of processor time that the kernel took for the average step
 */
record StepProfile(String network, int batch, List<Laps.Row> rows, Timing plain, Timing watched, double mean, double kernel) {
  private static final int SKIPPED = 3;

  static StepProfile of(Network body, List<Supervision> heads, int batch, Precision precision, double seconds) {
    try (Rehearsal plain = Rehearsal.of(body, heads, batch, precision);
         Rehearsal watched = Rehearsal.of(body, heads, batch, precision);
         Laps laps = Laps.after(SKIPPED)) {
      watched.time(laps);
      List<Double> all = new ArrayList<>();
      List<Timing> found = Timing.byTurns(batch, List.of(plain::step, () -> noted(watched.step(), all)), 2 * seconds);
      double mean = all.stream().skip(SKIPPED).mapToDouble(Double::doubleValue).average().orElseThrow();
      return new StepProfile(body.name(), batch, laps.rows(), found.get(0), found.get(1), mean, laps.kernelSeconds());
    }
  }

  private static double noted(double seconds, List<Double> all) {
    all.add(seconds);
    return seconds;
  }

  /** What the parts add up to, as a share of the step by the clock around it. */
  double covered() {
    return rows.stream().mapToDouble(Laps.Row::seconds).sum() / mean;
  }

  /** What looking cost, as a share of the step. */
  double overhead() {
    return watched.median() / plain.median() - 1;
  }

  @Override
  public String toString() {
    return new LapsText(rows, kernel) + "\n" + String.format(
        "%s, batch %d: a step takes %s ms, and %s ms while it is looked at (%s more; medians of %d by turns); the parts add up to %s of it",
        network, batch, Amounts.fixed(1e3 * plain.median(), 2), Amounts.fixed(1e3 * watched.median(), 2), Amounts.percent(overhead()),
        plain.repetitions(), Amounts.percent(covered()));
  }

  String json() {
    ObjectNode tree = new ObjectMapper().createObjectNode().put("network", network).put("batch", batch).put("plainSeconds", plain.median())
        .put("watchedSeconds", watched.median())
        .put("meanSeconds", mean).put("covered", covered()).put("repetitions", watched.repetitions()).put("kernelSeconds", kernel);
    rows.forEach(row -> tree.withArrayProperty("parts").addObject().put("leg", row.leg().words()).put("part", row.part())
        .put("seconds", row.seconds()).put("faults", row.faults()));
    return tree.toPrettyString();
  }
}
