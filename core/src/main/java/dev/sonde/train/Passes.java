package dev.sonde.train;

import dev.sonde.data.Batch;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Model;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** Forward passes in evaluation, with plain numbers on both sides. */
public final class Passes {
  private Passes() {}

  /** Softmax of the outputs, {@code [N][K]}: {@code exp(z_k) / Σ_j exp(z_j)}. */
  public static double[][] probabilities(Model body, Batch batch) {
    try (Scope scope = Scope.silent()) {
      double[] scores = Tensors.doubles(body.forward(Tensors.images(batch, body.precision())));
      int classes = scores.length / batch.size();
      double[][] all = new double[batch.size()][];
      for (int i = 0; i < all.length; i++) {
        all[i] = softmax(scores, i * classes, classes);
      }
      return all;
    }
  }

  private static double[] softmax(double[] scores, int from, int count) {
    double[] values = Arrays.copyOfRange(scores, from, from + count);
    double largest = Arrays.stream(values).max().orElse(0);
    double sum = Arrays.stream(values).map(z -> Math.exp(z - largest)).sum();
    return Arrays.stream(values).map(z -> Math.exp(z - largest) / sum).toArray();
  }

  /** Whether {@code supervised}, run together with its heads, and {@code stripped}, run alone, put out the same bits. */
  public static boolean identical(Model supervised, Map<String, Model> heads, Model stripped, Batch batch) {
    try (Scope scope = Scope.silent()) {
      Activations both = supervised.forward(Tensors.images(batch, supervised.precision()), false, heads.keySet());
      heads.forEach((tap, head) -> head.forward(both.at(tap), false, Set.of()));
      return Tensors.identical(both.output(), stripped.forward(Tensors.images(batch, stripped.precision())));
    }
  }
}
