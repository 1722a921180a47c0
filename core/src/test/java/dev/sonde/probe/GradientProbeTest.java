package dev.sonde.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import dev.sonde.data.Dataset;
import dev.sonde.data.Image;
import dev.sonde.data.Sample;
import dev.sonde.data.Seed;
import dev.sonde.data.Shapes;
import dev.sonde.loss.Loss;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkJson;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Head;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import dev.sonde.zoo.Zoo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class GradientProbeTest {
  private static final Dataset SHAPES = Shapes.of(16, 64, Seed.of(1));
  /** Batch normalisation, dropout and a residual sum, so that there are buffers and chance to leave alone. */
  private static final Network NETWORK = NetworkJson.parse("""
      {"name": "mixed", "input": "3x16x16", "nodes": [
        {"name": "conv1", "layer": "conv", "filters": 8, "kernel": 3, "padding": 1},
        {"name": "bn1", "layer": "batch-norm"},
        {"name": "relu1", "layer": "relu"},
        {"name": "conv2", "layer": "conv", "filters": 8, "kernel": 3, "padding": 1},
        {"name": "sum", "layer": "add", "from": ["conv2", "relu1"]},
        {"name": "pool", "layer": "max-pool", "kernel": 4, "stride": 4},
        {"name": "drop", "layer": "dropout", "rate": 0.5},
        {"name": "flatten", "layer": "flatten"},
        {"name": "fc", "layer": "linear", "features": 10}]}""");
  private static final Initialization HE = Initialization.of(new Initializer.He(), 0);

  /** Loads what lives as long as the process, before anything is counted. */
  @BeforeAll
  static void warm() {
    probe(NETWORK).iterations(1).run();
  }

  private static GradientProbe probe(Network network) {
    return GradientProbe.of(network).on(SHAPES).start(HE).batch(16).iterations(3).workers(1);
  }

  private static Map<String, double[]> values(Model model) {
    try (Scope scope = Scope.silent()) {
      Map<String, double[]> values = new LinkedHashMap<>();
      model.state().forEach((name, tensor) -> values.put(name, Tensors.doubles(tensor)));
      return values;
    }
  }

  private static double[] chance() {
    try (Scope scope = Scope.silent()) {
      return Tensors.doubles(torch.rand(new long[] {4}));
    }
  }

  @Test
  void a_model_is_left_as_it_was_to_the_last_bit() {
    try (Model model = Model.compile(NETWORK, HE, Seed.of(5), Precision.FLOAT32)) {
      Map<String, double[]> before = values(model);
      torch.manual_seed(77);
      double[] expected = chance();
      torch.manual_seed(77);
      GradientProfile profile = GradientProbe.of(model).on(SHAPES).batch(16).iterations(3)
          .supervise(List.of(Supervision.of("relu1", Head.linear(), Loss.crossEntropy(), Schedule.constant(0.3)))).run();
      assertArrayEquals(expected, chance(), "libtorch's random state");
      assertEquals(3, profile.iterations());
      assertTrue(profile.losses().get(0) > 0 && !profile.losses().get(0).equals(profile.losses().get(1)), "it did train: " + profile.losses());
      values(model).forEach((name, after) -> assertArrayEquals(before.get(name), after, name));
      model.parameters().forEach((name, parameter) -> assertFalse(parameter.grad().defined(), name + " keeps a gradient"));
    }
  }

  @Test
  void every_layer_with_weights_is_read_at_every_iteration() {
    GradientProfile profile = probe(NETWORK).run();
    assertEquals(List.of("conv1", "conv2", "fc"), List.copyOf(profile.layers().keySet()));
    assertEquals(List.of("conv1", "conv2"), profile.convolutions());
    profile.layers().forEach((layer, readings) -> {
      assertEquals(3, readings.size(), layer);
      readings.forEach(r -> assertTrue(r.activationGradient() > 0 && r.weightGradient() > 0 && r.activationRms() > 0 && r.gradientToWeight() > 0, layer + r));
      assertEquals(layer.equals("conv1"), !Double.isNaN(readings.get(0).dead()), "only conv1 has a ReLU of its own: " + layer);
    });
    assertEquals(profile.layers().get("conv1").get(0).activationGradient() * 16 / 256, profile.gradient("conv1").get(0), 1e-18);
  }

  @Test
  void the_numbers_of_a_linear_network_are_those_of_the_formulas() {
    Network linear = new Network("linear", Shape.image(3, 16, 16), List.of(new Node("flatten", new Layer.Flatten(), List.of(Network.INPUT)),
        new Node("fc1", new Layer.Linear(4, false), List.of("flatten")), new Node("relu", new Layer.Relu(), List.of("fc1")),
        new Node("fc2", new Layer.Linear(10, false), List.of("relu"))));
    Initialization half = Initialization.of(new Initializer.Constant(0.01), 0);
    Reading first = GradientProbe.of(linear).on(SHAPES).start(half).batch(16).iterations(1).precision(Precision.FLOAT64).run().layers().get("fc2").get(0);
    // equal scores: softmax gives 0.1 everywhere, so |p - y| is 0.9 once and 0.1 nine times; divided by the batch
    assertEquals((0.9 + 9 * 0.1) / 10 / 16, first.activationGradient(), 1e-12);
    assertEquals(0.01f * Math.sqrt(40), first.weightNorm(), 1e-12, "constants are stored as float32");
    assertEquals(first.weightGradientNorm() / first.weightNorm(), first.gradientToWeight(), 0);
    Reading constant = GradientProbe.of(linear).on(new Gray()).start(half).batch(16).iterations(1).precision(Precision.FLOAT64).run().layers().get("fc1").get(0);
    // 768 inputs of 1 by 768 weights of 0.01, and no bias: every value of fc1 is 7.68
    assertEquals(768 * (double) 0.01f, constant.activationRms(), 1e-9);
    Reading top = GradientProbe.of(linear).on(new Gray()).start(half).batch(16).iterations(1).precision(Precision.FLOAT64).run().layers().get("fc2").get(0);
    // dL/dW of fc2 is 7.68 (p - y) for the one class that all samples have: 0.9 in one row, 0.1 in nine
    assertEquals(768 * (double) 0.01f * (0.9 + 9 * 0.1) / 10, top.weightGradient(), 1e-9);
    assertEquals(768 * (double) 0.01f * Math.sqrt(4 * (0.81 + 9 * 0.01)), top.weightGradientNorm(), 1e-9);
  }

  @Test
  void dead_channels_are_counted() {
    Network one = new Network("one", Shape.image(3, 16, 16), List.of(new Node("conv", new Layer.Conv(4, 1, 1, 0, 1, 1, true), List.of(Network.INPUT)),
        new Node("relu", new Layer.Relu(), List.of("conv")), new Node("flatten", new Layer.Flatten(), List.of("relu")),
        new Node("fc", new Layer.Linear(10, true), List.of("flatten"))));
    Initialization dead = new Initialization(List.of(new Initialization.Rule("conv", new Initializer.Constant(0), new Initializer.Constant(-1)),
        new Initialization.Rule("*", new Initializer.He(), new Initializer.Constant(0))));
    assertEquals(1, GradientProbe.of(one).on(SHAPES).start(dead).iterations(1).run().layers().get("conv").get(0).dead());
    Initialization open = new Initialization(List.of(new Initialization.Rule("conv", new Initializer.Constant(0), new Initializer.Constant(1)),
        new Initialization.Rule("*", new Initializer.He(), new Initializer.Constant(0))));
    assertEquals(0, GradientProbe.of(one).on(SHAPES).start(open).iterations(1).run().layers().get("conv").get(0).dead());
    try (Model model = Model.compile(one, open, Seed.of(1), Precision.FLOAT32)) {
      try (Scope scope = Scope.silent()) {
        // channel 0 never opens; channels 1 to 3 open at some pixels, those where the weighted sum exceeds what the bias takes away
        model.load("conv.bias", Tensors.of(new double[] {-9, -0.5, -0.5, -0.5}, Precision.FLOAT32, 4));
        model.load("conv.weight", Tensors.of(new double[] {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1}, Precision.FLOAT32, 4, 3, 1, 1));
      }
      assertEquals(0.25, GradientProbe.of(model).on(SHAPES).iterations(1).run().layers().get("conv").get(0).dead(), "a channel is dead or it is not");
    }
  }

  @Test
  void iterations_go_on_into_the_next_pass_over_the_data() {
    List<Integer> seen = new ArrayList<>();
    GradientProfile profile = probe(NETWORK).iterations(9).watch((heads, iteration, all) -> seen.add(iteration)).run();
    assertEquals(9, profile.iterations());
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8), seen);
  }

  @Test
  void a_planted_vanishing_layer_gets_its_head_and_then_nothing_vanishes() {
    Network plain = Zoo.network("cnds-8", Shape.image(3, 32, 32), 10);
    Initialization planted = new Initialization(List.of(new Initialization.Rule("conv5", new Initializer.Gaussian(1e-6), new Initializer.Constant(0)),
        new Initialization.Rule("*", new Initializer.He(), new Initializer.Constant(0))));
    GradientProbe probe = GradientProbe.of(plain).on(Shapes.of(32, 32, Seed.of(1))).start(planted).batch(8).workers(1);
    Placing placing = new Placing(Placement.vanishing(1e-7), Optional.empty(), Schedule.constant(0.3), 2, Budget.NONE, 0);
    Survey survey = placing.survey(probe, Loss.crossEntropy());
    assertEquals(List.of("pool4"), survey.taps(), survey.because().toString());
    assertEquals(2, survey.rounds().size());
    assertTrue(survey.before().typical("conv4") < 1e-7 && survey.after().typical("conv4") > 1e-7);
    assertTrue(survey.because().get(1).contains("with heads at pool4, no convolution's"), survey.because().toString());
    assertEquals(List.of("linear xavier"), survey.costs().stream().map(HeadCost::head).toList());
    Network wide = NetworkBuilder.of("wide", Shape.image(256, 14, 14)).relu().globalAveragePool().flatten().linear(1000).build();
    assertEquals("cnds he", placing.fitting(wide, "relu1").toString(), "50 million weights would be too many");
    Network dense = NetworkBuilder.of("dense", Shape.image(256, 14, 14)).relu().conv(1000, 1).build();
    assertEquals("c1", placing.fitting(dense, "relu1").toString(), "each pixel is scored");
    Survey poor = new Placing(placing.rule(), placing.head(), placing.weight(), 2, Budget.parse("0.001%"), 0).survey(probe, Loss.crossEntropy());
    assertEquals(List.of(), poor.taps());
    assertTrue(poor.because().stream().anyMatch(why -> why.startsWith("no head at pool4: it costs")), poor.because().toString());
    Survey capped = new Placing(Placement.every(2), placing.head(), placing.weight(), 1, Budget.NONE, 2).survey(probe, Loss.crossEntropy());
    assertEquals(List.of("relu2", "relu4"), capped.taps());
    assertEquals(2, capped.rounds().size(), "before and after");
    assertTrue(capped.because().contains("no head at relu6: at most 2 were asked for"), capped.because().toString());
  }

  @Test
  void what_a_probe_cannot_do_is_said() {
    assertTrue(assertThrows(IllegalStateException.class, () -> GradientProbe.of(NETWORK).run()).getMessage().contains(".on(trainingSet)"));
    assertThrows(IllegalArgumentException.class, () -> probe(NETWORK).iterations(0));
    Network narrow = new Network("narrow", Shape.image(3, 16, 16), List.of(new Node("flatten", new Layer.Flatten(), List.of(Network.INPUT)),
        new Node("fc", new Layer.Linear(4, true), List.of("flatten"))));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> probe(narrow).run()).getMessage().contains("has 10 classes"));
  }

  /** Samples of ones, all of class 0 of ten. */
  private record Gray() implements Dataset {
    @Override
    public String name() {
      return "gray";
    }

    @Override
    public int size() {
      return 32;
    }

    @Override
    public Sample get(int index) {
      float[] ones = new float[3 * 16 * 16];
      java.util.Arrays.fill(ones, 1);
      return new Sample(new Image(16, 16, 3, ones), 0);
    }

    @Override
    public List<String> classes() {
      return SHAPES.classes();
    }
  }
}
