package dev.sonde.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import dev.sonde.data.Seed;
import dev.sonde.loss.Loss;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.schedule.Progress;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Head;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class DiagnosisTest {
  private static final Progress START = Progress.atEpoch(0, 1);
  private static final Initialization WIDE = Initialization.of(new Initializer.Gaussian(0.5), 0.1);
  private static final Network TWO = NetworkBuilder.of("two", Shape.vector(2)).linear(2).linear(2).build();
  private static final double[][] W1 = {{1, -2}, {0.5, 3}};
  private static final double[][] W2 = {{2, 1}, {-1, 0.5}};
  private static final double[][] WH = {{-0.3, 0.7}, {1.1, 0.2}};
  private static final double[][] X = {{0.1, 0.2}, {-0.4, 0.3}, {0.5, -0.1}};
  private static final int[] LABELS = {0, 1, 1};

  private static Supervision linear(String tap, double weight) {
    return Supervision.of(tap, Head.linear(), Loss.crossEntropy(), Schedule.constant(weight));
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(DoubleStream::of).toArray();
  }

  private static Tensor tensor(double[][] rows) {
    return Tensors.of(flat(rows), Precision.FLOAT64, rows.length, rows[0].length);
  }

  private static Tensor labels(int... labels) {
    Tensor tensor = torch.empty(new long[] {labels.length}, new TensorOptions(ScalarType.Long), null);
    for (int i = 0; i < labels.length; i++) {
      new LongPointer(tensor.data_ptr()).put(i, labels[i]);
    }
    return tensor;
  }

  private static Objective objective(Network network, int classes, Supervision... heads) {
    return Objective.compile(network, Loss.crossEntropy(), List.of(heads), classes, Seed.of(2), Precision.FLOAT64);
  }

  private static Diagnosis diagnose(Model body, Objective objective, Tensor x, Tensor labels) {
    Activations activations = body.forward(x, DiagnosisPass.taps(body), objective.heads(START));
    Objective.Value value = objective.of(activations, labels, START);
    return DiagnosisPass.of(body, activations, value.terms(), Math.toIntExact(x.size(0)));
  }

  /** The diagnosis of {@link #TWO} without biases that count, with one linear head behind its first layer. */
  private static Diagnosis two(double[][] w2, double[][] wh, double alpha, double[][] x, int... labels) {
    try (Model body = Model.compile(TWO, Initialization.of(new Initializer.Gaussian(1), 0), Seed.of(1), Precision.FLOAT64);
        Objective objective = objective(TWO, 2, linear("fc1", alpha))) {
      try (Scope scope = Scope.silent()) {
        body.load("fc1.weight", tensor(W1));
        body.load("fc2.weight", tensor(w2));
        objective.heads().get("fc1").load("fc.weight", tensor(wh));
      }
      try (Scope scope = Scope.recording()) {
        return diagnose(body, objective, tensor(x), labels(labels));
      }
    }
  }

  // plain arithmetic: a·b, aᵀ·b, and the gradient of mean cross entropy at the scores
  private static double[][] times(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < c.length; i++) {
      for (int j = 0; j < c[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  private static double[][] turned(double[][] a) {
    double[][] t = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        t[j][i] = a[i][j];
      }
    }
    return t;
  }

  private static double[][] atScores(double[][] scores, int[] labels, double alpha) {
    double[][] d = new double[scores.length][2];
    for (int n = 0; n < d.length; n++) {
      double sum = Math.exp(scores[n][0]) + Math.exp(scores[n][1]);
      for (int k = 0; k < 2; k++) {
        d[n][k] = alpha * (Math.exp(scores[n][k]) / sum - (labels[n] == k ? 1 : 0)) / d.length;
      }
    }
    return d;
  }

  private static double dot(double[][] a, double[][] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        sum += a[i][j] * b[i][j];
      }
    }
    return sum;
  }

  private static double norm(double[][] a) {
    return Math.sqrt(dot(a, a));
  }

  private static double mean(double[][]... terms) {
    double sum = 0;
    for (int i = 0; i < terms[0].length; i++) {
      for (int j = 0; j < terms[0][0].length; j++) {
        double element = 0;
        for (double[][] term : terms) {
          element += term[i][j];
        }
        sum += Math.abs(element);
      }
    }
    return sum / terms[0].length / terms[0][0].length;
  }

  @Test
  void two_linear_layers_and_a_head_are_what_they_are_on_paper() {
    double alpha = 0.3;
    double[][] z1 = times(X, turned(W1));
    double[][] d2 = atScores(times(z1, turned(W2)), LABELS, 1);
    double[][] fromMain = times(d2, W2);
    double[][] fromHead = times(atScores(times(z1, turned(WH)), LABELS, alpha), WH);
    double[][] g0 = times(turned(fromMain), X);
    double[][] gs = times(turned(fromHead), X);

    Diagnosis diagnosis = two(W2, WH, alpha, X, LABELS);
    assertEquals(List.of("fc1", "fc2"), List.copyOf(diagnosis.layers().keySet()));
    Diagnosis.Finding fc1 = diagnosis.layers().get("fc1");
    assertEquals(List.of("main", "fc1"), List.copyOf(fc1.parts().keySet()));
    assertEquals(3 / 256.0 * mean(fromMain), fc1.main(), 1e-14);
    assertEquals(3 / 256.0 * mean(fromMain, fromHead), fc1.joint(), 1e-14);
    assertEquals(norm(g0), fc1.parts().get("main").norm(), 1e-12);
    assertEquals(norm(gs), fc1.parts().get("fc1").norm(), 1e-12);
    assertEquals(norm(gs) / (norm(g0) + norm(gs)), fc1.parts().get("fc1").share(), 1e-12);
    assertEquals(dot(g0, gs) / norm(g0) / norm(gs), fc1.parts().get("fc1").cosine().orElseThrow(), 1e-12);
    assertEquals(OptionalDouble.empty(), fc1.parts().get("main").cosine());

    Diagnosis.Finding fc2 = diagnosis.layers().get("fc2");
    assertEquals(Set.of("main"), fc2.parts().keySet());
    assertEquals(1, fc2.parts().get("main").share());
    assertEquals(norm(times(turned(d2), z1)), fc2.parts().get("main").norm(), 1e-12);
    assertEquals(3 / 256.0 * mean(d2), fc2.joint(), 1e-14);
    assertEquals(fc2.main(), fc2.joint());
  }

  @Test
  void a_head_that_scores_as_the_body_does_pulls_the_same_way_and_its_mirror_image_the_opposite_way() {
    Diagnosis.Pull same = two(W2, W2, 0.5, X, LABELS).layers().get("fc1").parts().get("fc1");
    assertEquals(1, same.cosine().orElseThrow(), 1e-14);
    assertEquals(1 / 3.0, same.share(), 1e-14);
    // of two classes, one sample's gradient lies on the line through the difference of the two rows
    double[][] mirrored = {{-2, -1}, {1, -0.5}};
    Diagnosis.Pull opposite = two(W2, mirrored, 1, new double[][] {{0.1, 0.2}}, 0).layers().get("fc1").parts().get("fc1");
    assertEquals(-1, opposite.cosine().orElseThrow(), 1e-14);
  }

  @Test
  void rounding_does_not_lift_a_cosine_above_one() {
    for (int seed = 0; seed < 20; seed++) {
      try (Scope scope = Scope.silent(); DiagnosisLayer layer = new DiagnosisLayer()) {
        torch.manual_seed(seed);
        Tensor gradient = torch.rand(new long[] {7, 30});
        layer.add("main", gradient, gradient);
        layer.add("head", gradient, gradient.clone());
        double cosine = layer.finding(1).parts().get("head").cosine().orElseThrow();
        assertTrue(cosine <= 1 && cosine > 1 - 1e-6, seed + ": " + cosine);
      }
    }
  }

  @Test
  void a_part_that_sends_nothing_has_no_share_and_no_cosine() {
    Diagnosis.Finding fc1 = two(W2, new double[2][2], 1, X, LABELS).layers().get("fc1");
    assertEquals(new Diagnosis.Pull(0, 0, OptionalDouble.empty()), fc1.parts().get("fc1"));
    assertEquals(1, fc1.parts().get("main").share());
    assertEquals(fc1.main(), fc1.joint());
    Diagnosis.Finding reversed = two(new double[2][2], WH, 1, X, LABELS).layers().get("fc1");
    assertEquals(0, reversed.main());
    assertEquals(OptionalDouble.empty(), reversed.parts().get("fc1").cosine());
    assertEquals(0, two(new double[2][2], new double[2][2], 1, X, LABELS).layers().get("fc1").parts().get("main").share());
  }

  @Test
  void a_head_of_weight_zero_does_not_appear() {
    assertEquals(Set.of("main"), two(W2, WH, 0, X, LABELS).layers().get("fc1").parts().keySet());
  }

  @Test
  void gradients_whose_squares_are_below_float32_keep_their_length_and_direction() {
    Network network = NetworkBuilder.of("deep", Shape.vector(2)).linear(2).linear(2).build();
    try (Model body = Model.compile(network, WIDE, Seed.of(1), Precision.FLOAT32);
        Objective objective = Objective.compile(network, Loss.crossEntropy(), List.of(linear("fc1", 1)), 2, Seed.of(2),
            Precision.FLOAT32)) {
      double[] norms = new double[2];
      for (int i = 0; i < 2; i++) {
        double small = i == 0 ? 1 : 1e-30;
        try (Scope scope = Scope.silent()) {
          body.load("fc2.weight", Tensors.of(new double[] {small, 0, 0, small}, Precision.FLOAT32, 2, 2));
          objective.heads().get("fc1").load("fc.weight", Tensors.of(new double[] {small, 0, 0, small}, Precision.FLOAT32, 2, 2));
          body.load("fc1.weight", Tensors.of(new double[4], Precision.FLOAT32, 2, 2));
        }
        try (Scope scope = Scope.recording()) {
          Diagnosis diagnosis = diagnose(body, objective, Tensors.of(new float[] {1, 2}, 1, 2), labels(0));
          Diagnosis.Pull pull = diagnosis.layers().get("fc1").parts().get("fc1");
          assertEquals(1, pull.cosine().orElseThrow(), 1e-6);
          norms[i] = pull.norm();
        }
      }
      assertEquals(1, norms[1] / norms[0] / 1e-30, 0.1);
    }
  }

  @Test
  void any_graph_gives_the_numbers_of_plain_backward_passes() {
    Network network = NetworkBuilder.of("any", Shape.image(2, 8, 8)).conv(4, 3).batchNorm().relu().as("block").dropout(0.3)
        // both ends of the sum are layers with weights: libtorch gives them one and the same gradient tensor
        .residual(b -> b.conv(Layer.Conv.of(4, 3).padding(1)), shortcut -> shortcut.conv(4, 1))
        .branches(b -> b.conv(3, 1).relu(), b -> b.then(new Layer.TransposedConv(2, 1, 1, 0, true)))
        .maxPool(2, 2).flatten().linear(6).relu().as("top").linear(3).build();
    Supervision pooled = Supervision.of("block", Head.pooled(), Loss.squaredHinge(), Schedule.constant(0.4));
    Supervision[] heads = {linear("conv1", 0.7), linear("add1", 0.2), pooled, linear("fc1", 0.1)};
    try (Model body = Model.compile(network, WIDE, Seed.of(1), Precision.FLOAT64); Objective objective = objective(network, 3, heads)) {
      Diagnosis diagnosis;
      Map<String, double[]> weights = new HashMap<>();
      Map<String, double[]> activations = new HashMap<>();
      try (Scope scope = Scope.recording()) {
        torch.manual_seed(7);
        diagnosis = diagnose(body, objective, image(), labels(0, 2, 1));
        body.parameters().forEach((name, tensor) -> assertFalse(tensor.grad().defined(), name));
      }
      for (String part : List.of("main", "conv1", "add1", "block", "fc1", "total")) {
        plainly(body, objective, diagnosis.layers().keySet(), part, weights, activations);
      }
      for (String layer : List.of("conv1", "conv2", "conv3", "conv4", "up1", "fc1", "fc2")) {
        compare(layer, diagnosis.layers().get(layer), weights, activations);
      }
      assertEquals(7, diagnosis.layers().size());
      assertEquals(Set.of("main", "conv1", "add1", "block", "fc1"), diagnosis.layers().get("conv1").parts().keySet());
      assertEquals(Set.of("main", "fc1"), diagnosis.layers().get("fc1").parts().keySet());
    }
  }

  private static Tensor image() {
    double[] values = new double[3 * 2 * 64];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(i * i);
    }
    return Tensors.of(values, Precision.FLOAT64, 3, 8, 8, 2).permute(0, 3, 1, 2);
  }

  /** Backward from one part, or the total, in a step of its own; gradients by {@code part/layer}. */
  private static void plainly(Model body, Objective objective, Set<String> layers, String part, Map<String, double[]> weights,
      Map<String, double[]> activations) {
    try (Scope scope = Scope.recording()) {
      torch.manual_seed(7);
      Activations all = body.forward(image(), DiagnosisPass.taps(body), objective.heads(START));
      layers.forEach(layer -> all.at(layer).__dispatch_retain_grad());
      Objective.Value value = objective.of(all, labels(0, 2, 1), START);
      (part.equals("total") ? value.total() : value.terms().get(part)).backward();
      for (String layer : layers) {
        Tensor weight = body.parameters().get(layer + ".weight");
        if (weight.grad().defined()) {
          weights.put(part + "/" + layer, Tensors.doubles(weight.grad()));
          activations.put(part + "/" + layer, Tensors.doubles(all.at(layer).grad()));
        }
      }
      body.parameters().values().forEach(parameter -> parameter.mutable_grad().reset());
      objective.heads().values().forEach(head -> head.parameters().values().forEach(parameter -> parameter.mutable_grad().reset()));
    }
  }

  private static void compare(String layer, Diagnosis.Finding finding, Map<String, double[]> weights, Map<String, double[]> activations) {
    double scale = 3 / 256.0;
    assertEquals(scale * mean(new double[][] {activations.get("total/" + layer)}), finding.joint(), 1e-13, layer);
    assertEquals(scale * mean(new double[][] {activations.get("main/" + layer)}), finding.main(), 1e-13, layer);
    assertEquals(1, finding.parts().values().stream().mapToDouble(Diagnosis.Pull::share).sum(), 1e-14);
    double[] g0 = weights.get("main/" + layer);
    double sum = finding.parts().keySet().stream().mapToDouble(part -> length(weights.get(part + "/" + layer))).sum();
    finding.parts().forEach((part, pull) -> {
      double[] g = weights.get(part + "/" + layer);
      assertEquals(length(g), pull.norm(), 1e-12, layer + " " + part);
      assertEquals(length(g) / sum, pull.share(), 1e-12, layer + " " + part);
      if (!part.equals("main")) {
        double product = IntStream.range(0, g.length).mapToDouble(i -> g[i] * g0[i]).sum();
        assertEquals(product / length(g) / length(g0), pull.cosine().orElseThrow(), 1e-11, layer + " " + part);
      }
    });
    long reached = weights.keySet().stream().filter(key -> key.endsWith("/" + layer) && !key.startsWith("total/")).count();
    assertEquals(reached, finding.parts().size(), layer);
  }

  private static double length(double[] values) {
    return Math.sqrt(DoubleStream.of(values).map(v -> v * v).sum());
  }
}
