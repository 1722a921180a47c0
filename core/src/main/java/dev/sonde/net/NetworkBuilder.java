package dev.sonde.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The fluent pen for networks. It stands at one node, the last one added; every word adds a node that reads it and steps on.
 *
 * <pre>{@code
 * NetworkBuilder.of("small", Shape.image(3, 32, 32))
 *     .conv(Layer.Conv.of(32, 3).padding(1)).relu().maxPool(2, 2)     // conv1, relu1, pool1
 *     .residual(b -> b.conv(Layer.Conv.of(32, 3).padding(1)))         // conv2, add1
 *     .relu().as("features")
 *     .globalAveragePool().flatten().linear(10)
 *     .build();
 * }</pre>
 *
 * <p>Any graph: {@link #as} names the node just added, {@link #from} steps back to a named one, {@link #add} and {@link #concat} join.
 * Automatic names are a stem and the number of such nodes so far: conv, up (transposed convolution), bn, relu, pool, fc, flatten,
 * drop, norm, add, concat, resize. Shapes are checked at every word, so an error points at the word at fault.
 *
 * <p>Not for sharing between threads.
 */
public final class NetworkBuilder {
  private final String name;
  private final Shape input;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private String at = Network.INPUT;

  private NetworkBuilder(String name, Shape input) {
    this.name = name;
    this.input = input;
    shapes.put(Network.INPUT, input);
  }

  /** A pen that stands at the input of an empty network. */
  public static NetworkBuilder of(String name, Shape input) {
    return new NetworkBuilder(name, input);
  }

  /** A pen that stands at the output of {@code body}, to draw a network called {@code name} that begins with the same nodes. */
  public static NetworkBuilder onto(Network body, String name) {
    NetworkBuilder builder = new NetworkBuilder(name, body.input());
    builder.nodes.addAll(body.nodes());
    builder.shapes.putAll(body.shapes());
    builder.at = body.output().name();
    return builder;
  }

  /** A convolution of stride 1 without padding; others by {@link #conv(Layer.Conv)}. */
  public NetworkBuilder conv(int filters, int kernel) {
    return conv(Layer.Conv.of(filters, kernel));
  }

  public NetworkBuilder conv(Layer.Conv layer) {
    return then(layer);
  }

  public NetworkBuilder batchNorm() {
    return then(Layer.BatchNorm.standard());
  }

  public NetworkBuilder relu() {
    return then(new Layer.Relu());
  }

  /** A max pool without padding that rounds down; others by {@link #then(Layer)}. */
  public NetworkBuilder maxPool(int kernel, int stride) {
    return then(new Layer.MaxPool(kernel, stride, 0, false));
  }

  public NetworkBuilder globalAveragePool() {
    return then(new Layer.AdaptiveAveragePool(1));
  }

  public NetworkBuilder flatten() {
    return then(new Layer.Flatten());
  }

  public NetworkBuilder linear(int features) {
    return then(new Layer.Linear(features, true));
  }

  public NetworkBuilder dropout(double rate) {
    return then(new Layer.Dropout(rate));
  }

  /** Bilinear resize of this node to the height and width of {@code other}. */
  public NetworkBuilder resizeLike(String other) {
    return join(new Layer.ResizeLike(false), other);
  }

  /** The sum of this node and {@code others}. */
  public NetworkBuilder add(String... others) {
    return join(new Layer.Add(), others);
  }

  /** This node and {@code others} joined along the channels, in this order. */
  public NetworkBuilder concat(String... others) {
    return join(new Layer.Concat(), others);
  }

  /** {@code body(x) + x}, where {@code x} is this node. */
  public NetworkBuilder residual(Consumer<NetworkBuilder> body) {
    return residual(body, shortcut -> { });
  }

  /** {@code body(x) + shortcut(x)}, where {@code x} is this node; an empty shortcut is {@code x} itself. */
  public NetworkBuilder residual(Consumer<NetworkBuilder> body, Consumer<NetworkBuilder> shortcut) {
    String start = at;
    body.accept(this);
    String main = at;
    shortcut.accept(from(start));
    String side = at;
    return from(main).add(side);
  }

  /** The outputs of all {@code branches}, each starting at this node, joined along the channels in their order. */
  @SafeVarargs
  public final NetworkBuilder branches(Consumer<NetworkBuilder>... branches) {
    String start = at;
    List<String> ends = new ArrayList<>();
    for (Consumer<NetworkBuilder> branch : branches) {
      branch.accept(from(start));
      ends.add(at);
    }
    return append(new Node(automatic(new Layer.Concat()), new Layer.Concat(), ends));
  }

  /** Any layer of one input, under an automatic name. */
  public NetworkBuilder then(Layer layer) {
    return join(layer);
  }

  /** Any layer of one input, under this name. */
  public NetworkBuilder then(String node, Layer layer) {
    return append(new Node(node, layer, List.of(at)));
  }

  private NetworkBuilder join(Layer layer, String... others) {
    List<String> inputs = new ArrayList<>(List.of(at));
    for (String other : others) {
      inputs.add(known(other));
    }
    return append(new Node(automatic(layer), layer, inputs));
  }

  /**
   * Names the node just added.
   *
   * @throws IllegalArgumentException where the name is taken, or no node was added since the start or the last {@link #from}
   */
  public NetworkBuilder as(String node) {
    Node last = nodes.isEmpty() ? null : nodes.get(nodes.size() - 1);
    if (last == null || !last.name().equals(at)) {
      throw new IllegalArgumentException("as(\"" + node + "\") in " + name + " names the node just added, but none was added"
          + " here; add one first");
    }
    Node renamed = new Node(node, last.layer(), last.inputs());
    if (!node.equals(at)) {
      requireFree(node);
    }
    nodes.remove(last);
    shapes.remove(last.name());
    return append(renamed);
  }

  /**
   * Steps to the node of this name, or back to {@link Network#INPUT}; throws {@link IllegalArgumentException} naming the
   * nearest where there is none.
   */
  public NetworkBuilder from(String node) {
    at = known(node);
    return this;
  }

  /** Name of the node where the pen stands. */
  public String here() {
    return at;
  }

  /** Output shape of the node where the pen stands. */
  public Shape shape() {
    return shapes.get(at);
  }

  /** The network whose output is the node added last; throws {@link IllegalArgumentException} where the pen stands elsewhere. */
  public Network build() {
    Network network = new Network(name, input, nodes);
    if (!network.output().name().equals(at)) {
      throw new IllegalArgumentException("the output of " + name + " is its last node \"" + network.output().name()
          + "\", but the pen stands at \"" + at + "\"; end with the node that is the output");
    }
    return network;
  }

  private String known(String node) {
    if (!shapes.containsKey(node)) {
      throw new IllegalArgumentException("no node named \"" + node + "\" so far in " + name + Nearest.hint(node, shapes.keySet()));
    }
    return node;
  }

  private NetworkBuilder append(Node node) {
    requireFree(node.name());
    shapes.put(node.name(), ShapeInference.shape(name, node, node.inputs().stream().map(shapes::get).toList()));
    nodes.add(node);
    at = node.name();
    return this;
  }

  private void requireFree(String node) {
    if (shapes.containsKey(node)) {
      throw new IllegalArgumentException("two nodes of " + name + " are called \"" + node + "\"");
    }
  }

  private String automatic(Layer layer) {
    String stem = Kind.stem(layer);
    long number = nodes.stream().filter(node -> Kind.stem(node.layer()).equals(stem)).count() + 1;
    while (shapes.containsKey(stem + number)) {
      number++;
    }
    return stem + number;
  }
}
