package dev.sonde.probe;

import dev.sonde.supervise.Part;
import dev.sonde.torch.Magnitudes;
import dev.sonde.torch.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** One layer while it is diagnosed: the numbers found so far, and the two tensors that the next part is compared with and added to. */
final class DiagnosisLayer implements AutoCloseable {
  private final Map<String, Double> norms = new LinkedHashMap<>();
  private final Map<String, OptionalDouble> cosines = new LinkedHashMap<>();
  private double main;
  /** The main part's weight gradient over the mean of its magnitudes, and the norm of that. */
  private @Nullable Tensor direction;
  private double length;
  /** Sum of all parts' gradients at the activation. */
  private @Nullable Tensor sum;

  /** Takes in the gradients of one part, which live in the caller's scope. */
  void add(String part, Tensor activation, Tensor weight) {
    try (Scope scope = Scope.silent()) {
      // magnitudes are brought to about 1 before they are squared: a vanishing gradient's squares would be zero in float32
      double scale = Magnitudes.mean(weight);
      Tensor exact = scale < 1e-30 ? weight.to(ScalarType.Double) : weight;
      Tensor unit = scale > 0 ? exact.div(new Scalar(scale)) : weight;
      double norm = Magnitudes.norm(unit);
      norms.put(part, scale * norm);
      if (part.equals(Part.MAIN)) {
        main = Magnitudes.mean(activation);
        direction = scope.keep(unit);
        length = norm;
      }
      cosines.put(part, part.equals(Part.MAIN) ? OptionalDouble.empty() : cosine(unit, norm));
      Tensor more = scope.keep(sum == null ? activation : sum.add(activation));
      forget(sum);
      sum = more;
    }
  }

  private OptionalDouble cosine(Tensor unit, double norm) {
    if (direction == null || norm == 0 || length == 0) {
      return OptionalDouble.empty();
    }
    double product = unit.mul(direction).sum().item_double();
    return OptionalDouble.of(Math.max(-1, Math.min(1, product / norm / length)));
  }

  /** @param scale batch / 256 */
  Diagnosis.Finding finding(double scale) {
    double all = norms.values().stream().mapToDouble(Double::doubleValue).sum();
    Map<String, Diagnosis.Pull> parts = new LinkedHashMap<>();
    norms.forEach((part, norm) -> parts.put(part, new Diagnosis.Pull(norm, all == 0 ? 0 : norm / all, cosines.get(part))));
    return new Diagnosis.Finding(sum == null ? 0 : scale * Magnitudes.mean(sum), scale * main, parts);
  }

  private static void forget(@Nullable Tensor tensor) {
    if (tensor != null) {
      tensor.close();
    }
  }

  @Override
  public void close() {
    forget(direction);
    forget(sum);
  }
}
