package dev.sonde.probe;

import dev.sonde.torch.Activations;
import dev.sonde.torch.Gradients;
import dev.sonde.torch.Model;
import dev.sonde.torch.Scope;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * The passes backward that make a {@link Diagnosis}: one for each part of the loss, before the one that trains, none of which leaves a
 * gradient at a parameter. Training is bit-identical with and without them.
 */
public final class DiagnosisPass implements AutoCloseable {
  private static final String WEIGHT = ".weight";

  private final Map<String, Tensor> wanted = new LinkedHashMap<>();
  private final Map<String, DiagnosisLayer> layers = new LinkedHashMap<>();

  private DiagnosisPass(Model body, Activations activations) {
    Sounding.layers(body.network()).forEach(layer -> {
      wanted.put(layer, activations.at(layer));
      wanted.put(layer + WEIGHT, body.parameters().get(layer + WEIGHT));
      layers.put(layer, new DiagnosisLayer());
    });
  }

  /** Activations that a diagnosed step's forward pass must return: every layer's with weights. */
  public static Set<String> taps(Model body) {
    return new LinkedHashSet<>(Sounding.layers(body.network()));
  }

  /**
   * Diagnoses a step whose gradients have not been taken yet; its graph stays whole.
   *
   * @param activations of the step's forward pass, with {@link #taps}
   * @param terms       the weighted parts of the joint loss by name, the main part first
   * @param batch       samples of the step
   */
  public static Diagnosis of(Model body, Activations activations, Map<String, Tensor> terms, int batch) {
    try (DiagnosisPass pass = new DiagnosisPass(body, activations)) {
      terms.forEach(pass::take);
      Map<String, Diagnosis.Finding> findings = new LinkedHashMap<>();
      pass.layers.forEach((name, layer) -> findings.put(name, layer.finding((double) batch / GradientProfile.REFERENCE_BATCH)));
      return new Diagnosis(findings);
    }
  }

  private void take(String part, Tensor term) {
    try (Scope scope = Scope.silent()) {
      Map<String, Tensor> gradients = Gradients.of(term, wanted, true);
      layers.forEach((name, layer) -> {
        if (gradients.containsKey(name)) {
          layer.add(part, gradients.get(name), gradients.get(name + WEIGHT));
        }
      });
    }
  }

  @Override
  public void close() {
    layers.values().forEach(DiagnosisLayer::close);
  }
}
