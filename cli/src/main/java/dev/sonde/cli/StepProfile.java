package dev.sonde.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.net.Network;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Laps;
import dev.sonde.train.Rehearsal;
import java.util.List;

/**
 * Where the time of a training step on noise goes.
 *
 * @param network  name of the body
 * @param batch    images of a step
 * @param rows     of the average step
 * @param plain    the same step with nobody looking, by turns
 * @param watched  the step that was looked at
 * @param kernel   seconds of processor time that the kernel took for the average step
 */
record StepProfile(String network, int batch, List<Laps.Row> rows, Timing plain, Timing watched, double kernel) {
  private static final int SKIPPED = 3;

  static StepProfile of(Network body, List<Supervision> heads, int batch, double seconds) {
    try (Rehearsal plain = Rehearsal.of(body, heads, batch); Rehearsal watched = Rehearsal.of(body, heads, batch); Laps laps = Laps.after(SKIPPED)) {
      watched.time(laps);
      List<Timing> found = Timing.byTurns(batch, List.of(plain::step, watched::step), 2 * seconds);
      return new StepProfile(body.name(), batch, laps.rows(), found.get(0), found.get(1), laps.kernelSeconds());
    }
  }

  /** What looking cost, as a share of the step. */
  double overhead() {
    return watched.median() / plain.median() - 1;
  }

  @Override
  public String toString() {
    return new LapsText(rows, kernel) + "\n" + String.format("%s, batch %d: a step takes %s ms, and %s ms while it is looked at (%s more; %d of each by turns)",
        network, batch, Amounts.fixed(1e3 * plain.median(), 2), Amounts.fixed(1e3 * watched.median(), 2), Amounts.percent(overhead()), plain.repetitions());
  }

  String json() {
    ObjectNode tree = new ObjectMapper().createObjectNode().put("network", network).put("batch", batch).put("plainSeconds", plain.median())
        .put("watchedSeconds", watched.median()).put("repetitions", watched.repetitions()).put("kernelSeconds", kernel);
    rows.forEach(row -> tree.withArrayProperty("parts").addObject().put("leg", row.leg().words()).put("part", row.part()).put("seconds", row.seconds())
        .put("faults", row.faults()));
    return tree.toPrettyString();
  }
}
