package dev.sonde.torch;

import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.pytorch.LocalResponseNormOptions;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.global.torch;

/** One forward pass: visits the nodes in order, holding each activation until its last reader, a head among them, has run. */
final class Forward implements Layer.Visitor<Tensor> {
  private final Network network;
  private final Steps steps;
  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> buffers;
  private final boolean training;
  private final boolean normsFrozen;
  private final Map<String, Tensor> values = new HashMap<>();
  private final Map<String, Tensor> asked = new LinkedHashMap<>();
  private final Map<String, Tensor> scores = new LinkedHashMap<>();
  private final Map<String, Long> dropoutKeys = new HashMap<>();
  private Map<String, Model> heads = Map.of();
  private Node node;
  private Stopwatch stopwatch = Stopwatch.OFF;
  private String where = "";

  Forward(Network network, Steps steps, Map<String, Tensor> parameters, Map<String, Tensor> buffers, boolean training, boolean normsFrozen) {
    this.network = network;
    this.steps = steps;
    this.parameters = parameters;
    this.buffers = buffers;
    this.training = training;
    this.normsFrozen = normsFrozen;
    node = network.output();
  }

  Forward timed(Stopwatch stopwatch, String where) {
    this.stopwatch = stopwatch;
    this.where = where;
    return this;
  }

  /** Each of {@code heads} runs as soon as its tap is there. */
  Forward with(Map<String, Model> heads) {
    heads.keySet().forEach(network::node);
    this.heads = heads;
    return this;
  }

  Activations run(Tensor x, Set<String> taps) {
    taps.forEach(network::node);
    begin(x);
    drawDropoutKeys();
    for (Node next : network.nodes()) {
      Tensor y = alone(next, taps);
      values.put(node.name(), y);
      if (taps.contains(node.name())) {
        asked.put(node.name(), logicalOrder(y));
      }
      steps.dyingAfter(node.name()).forEach(name -> release(name, y, taps));
      stopwatch.made(Leg.FORWARD, Leg.BACKWARD, where, node.name(), y);
      readByHead(y);
    }
    return new Activations(values.get(network.output().name()), asked, scores);
  }

  /** All before any node runs, so that what a head draws in between does not change what the body drops. */
  private void drawDropoutKeys() {
    network.nodes().stream().filter(next -> next.layer() instanceof Layer.Dropout d && drops(d)).forEach(next -> dropoutKeys.put(next.name(), Drop.key()));
  }

  private boolean drops(Layer.Dropout d) {
    return training && d.rate() > 0;
  }

  private void readByHead(Tensor y) {
    Model head = heads.get(node.name());
    if (head != null) {
      scores.put(node.name(), head.forward(logicalOrder(y), training, Set.of()).output());
    }
  }

  /** Begins a pass whose nodes are run one by one by another: the values by name, with the input checked and put in. */
  Map<String, Tensor> begin(Tensor x) {
    checkInput(x);
    values.put(Network.INPUT, x);
    return values;
  }

  /** One node on the values so far. */
  Tensor alone(Node one, Set<String> taps) {
    node = one;
    return compute(taps);
  }

  private void checkInput(Tensor x) {
    Shape wanted = network.input();
    boolean shaped = x.dim() == (wanted.isMap() ? 4 : 2);
    boolean fits = shaped && (wanted.isMap() ? steps.takes(Shape.image(extent(x, 1), extent(x, 2), extent(x, 3))) : x.size(1) == wanted.channels());
    if (!fits) {
      throw new IllegalArgumentException(network.name() + " takes [N, " + wanted.toString().replace("x", ", ") + "], not " + sizes(x));
    }
  }

  private static int extent(Tensor x, int axis) {
    return Math.toIntExact(x.size(axis));
  }

  private Tensor compute(Set<String> taps) {
    try {
      if (steps.overwrites(node.name()) && !taps.contains(node.inputs().get(0)) && !heads.containsKey(node.inputs().get(0))) {
        torch.relu_(input());
        return input();
      }
      return node.layer().accept(this);
    } catch (RuntimeException e) {
      throw failed(network, node, input(), e);
    }
  }

