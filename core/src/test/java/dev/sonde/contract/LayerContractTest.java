package dev.sonde.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import dev.sonde.data.Seed;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkJson;
import dev.sonde.net.Shape;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Engine;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kind of layer owes: each permitted kind of {@link Layer} has networks in {@link LayerCases}, and all pass all of this. */
@ExtendWith(LeakCheck.class)
class LayerContractTest {
  private static final int BATCH = 3;
  private static final Set<Class<?>> DIFFERENT_IN_TRAINING = Set.of(Layer.Dropout.class, Layer.BatchNorm.class);

  static List<Network> networks() {
    return LayerCases.all().values().stream().flatMap(List::stream).toList();
  }

  private static Model compile(Network network, Precision precision) {
    return Model.compile(network, Initialization.of(new Initializer.Gaussian(0.5), 0.1), new Seed(1), precision);
  }

  private static Tensor input(Network network, Precision precision) {
    long[] sizes = LongStream.concat(LongStream.of(BATCH), network.input().sizes().stream().mapToLong(Integer::longValue)).toArray();
    RandomGenerator random = new Seed(2).generator();
    double[] values = random.doubles(BATCH * network.input().elements(), -1, 1).toArray();
    Tensor tensor = Tensors.of(values, precision, sizes);
    return tensor.dim() == 4 ? tensor.contiguous(torch.MemoryFormat.ChannelsLast) : tensor;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void an_engine_answers_as_its_model(Network network) {
    try (Model model = compile(network, Precision.FLOAT32); Engine engine = model.engine(); Scope scope = Scope.silent()) {
      Tensor x = input(network, Precision.FLOAT32);
      double[] expected = Tensors.doubles(model.forward(x));
      assertArrayEquals(expected, Tensors.doubles(engine.forward(x).output()), 1e-5 * DoubleStream.of(expected).map(Math::abs).max().orElseThrow());
    }
  }

  private static double[] output(Network network, Precision precision, boolean training) {
    try (Model model = compile(network, precision); Scope scope = Scope.silent()) {
      return Tensors.doubles(model.forward(input(network, precision), training, Set.of()).output());
    }
  }

  @Test
  void every_kind_has_cases_of_its_own() {
    Set<Class<?>> kinds = Set.of(Layer.class.getPermittedSubclasses());
    assertEquals(names(kinds), names(LayerCases.all().keySet()), "add networks for the new kind to LayerCases");
    LayerCases.all().forEach((kind, networks) -> {
      assertFalse(networks.isEmpty(), kind + " has no cases");
      networks.forEach(network -> assertInstanceOf(kind, LayerCases.layer(network)));
    });
  }

  private static List<String> names(Set<? extends Class<?>> kinds) {
    return kinds.stream().map(Class::getSimpleName).sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void predicted_shapes_are_the_real_ones(Network network) {
    Map<String, Shape> predicted = new LinkedHashMap<>(network.shapes());
    predicted.remove(Network.INPUT);
    try (Model model = compile(network, Precision.FLOAT32); Scope scope = Scope.silent()) {
      Activations real = model.forward(input(network, Precision.FLOAT32), false, predicted.keySet());
      predicted.forEach((name, shape) -> assertEquals(BATCH + "x" + shape, text(real.at(name).shape()), name));
    }
  }

  private static String text(long[] sizes) {
    return Arrays.stream(sizes).mapToObj(String::valueOf).collect(Collectors.joining("x"));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void parameters_have_the_predicted_names_and_sizes(Network network) {
    Map<String, List<Integer>> real = new LinkedHashMap<>();
    try (Model model = compile(network, Precision.FLOAT32); Scope scope = Scope.silent()) {
      model.parameters().forEach((name, tensor) ->
          real.put(name, Arrays.stream(model.logical(name, tensor).shape()).mapToObj(Math::toIntExact).toList()));
    }
    assertEquals(network.parameters(), real);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void json_and_yaml_read_back_as_the_same_network(Network network) {
    assertEquals(network, NetworkJson.parse(NetworkJson.text(network)));
    assertEquals(network, NetworkJson.parse(NetworkJson.yaml(network)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void training_differs_from_evaluation_only_where_declared(Network network) {
    double[] evaluation = output(network, Precision.FLOAT64, false);
    double[] training = output(network, Precision.FLOAT64, true);
    boolean declared = DIFFERENT_IN_TRAINING.contains(LayerCases.layer(network).getClass());
    assertEquals(declared, !Arrays.equals(evaluation, training));
    assertArrayEquals(evaluation, output(network, Precision.FLOAT64, false), "evaluation must not depend on what ran before");
  }

  @ParameterizedTest
  @MethodSource("networks")
  void every_parameter_receives_a_finite_gradient(Network network) {
    try (Model model = compile(network, Precision.FLOAT64); Scope scope = Scope.recording()) {
      model.forward(input(network, Precision.FLOAT64), true, Set.of()).output().square().sum().backward();
      assertEquals(network.parameters().keySet(), model.parameters().keySet());
      model.parameters().forEach((name, parameter) -> {
        assertTrue(parameter.grad().defined(), name + " has no gradient");
        double[] gradient = Tensors.doubles(parameter.grad());
        assertTrue(DoubleStream.of(gradient).allMatch(Double::isFinite), name + " has a gradient that is not finite");
        assertTrue(DoubleStream.of(gradient).anyMatch(value -> value != 0), name + " has a gradient of zeros");
      });
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void float32_computes_what_float64_computes(Network network) {
    double[] exact = output(network, Precision.FLOAT64, false);
    double largest = DoubleStream.of(exact).map(Math::abs).max().orElseThrow();
    assertTrue(largest > 0, "an output of zeros proves nothing");
    assertArrayEquals(exact, output(network, Precision.FLOAT32, false), 1e-5 * largest);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void memory_order_of_the_input_does_not_matter(Network network) {
    try (Model model = compile(network, Precision.FLOAT64); Scope scope = Scope.silent()) {
      Tensor x = input(network, Precision.FLOAT64);
      double[] expected = Tensors.doubles(model.forward(x));
      assertArrayEquals(expected, Tensors.doubles(model.forward(x.contiguous())), 1e-12);
    }
  }
}
