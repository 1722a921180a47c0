package dev.sonde.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class UpdatesTest {
  private static final double[] START = {1, -2, 3};

  /** Runs three steps on the loss Σ i·w², whose gradient is 2i·w, and returns the weights after each. */
  private static double[][] steps(Optimizer optimizer, List<ParameterGroup> groups, double rate) {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    try (Scope scope = Scope.silent()) {
      parameters.put("w.weight", scope.keep(Tensors.of(START, Precision.FLOAT64, 3)).requires_grad_(true));
    }
    double[][] after = new double[3][];
    try (Updates updates = Updates.of(optimizer, parameters, groups)) {
      for (int i = 0; i < 3; i++) {
        try (Scope scope = Scope.recording()) {
          Tensor w = parameters.get("w.weight");
          Tensor factor = Tensors.of(new double[] {1, 2, 3}, Precision.FLOAT64, 3);
          w.square().mul(factor).sum().backward();
          updates.step(name -> rate);
          after[i] = Tensors.doubles(w);
          assertTrue(!w.grad().defined(), "gradients are dropped after the step");
        }
      }
    }
    parameters.values().forEach(Tensor::close);
    return after;
  }

  private static double[][] reference(IntFunction<double[]> weights) {
    return new double[][] {weights.apply(0), weights.apply(1), weights.apply(2)};
  }

  private static double[][] sgd(double momentum, double decay, boolean nesterov, double rate) {
    double[] w = START.clone();
    double[] v = new double[3];
    return reference(step -> {
      for (int i = 0; i < 3; i++) {
        double g = 2 * (i + 1) * w[i] + decay * w[i];
        v[i] = momentum * v[i] + g;
        w[i] -= rate * (nesterov ? g + momentum * v[i] : v[i]);
      }
      return w.clone();
    });
  }

  private static double[][] adam(double decay, boolean decoupled, double rate) {
    double[] w = START.clone();
    double[] m = new double[3];
    double[] s = new double[3];
    return reference(step -> {
      for (int i = 0; i < 3; i++) {
        w[i] *= decoupled ? 1 - rate * decay : 1;
        double g = 2 * (i + 1) * w[i] / (decoupled ? 1 - rate * decay : 1) + (decoupled ? 0 : decay * w[i]);
        m[i] = 0.9 * m[i] + 0.1 * g;
        s[i] = 0.999 * s[i] + 0.001 * g * g;
        double unbiased = m[i] / (1 - Math.pow(0.9, step + 1));
        w[i] -= rate * unbiased / (Math.sqrt(s[i] / (1 - Math.pow(0.999, step + 1))) + 1e-8);
      }
      return w.clone();
    });
  }

  private static void same(double[][] expected, double[][] actual) {
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(expected[i], actual[i], 1e-12, "after step " + (i + 1));
    }
  }

  @Test
  void sgd_with_momentum_and_decay_follows_the_closed_form() {
    same(sgd(0.9, 0.01, false, 0.05), steps(Sgd.of(0.9).decay(0.01), List.of(), 0.05));
  }

  @Test
  void nesterov_looks_ahead() {
    same(sgd(0.9, 0, true, 0.05), steps(Sgd.of(0.9).withNesterov(), List.of(), 0.05));
  }

  @Test
  void groups_multiply_rate_and_decay() {
    double[][] doubled = sgd(0.9, 0, false, 0.1);
    same(doubled, steps(Sgd.of(0.9).decay(0.01), List.of(new ParameterGroup("*.weight", 2, 0)), 0.05));
  }

  @Test
  void adam_follows_the_paper() {
    same(adam(0.01, false, 0.1), steps(Optimizer.parse("adam decay=0.01"), List.of(), 0.1));
  }

  @Test
  void adamw_decouples_the_decay() {
    same(adam(0.01, true, 0.1), steps(Adam.decoupled(0.01), List.of(), 0.1));
  }

  @Test
  void written_forms_read_back() {
    for (Optimizer optimizer : List.of(Sgd.of(0.9).decay(5e-4).withNesterov(), Adam.standard(), Adam.decoupled(0.1))) {
      assertEquals(optimizer, Optimizer.parse(optimizer.toString()));
    }
  }

  @Test
  void an_unknown_word_is_named_with_the_known_ones() {
    var error = assertThrows(IllegalArgumentException.class, () -> Optimizer.parse("sgd momentun=0.9"));
    assertEquals("unknown word \"momentun\" in \"sgd momentun=0.9\"; known are [decay, momentum, nesterov]", error.getMessage());
  }

  @Test
  void a_pattern_matches_whole_names() {
    assertTrue(new ParameterGroup("*.bias", 2, 0).matches("heads/conv1/fc.bias"));
    assertTrue(new ParameterGroup("conv1.weight", 2, 0).matches("conv1.weight"));
    assertTrue(!new ParameterGroup("conv1.weight", 2, 0).matches("conv1xweight"));
    assertTrue(!new ParameterGroup("conv1*", 2, 0).matches("heads/conv1/fc.bias"));
  }
}