  static IllegalStateException failed(Network network, Node node, Tensor input, RuntimeException e) {
    return new IllegalStateException("node \"" + node.name() + "\" (" + node.layer() + ") of " + network.name() + " failed on input "
        + sizes(input) + ": " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
  }

  /** Frees an activation early; one that lives on under another name, as behind an identity, or was asked for, or is what a head put out, stays. */
  private void release(String name, Tensor result, Set<String> taps) {
    Tensor dead = values.remove(name);
    boolean kept = dead == result || Stream.of(asked, scores, values).anyMatch(held -> held.values().stream().anyMatch(alias -> alias == dead));
    if (!kept && !taps.contains(name)) {
      dead.close();
    }
  }

  /** What a reader outside the network may rely on: a flattened map channel by channel. */
  private Tensor logicalOrder(Tensor y) {
    return Tensors.logicalOrder(y, steps.memoryOrder(node.name()));
  }

  private Tensor input() {
    return values.get(node.inputs().get(0));
  }

  private Tensor parameter(String suffix) {
    return parameters.get(node.name() + "." + suffix);
  }

  private TensorOptional bias(boolean present) {
    return present ? new TensorOptional(parameter("bias")) : new TensorOptional();
  }

  @Override
  public Tensor conv(Layer.Conv c) {
    return torch.conv2d(input(), parameter("weight"), bias(c.bias()), pair(c.stride()), pair(c.padding()), pair(c.dilation()), c.groups());
  }

  @Override
  public Tensor transposedConv(Layer.TransposedConv c) {
    return torch.conv_transpose2d(input(), parameter("weight"), bias(c.bias()), pair(c.stride()), pair(c.padding()), pair(0), 1, pair(1));
  }

  @Override
  public Tensor batchNorm(Layer.BatchNorm b) {
    boolean batchStatistics = training && !normsFrozen;
    if (batchStatistics && input().numel() == input().size(1)) {
      throw new IllegalStateException("batch normalisation has one value for each channel, and one value has no variance; choose a batch that leaves no single sample over");
    }
    TensorOptional mean = new TensorOptional(buffers.get(node.name() + ".running_mean"));
    TensorOptional variance = new TensorOptional(buffers.get(node.name() + ".running_var"));
    return torch.batch_norm(input(), new TensorOptional(parameter("weight")), bias(true), mean, variance, batchStatistics, b.momentum(), b.epsilon(), true);
  }

  @Override
  public Tensor relu(Layer.Relu r) {
    return torch.relu(input());
  }

  @Override
  public Tensor relu6(Layer.Relu6 r) {
    return torch.relu6(input());
  }

  @Override
  public Tensor maxPool(Layer.MaxPool p) {
    return torch.max_pool2d(input(), pair(p.kernel()), pair(p.stride()), pair(p.padding()), pair(1), p.ceil());
  }

  @Override
  public Tensor averagePool(Layer.AveragePool p) {
    return torch.avg_pool2d(input(), pair(p.kernel()), pair(p.stride()), pair(p.padding()), p.ceil(), p.countPadding(), new LongOptional());
  }

  @Override
  public Tensor adaptiveAveragePool(Layer.AdaptiveAveragePool p) {
    return torch.adaptive_avg_pool2d(input(), p.size(), p.size());
  }

  @Override
  public Tensor linear(Layer.Linear l) {
    Tensor weight = parameter("weight");
    Tensor rows = weight.dim() == 4 ? weight.permute(0, 2, 3, 1).reshape(weight.size(0), -1) : weight;
    return torch.linear(input(), rows, bias(l.bias()));
  }

  @Override
  public Tensor flatten(Layer.Flatten f) {
    Tensor x = input();
    if (steps.memoryOrder(node.name()) == null) {
      return x.reshape(x.size(0), -1);
    }
    try (Tensor ordered = x.permute(0, 2, 3, 1)) {
      return ordered.reshape(x.size(0), -1);
    }
  }

  @Override
  public Tensor dropout(Layer.Dropout d) {
    if (!drops(d)) {
      return input();
    }
    long key = dropoutKeys.get(node.name());
    return d.channels() ? Drop.channels(input(), d.rate(), key) : Drop.elements(input(), d.rate(), key);
  }

  @Override
  public Tensor localResponseNorm(Layer.LocalResponseNorm l) {
    LocalResponseNormOptions options = new LocalResponseNormOptions(l.size());
    options.alpha().put(l.alpha());
    options.beta().put(l.beta());
    options.k().put(l.k());
    return torch.local_response_norm(input(), options);
  }

  @Override
  public Tensor add(Layer.Add a) {
    List<String> names = node.inputs();
    Tensor sum = torch.add(input(), values.get(names.get(1)));
    for (String name : names.subList(2, names.size())) {
      sum = torch.add(sum, values.get(name));
    }
    return sum;
  }

  @Override
  public Tensor concat(Layer.Concat c) {
    TensorVector all = new TensorVector();
    node.inputs().forEach(name -> all.push_back(values.get(name)));
    return torch.cat(all, 1);
  }

  @Override
  public Tensor resize(Layer.Resize r) {
    return upsample(input().size(2) * r.scale(), input().size(3) * r.scale(), r.alignCorners());
  }

  @Override
  public Tensor resizeLike(Layer.ResizeLike r) {
    Tensor like = values.get(node.inputs().get(1));
    return upsample(like.size(2), like.size(3), r.alignCorners());
  }

  @Override
  public Tensor channelPad(Layer.ChannelPad p) {
    return torch.constant_pad_nd(input(), new long[] {0, 0, 0, 0, p.before(), p.behind()});
  }

  @Override
  public Tensor identity(Layer.Identity i) {
    return input();
  }

  private Tensor upsample(long height, long width, boolean alignCorners) {
    if (input().size(2) == height && input().size(3) == width) {
      return input();
    }
    return torch.upsample_bilinear2d(input(), new long[] {height, width}, alignCorners, new DoubleOptional(), new DoubleOptional());
  }

  private static long[] pair(long value) {
    return new long[] {value, value};
  }

  private static String sizes(Tensor tensor) {
    return java.util.Arrays.toString(tensor.shape());
  }
}
