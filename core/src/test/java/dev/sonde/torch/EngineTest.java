package dev.sonde.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sonde.LeakCheck;
import dev.sonde.data.Seed;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import dev.sonde.zoo.Zoo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An engine answers as the model it was made from, within 1e-5 of the largest output. */
@ExtendWith(LeakCheck.class)
class EngineTest {
  private static final double CLOSE = 1e-5;

  /** Every whole network, and every encoder with one of the decoders in turn. */
  static Stream<Network> zoo() {
    Shape small = Shape.image(3, 64, 64);
    List<String> encoders = Zoo.encoders().stream().filter(name -> !name.endsWith("dilated16")).toList();
    Stream<Network> whole = Zoo.names().stream()
        .map(name -> Zoo.network(name, name.equals("dsn-mnist") ? Zoo.defaultInput(name) : name.startsWith("vgg") ? Shape.image(3, 32, 32) : small, 10));
    return Stream.concat(whole, java.util.stream.IntStream.range(0, encoders.size()).mapToObj(i ->
        Zoo.network(encoders.get(i) + "+" + Zoo.decoders().get(i % Zoo.decoders().size()), small, 5)));
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void every_network_of_the_zoo_answers_as_its_model(Network network) {
    try (Model model = trained(network); Engine engine = model.engine(); Scope scope = Scope.silent()) {
      assertNull(engine.whyPlain());
      assertClose(model, engine, images(network, 2, 3));
    }
  }

  /** What is put together, and what must not be. */
  static List<Network> joints() {
    Layer conv = Layer.Conv.of(4, 3).padding(1);
    Layer norm = Layer.BatchNorm.standard();
    return List.of(
        net("conv, norm, relu6", node("a", conv), node("n", norm, "a"), node("r", new Layer.Relu6(), "n")),
        net("norm of a convolution without bias", node("a", Layer.Conv.of(4, 3).withoutBias()), node("n", norm, "a")),
        net("depthwise, norm, relu", node("a", conv), node("b", Layer.Conv.of(8, 3).groups(4), "a"), node("n", norm, "b"), node("r", new Layer.Relu(), "n")),
        net("two convolutions before one addition", node("a", conv), node("n", norm, "a"), node("b", conv), node("s", new Layer.Add(), "n", "b"),
            node("r", new Layer.Relu(), "s")),
        net("addition without a bend", node("a", conv), node("b", conv, "a"), node("s", new Layer.Add(), "b", "a"), node("c", conv, "s")),
        net("addition of what is read again", node("a", conv), node("b", conv, "a"), node("s", new Layer.Add(), "a", "b"), node("r", new Layer.Relu(), "s"),
            node("t", new Layer.Add(), "r", "a")),
        net("a value added to itself", node("a", conv), node("s", new Layer.Add(), "a", "a"), node("r", new Layer.Relu(), "s")),
        net("a sum of three", node("a", conv), node("b", conv), node("c", conv), node("s", new Layer.Add(), "a", "b", "c"), node("r", new Layer.Relu(), "s")),
        net("norm and relu before the convolution", node("a", conv), node("n", norm, "a"), node("r", new Layer.Relu(), "n"), node("b", conv, "r"),
            node("s", new Layer.Add(), "b", "a"), node("m", norm, "s"), node("q", new Layer.Relu(), "m")),
        net("a map read before and behind its relu", node("a", conv), node("r", new Layer.Relu(), "a"), node("s", new Layer.Add(), "r", "a")),
        net("names and dropout in between", node("a", conv), node("i", new Layer.Identity(), "a"), node("d", new Layer.Dropout(0.5), "i"),
            node("r", new Layer.Relu(), "d"), node("o", new Layer.Identity(), "r")),
        net("a name for the input", node("i", new Layer.Identity()), node("a", conv, "i"), node("s", new Layer.Add(), "a", "i")),
        net("linear, norm, relu, flattened", node("a", conv), node("f", new Layer.Flatten(), "a"), node("d", new Layer.Dropout(0.5), "f"),
            node("l", new Layer.Linear(6, true), "d"), node("n", norm, "l"), node("r", new Layer.Relu(), "n"), node("m", new Layer.Linear(3, false), "r"),
            node("q", new Layer.Relu6(), "m")),
        net("relu of a pool", node("a", conv), node("p", new Layer.MaxPool(2, 2, 0, false), "a"), node("r", new Layer.Relu(), "p")));
  }

  @ParameterizedTest
  @MethodSource("joints")
  void layers_are_put_together_only_where_that_changes_nothing(Network network) {
    try (Model model = trained(network); Scope scope = Scope.silent()) {
      for (int batch : new int[] {1, 4}) {
        try (Engine engine = model.engine()) {
          assertClose(model, engine, images(network, batch, 5));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("joints")
  void every_value_may_be_asked_for(Network network) {
    try (Model model = trained(network); Scope scope = Scope.silent()) {
      for (Node node : network.nodes()) {
        try (Engine engine = Engine.of(model, Set.of(node.name()))) {
          Tensor x = images(network, 3, 6);
          assertClose(model.forward(x, false, Set.of(node.name())).at(node.name()), engine.forward(x).at(node.name()), node.name());
          assertClose(model, engine, x);
        }
      }
    }
  }

  @Test
  void layers_are_put_together() {
    List<Stage> stages = new Fusion(Zoo.network("resnet-18", Shape.image(3, 64, 64), 10), Set.of()).stages();
    assertEquals(20 + 1 + 3, stages.size(), "20 convolutions, the linear layer; the pools and the flatten");
    assertEquals(8, stages.stream().filter(stage -> stage.addend() != null).count());
    assertEquals(17, stages.stream().filter(stage -> stage.bend() == Stage.Bend.RELU).count());
  }

  @Test
  void batches_and_images_of_any_size_pass_and_repeat_to_the_bit() {
    Network dense = Zoo.network("deep-resnet-18-dilated+c1", Shape.image(3, 64, 64), 5);
    Network flat = joints().get(12);
    for (Network network : List.of(dense, flat)) {
      try (Model model = trained(network); Engine engine = model.engine(); Scope scope = Scope.silent()) {
        for (int batch : new int[] {3, 1, 5, 4, 1, 3}) {
          Tensor x = images(network, batch, batch);
          assertClose(model, engine, x);
          assertTrue(Tensors.identical(engine.forward(x).output(), engine.forward(x).output()));
        }
      }
    }
    try (Model model = trained(dense); Engine engine = model.engine(); Scope scope = Scope.silent()) {
      for (int size : new int[] {48, 96, 33}) {
        Tensor x = images(dense.name(), Shape.image(3, size, size + 7), 1, size);
        assertClose(model, engine, x);
        assertClose(model.forward(x), engine.forward(x.contiguous()).output(), "channel by channel");
      }
      assertThrows(IllegalArgumentException.class, () -> engine.forward(images("grey", Shape.image(1, 64, 64), 1, 1)));
    }
  }

  @Test
  void one_engine_serves_many_threads_at_once() throws Exception {
    Network network = Zoo.network("resnet-20", Shape.image(3, 32, 32), 10);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Model model = trained(network); Engine engine = model.engine()) {
      List<double[]> expected = new ArrayList<>();
      try (Scope scope = Scope.silent()) {
        for (int i = 0; i < 4; i++) {
          expected.add(Tensors.doubles(model.forward(images(network, i + 1, i))));
        }
      }
      List<Callable<Boolean>> calls = java.util.stream.IntStream.range(0, 40).<Callable<Boolean>>mapToObj(i -> () -> {
        try (Scope scope = Scope.silent()) {
          assertClose(expected.get(i % 4), Tensors.doubles(engine.forward(images(network, i % 4 + 1, i % 4)).output()), "call " + i);
          return true;
        }
      }).toList();
      for (Future<Boolean> call : threads.invokeAll(calls)) {
        assertTrue(call.get());
      }
    } finally {
      threads.shutdown();
    }
  }

  /** Twelve maps of 64 MB each, of which an engine needs two or three at a time. */
  @ParameterizedTest
  @ValueSource(strings = {"FLOAT32", "BFLOAT16"})
  void a_value_is_freed_behind_its_last_reader(Precision precision) {
    NetworkBuilder builder = NetworkBuilder.of("deep", Shape.image(16, 1024, 1024));
    for (int i = 0; i < 12; i++) {
      builder.conv(16, 1).relu();
    }
    Network network = builder.build();
    try (Model model = trained(network, precision); Engine engine = model.engine(); Scope scope = Scope.silent()) {
      assumeTrue(engine.whyPlain() == null, engine.whyPlain());
      Tensor x = images(network, 1, 1);
      engine.forward(x).output().close();
      OptionalLong taken = Resident.peak(() -> engine.forward(x).output().close());
      assumeTrue(taken.isPresent(), "this system does not tell peaks of memory");
      assertTrue(taken.getAsLong() < 350L << 20, "an evaluation took " + (taken.getAsLong() >> 20) + " MiB");
    }
  }

  @Test
  void nothing_is_recorded_for_a_gradient() {
    Network network = joints().get(0);
    try (Model model = trained(network); Engine engine = model.engine(); Scope scope = Scope.recording()) {
      assertTrue(model.forward(images(network, 1, 1)).requires_grad());
      assertEquals(false, engine.forward(images(network, 1, 1)).output().requires_grad());
      assertTrue(model.forward(images(network, 1, 1)).requires_grad(), "recording goes on behind it");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet-18", "dsn-cifar", "cnds-8", "googlenet", "mobilenet-v2"})
  void bfloat16_is_put_together_where_the_processor_can_and_answers_as_float32_rounded(String name) {
    Network network = Zoo.network(name, Shape.image(3, 64, 64), 10);
    try (Model exact = trained(network); Model rounded = trained(network, Precision.BFLOAT16); Engine engine = rounded.engine(); Scope scope = Scope.silent()) {
      assertEquals(Precision.BFLOAT16.here() == Precision.BFLOAT16, engine.whyPlain() == null);
      Tensor x = images(network, 3, 4);
      Tensor expected = exact.forward(x);
      Tensor found = engine.forward(x).output();
      assertEquals(torch.ScalarType.Float, found.scalar_type().intern());
      double apart = found.sub(expected).abs().max().item_double() / expected.abs().max().item_double();
      double plain = rounded.forward(x).sub(expected).abs().max().item_double() / expected.abs().max().item_double();
      assertTrue(apart > 1e-6 && apart < Math.max(0.05, 2 * plain), name + " lies " + apart + " apart, layer by layer " + plain);
    }
  }

  @Test
  void float64_is_answered_by_the_model_and_said() {
    Network network = joints().get(0);
    try (Model model = Model.compile(network, Initialization.of(new Initializer.He(), 0), Seed.of(1), Precision.FLOAT64);
        Engine engine = model.engine(); Scope scope = Scope.silent()) {
      assertNotNull(engine.whyPlain());
      Tensor x = images(network, 2, 1).to(torch.ScalarType.Double);
      assertTrue(Tensors.identical(model.forward(x), engine.forward(x).output()));
    }
  }

  /** With statistics and scales as training would leave them, so that leaving one out shows. */
  private static Model trained(Network network) {
    return trained(network, Precision.FLOAT32);
  }

  private static Model trained(Network network, Precision precision) {
    Model model = Model.compile(network, Zoo.initialization(network.name()), Seed.of(1), precision);
    RandomGenerator random = Seed.of(2).generator();
    try (Scope scope = Scope.silent()) {
      model.state().forEach((name, tensor) -> {
        if (tensor.dim() == 1) {
          double low = name.endsWith("running_var") || name.endsWith("weight") ? 0.5 : -0.5;
          model.load(name, Tensors.of(random.doubles(tensor.numel(), low, low + 1).toArray(), Precision.FLOAT32, tensor.numel()));
        }
      });
    }
    return model;
  }

  private static Tensor images(Network network, int batch, int seed) {
    return images(network.name(), network.input(), batch, seed);
  }

  private static Tensor images(String name, Shape shape, int batch, int seed) {
    long[] sizes = LongStream.concat(LongStream.of(batch), shape.sizes().stream().mapToLong(Integer::longValue)).toArray();
    double[] values = Seed.of(seed).stream(name).generator().doubles((long) batch * shape.elements(), -1, 1).toArray();
    return Tensors.of(values, Precision.FLOAT32, sizes).contiguous(torch.MemoryFormat.ChannelsLast);
  }

  private static void assertClose(Model model, Engine engine, Tensor x) {
    assertClose(model.forward(x), engine.forward(x).output(), model.network().name());
  }

  private static void assertClose(Tensor expected, Tensor actual, String what) {
    assertArrayEquals(expected.shape(), actual.shape());
    assertClose(Tensors.doubles(expected), Tensors.doubles(actual), what);
  }

  private static void assertClose(double[] expected, double[] actual, String what) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertTrue(largest > 0 && Double.isFinite(largest), what + ": largest " + largest);
    assertArrayEquals(expected, actual, CLOSE * largest, what);
  }

  private static Network net(String name, Node... nodes) {
    return new Network(name, Shape.image(4, 9, 8), List.of(nodes));
  }

  private static Node node(String name, Layer layer, String... inputs) {
    return new Node(name, layer, inputs.length == 0 ? List.of(Network.INPUT) : List.of(inputs));
  }
}
