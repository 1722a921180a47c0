package dev.sonde.train;

import dev.sonde.data.Batch;
import dev.sonde.supervise.Part;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Engine;
import dev.sonde.torch.Model;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** Forward passes in evaluation, with plain numbers on both sides. */
public final class Passes {
  private Passes() {}

  /** Softmax of the outputs, {@code [N][K]}: {@code exp(z_k) / Σ_j exp(z_j)}. */
  public static double[][] probabilities(Model body, Batch batch) {
    try (Scope scope = Scope.silent()) {
      return probabilities(body.forward(Tensors.images(batch, body.precision())), batch);
    }
  }

  /** The same, sooner and up to rounding. */
  public static double[][] probabilities(Engine body, Batch batch) {
    try (Scope scope = Scope.silent()) {
      return probabilities(body.forward(Tensors.images(batch, body.precision())).output(), batch);
    }
  }

  private static double[][] probabilities(Tensor output, Batch batch) {
    double[] scores = Tensors.doubles(output);
    int classes = scores.length / batch.size();
    double[][] all = new double[batch.size()][];
    for (int i = 0; i < all.length; i++) {
      all[i] = softmax(scores, i * classes, classes);
    }
    return all;
  }

  private static double[] softmax(double[] scores, int from, int count) {
    double[] values = Arrays.copyOfRange(scores, from, from + count);
    double largest = Arrays.stream(values).max().orElse(0);
    double sum = Arrays.stream(values).map(z -> Math.exp(z - largest)).sum();
    return Arrays.stream(values).map(z -> Math.exp(z - largest) / sum).toArray();
  }

  /** Whether {@code supervised}, run together with its heads, and {@code stripped}, run alone, put out the same bits. */
  public static boolean identical(Model supervised, Map<String, Model> heads, Model stripped, Batch batch) {
    return identical(supervised, heads, Part.MAIN, stripped, batch);
  }

  /** Whether the main output of {@code supervised}, or that of its head at {@code part}, is to the bit that of {@code alone}. */
  public static boolean identical(Model supervised, Map<String, Model> heads, String part, Model alone, Batch batch) {
    try (Scope scope = Scope.silent()) {
      Activations both = supervised.forward(Tensors.images(batch, supervised.precision()), false, heads.keySet());
      Map<String, Tensor> outputs = new HashMap<>(Map.of(Part.MAIN, both.output()));
      heads.forEach((tap, head) -> outputs.put(tap, head.forward(both.at(tap), false, Set.of()).output()));
      return Tensors.identical(outputs.get(part), alone.forward(Tensors.images(batch, alone.precision())));
    }
  }
}
