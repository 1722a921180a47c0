package dev.sonde.torch;

import dev.sonde.data.Seed;
import dev.sonde.net.Initialization;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Parameters;
import dev.sonde.net.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * A compiled network: its parameters and buffers in libtorch's memory, and the forward pass over its nodes.
 *
 * <p>Weights lie channels-last. A linear layer behind a flattened map keeps its weight as {@code [K, C, H, W]} channels-last, the order in which
 * the map arrives ({@link Steps}); {@link #state()} shows every tensor in its logical sizes.
 *
 * <p>One model serves one thread while training; evaluation reads only.
 */
public final class Model implements AutoCloseable {
  private final Network network;
  private final Precision precision;
  private final Steps steps;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Map<String, Tensor> buffers = new LinkedHashMap<>();
  private final Map<String, List<Integer>> logicalSizes = new LinkedHashMap<>();
  private boolean normsFrozen;
  private Stopwatch stopwatch = Stopwatch.OFF;
  private String where = "";

  private Model(Network network, Precision precision) {
    this.network = network;
    this.precision = precision;
    steps = new Steps(network);
  }

  /**
   * Allocates and initialises a network. Every parameter draws from its own stream of {@code seed}, named after it, so that the values of
   * one do not
   * depend on which others exist.
   *
   * @throws IllegalStateException inside an open {@link Scope}
   */
  public static Model compile(Network network, Initialization initialization, Seed seed, Precision precision) {
    Scope.requireNone("Model.compile");
    Model model = new Model(network, precision);
    Map<String, Shape> shapes = network.shapes();
    try (Scope scope = Scope.silent()) {
      for (Node node : network.nodes()) {
        model.allocate(node, shapes.get(node.inputs().get(0)), initialization.at(node.name()), seed, scope);
      }
    }
    return model;
  }

  private void allocate(Node node, Shape input, Initialization.Rule rule, Seed seed, Scope scope) {
    Parameters.of(node, input).forEach((suffix, sizes) -> {
      String name = node.name() + "." + suffix;
      Tensor logical = Fill.parameter(suffix, sizes, node.layer(), rule, seed.stream(name), precision);
      logicalSizes.put(name, sizes);
      parameters.put(name, scope.keep(stored(logical, node).requires_grad_(true)));
    });
    Parameters.buffers(node, input).forEach((suffix, sizes) -> {
      String name = node.name() + "." + suffix;
      TensorOptions options = new TensorOptions(precision.type);
      long[] extent = Tensors.sizes(sizes);
      logicalSizes.put(name, sizes);
      buffers.put(name, scope.keep(suffix.endsWith("var") ? torch.ones(extent, options) : torch.zeros(extent, options)));
    });
  }

  /** The tensor in the layout its layer reads: always a fresh one. */
  private Tensor stored(Tensor logical, Node node) {
    Shape map = steps.memoryOrder(node.inputs().get(0));
    Tensor shaped = logical;
    if (node.layer() instanceof Layer.Linear && map != null && logical.dim() == 2) {
      shaped = logical.reshape(logical.size(0), map.channels(), map.height(), map.width());
    }
    return shaped.dim() == 4 ? shaped.contiguous(torch.MemoryFormat.ChannelsLast).clone() : shaped.clone();
  }

  public Network network() {
    return network;
  }

  public Precision precision() {
    return precision;
  }

  /**
   * From now on batch normalisation uses its running statistics in training too, and leaves them as they are; scale and shift still learn, and dropout still
   * drops. For small batches, and for weights that were trained elsewhere.
   */
  public void freezeNorms() {
    normsFrozen = true;
  }

  /** From now on every node of a forward pass in training is told to {@code stopwatch}, its name behind {@code where}. */
  public void time(Stopwatch stopwatch, String where) {
    this.stopwatch = stopwatch;
    this.where = where;
  }

  /** The trained tensors by full name in network order, in their stored layout. */
  public Map<String, Tensor> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /** Parameters, then buffers, by full name in their stored layout. */
  Map<String, Tensor> stored() {
    Map<String, Tensor> all = new LinkedHashMap<>(parameters);
    all.putAll(buffers);
    return all;
  }

  /** Parameters, then buffers, by full name in their logical sizes, within the caller's scope; to be read, not written: some are copies. */
  public Map<String, Tensor> state() {
    Scope.require("Model.state");
    Map<String, Tensor> all = new LinkedHashMap<>();
    parameters.forEach((name, tensor) -> all.put(name, logical(name, tensor.detach())));
    buffers.forEach((name, tensor) -> all.put(name, logical(name, tensor)));
    return all;
  }

  /** {@code tensor}, laid out as the parameter or buffer {@code name}, in that one's logical sizes. */
  public Tensor logical(String name, Tensor tensor) {
    long[] sizes = Tensors.sizes(logicalSizes.get(name));
    return tensor.dim() == sizes.length ? tensor : tensor.reshape(sizes);
  }

  /**
   * Overwrites one parameter or buffer with {@code values} in logical sizes.
   *
   * @throws IllegalArgumentException where there is none of that name or its sizes differ
   */
  public void load(String name, Tensor values) {
    Tensor target = parameters.containsKey(name) ? parameters.get(name) : buffers.get(name);
    if (target == null) {
      throw new IllegalArgumentException("no parameter named \"" + name + "\" in " + network.name());
    }
    if (!logicalSizes.get(name).equals(sizes(values))) {
      throw new IllegalArgumentException("parameter \"" + name + "\" of " + network.name() + " has sizes " + logicalSizes.get(name) + ", not " + sizes(values));
    }
    Scope.require("Model.load");
    target.detach().copy_(values.reshape(target.shape()));
  }

  private static List<Integer> sizes(Tensor tensor) {
    return java.util.Arrays.stream(tensor.shape()).mapToObj(Math::toIntExact).toList();
  }

  /** Whether an input of this shape is taken ({@link Network#takes}); remembered, for it is asked for each image. */
  public boolean takes(Shape input) {
    return steps.takes(input);
  }

  /** Evaluation: the output for {@code x}, {@code [N, C, H, W] → [N, K]}. */
  public Tensor forward(Tensor x) {
    return forward(x, false, Set.of()).output();
  }

  /**
   * One pass over the nodes.
   *
   * @param training whether dropout drops and batch normalisation uses and updates batch statistics
   * @param taps     names of the activations to return besides the output
   * @throws IllegalArgumentException for an unknown tap, or an input of a shape that the network does not take ({@link Network#takes})
   */
  public Activations forward(Tensor x, boolean training, Set<String> taps) {
    return pass(new Forward(network, steps, parameters, buffers, training, normsFrozen).timed(training ? stopwatch : Stopwatch.OFF, where), x, taps);
  }

  /**
   * One pass in training in which each of {@code heads} (by tap) reads its tap as soon as it is there. Autograd goes back through what was made last first, so
   * the gradient of a head's map, as large as the map, is made right before the layer under it needs it; made first, it would lie about all the way back. Nor
   * does anyone but the graph hold the map, unless it is among {@code taps} too.
   *
   * @throws IllegalArgumentException as {@link #forward(Tensor, boolean, Set)}
   */
  public Activations forward(Tensor x, Set<String> taps, Map<String, Model> heads) {
    return pass(new Forward(network, steps, parameters, buffers, true, normsFrozen).timed(stopwatch, where).with(heads), x, taps);
  }

  private Activations pass(Forward forward, Tensor x, Set<String> taps) {
    Scope.require("Model.forward");
    try (Casting casting = Casting.of(precision)) {
      Activations made = forward.run(x, taps);
      return precision == Precision.BFLOAT16 ? new Activations(made.output().to(precision.type), made.taps(), made.scores()) : made;
    }
  }

  /** A pass in evaluation whose nodes another runs. */
  Forward plain() {
    return new Forward(network, steps, parameters, buffers, false, normsFrozen);
  }

  Steps steps() {
    return steps;
  }

  /** For evaluation faster than {@link #forward(Tensor)}, as long as the weights stay as they are. */
  public Engine engine() {
    return Engine.of(this, Set.of());
  }

  @Override
  public void close() {
    parameters.values().forEach(Tensor::close);
    buffers.values().forEach(Tensor::close);
    parameters.clear();
    buffers.clear();
  }
}
