package dev.sonde.cli;

import dev.sonde.supervise.Breakdown;
import dev.sonde.supervise.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parts of the loss averaged over the steps of an epoch; a head that ran in some of them only is averaged over those. */
final class Means {
  private final Map<String, double[]> sums = new LinkedHashMap<>();

  void add(Breakdown breakdown) {
    for (Part part : breakdown.parts()) {
      double[] sum = sums.computeIfAbsent(part.name(), name -> new double[4]);
      sum[0] += part.loss();
      sum[1] += part.weight();
      sum[2] += part.accuracy();
      sum[3]++;
    }
  }

  Breakdown breakdown() {
    List<Part> parts = new ArrayList<>();
    sums.forEach((name, sum) -> parts.add(new Part(name, sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3])));
    return new Breakdown(parts);
  }
}
