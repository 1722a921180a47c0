package dev.sonde.cli;

import dev.sonde.probe.Diagnosis;
import dev.sonde.supervise.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The diagnoses of an epoch in words: where the lowest layer's gradient comes from, and which heads work against the main loss. */
final class Pulls {
  /** A cosine above this is taken for chance. */
  private static final double AGAINST = -0.05;

  private final List<Diagnosis> diagnoses = new ArrayList<>();

  void add(Diagnosis diagnosis) {
    diagnoses.add(diagnosis);
  }

  /**
   * Nothing where nothing was diagnosed; else
   * {@code gradient of conv1: main 12 %, pool4 88 % (cosine 0.31); mean 3.1e-06, of main alone 4.0e-09}, then a line for every head whose
   * mean cosine is below -0.05 in more than half of the layers that both reach: {@code pool4 pulls against the main loss in 5 of 8 layers}.
   */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    layers().stream().findFirst().ifPresent(lowest -> lines.add("gradient of " + lowest + ": " + origin(lowest)));
    cosines().forEach((part, all) -> {
      long against = all.stream().filter(cosine -> cosine < AGAINST).count();
      if (2 * against > all.size()) {
        lines.add(part + " pulls against the main loss in " + against + " of " + all.size() + (all.size() == 1 ? " layer" : " layers"));
      }
    });
    return lines;
  }

  private String origin(String layer) {
    String joint = mean(layer, Diagnosis.Finding::joint);
    List<String> parts = parts(layer);
    if (parts.equals(List.of(Part.MAIN))) {
      return "mean " + joint;
    }
    return parts.stream().map(part -> share(layer, part)).collect(Collectors.joining(", ")) + "; mean " + joint + ", of main alone "
        + mean(layer, Diagnosis.Finding::main);
  }

  private String mean(String layer, ToDoubleFunction<Diagnosis.Finding> number) {
    double mean = diagnoses.stream().map(d -> d.layers().get(layer)).mapToDouble(number).average().orElse(Double.NaN);
    return String.format(Locale.ROOT, "%.1e", mean);
  }

  private String share(String layer, String part) {
    double share = pulls(layer, part).stream().mapToDouble(Diagnosis.Pull::share).sum() / diagnoses.size();
    String text = String.format(Locale.ROOT, "%s %.0f %%", part, 100 * share);
    OptionalDouble cosine = cosine(layer, part);
    // through a whole number, so that no minus stands before 0.00
    return cosine.isEmpty() ? text : text + String.format(Locale.ROOT, " (cosine %.2f)", Math.round(100 * cosine.getAsDouble()) / 100.0);
  }

  /** Mean cosines of every head, one for each layer that it and the main part reach. */
  private Map<String, List<Double>> cosines() {
    Map<String, List<Double>> all = new LinkedHashMap<>();
    for (String layer : layers()) {
      for (String part : parts(layer)) {
        cosine(layer, part).ifPresent(cosine -> all.computeIfAbsent(part, name -> new ArrayList<>()).add(cosine));
      }
    }
    return all;
  }

  private List<String> layers() {
    return diagnoses.stream().flatMap(d -> d.layers().keySet().stream()).distinct().toList();
  }

  private List<String> parts(String layer) {
    return diagnoses.stream().flatMap(d -> d.layers().get(layer).parts().keySet().stream()).distinct().toList();
  }

  private List<Diagnosis.Pull> pulls(String layer, String part) {
    return diagnoses.stream().map(d -> d.layers().get(layer).parts().get(part)).filter(Objects::nonNull).toList();
  }

  private OptionalDouble cosine(String layer, String part) {
    return pulls(layer, part).stream().flatMapToDouble(pull -> pull.cosine().stream()).average();
  }
}
