package dev.sonde.cli;

import static dev.sonde.cli.Measurements.HEADS;
import static dev.sonde.cli.Measurements.TRAIN;

import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Footprint;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Resident;
import dev.sonde.train.Rehearsal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What a training step holds in memory: forecast, and the peak of two steps. */
final class StepMemory {
  private StepMemory() {}

  /** Plain and with heads: in this order, since what is freed may stay with the process. */
  static Map<String, Measurements.Memory> of(Network body, List<Supervision> heads, int batch, Precision precision) {
    Network small = NetworkBuilder.of("small", Shape.image(3, 16, 16)).conv(8, 3).batchNorm().relu().globalAveragePool().flatten()
        .linear(2).build();
    try (Rehearsal first = Rehearsal.of(small, List.of(), 2)) { // what libtorch itself brings into memory is no step's
      first.step();
    }
    Map<String, Measurements.Memory> found = new LinkedHashMap<>();
    long before = 0;
    for (String what : heads.isEmpty() ? List.of(TRAIN) : List.of(TRAIN, HEADS)) {
      List<Supervision> hung = what.equals(TRAIN) ? List.of() : heads;
      OptionalLong peak = Resident.peak(() -> twoSteps(body, hung, batch, precision));
      long stayed = before;
      OptionalLong whole = peak.isPresent() ? OptionalLong.of(stayed + peak.getAsLong()) : peak;
      found.put(what, new Measurements.Memory(forecast(body, hung, batch), whole));
      before = peak.orElse(0);
    }
    return found;
  }

  private static void twoSteps(Network body, List<Supervision> heads, int batch, Precision precision) {
    try (Rehearsal rehearsal = Rehearsal.of(body, heads, batch, precision)) {
      rehearsal.step();
      rehearsal.step();
    }
  }

  private static long forecast(Network body, List<Supervision> heads, int batch) {
    return Footprint.of(body, batch).bytes() + Objective.networks(body, heads, body.outputShape().channels()).values().stream()
        .mapToLong(head -> Footprint.of(head, batch).bytes()).sum();
  }
}
