package dev.sonde.net;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The visit that says what shape comes out of a layer, in libtorch's arithmetic, or refuses in one sentence.
 *
 * <p>With input extent {@code H}, kernel {@code k}, stride {@code s}, padding {@code p} and dilation {@code d}:
 * <pre>
 * convolution             floor((H + 2p - d(k-1) - 1) / s) + 1
 * transposed convolution  (H-1)s - 2p + k
 * pool                    floor((H + 2p - k) / s) + 1
 * pool, ceil              ceil((H + 2p - k) / s) + 1, one less where the last window would start at or beyond H + p
 * </pre>
 * Source: ATen's {@code ConvUtils.h} and {@code Pool.h}.
 */
final class ShapeInference implements Layer.Visitor<Shape> {
  private final String network;
  private final Node node;
  private final List<Shape> inputs;

  private ShapeInference(String network, Node node, List<Shape> inputs) {
    this.network = network;
    this.node = node;
    this.inputs = inputs;
  }

  /** Shapes of the input and of every node by name, in evaluation order; every input of a node must be an earlier one. */
  static Map<String, Shape> shapes(String network, Shape input, List<Node> nodes) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put(Network.INPUT, input);
    for (Node node : nodes) {
      shapes.put(node.name(), shape(network, node, node.inputs().stream().map(shapes::get).toList()));
    }
    return shapes;
  }

  /** Shape of one node's output where its inputs have the given shapes. */
  static Shape shape(String network, Node node, List<Shape> inputs) {
    return node.layer().accept(new ShapeInference(network, node, inputs));
  }

  @Override
  public Shape conv(Layer.Conv layer) {
    Shape in = map();
    if (in.channels() % layer.groups() != 0) {
      throw refused("has " + layer.groups() + " groups, which do not divide the " + in.channels() + " channels of " + in
          + "; choose a divisor of " + in.channels());
    }
    return image(in, layer.filters(), convolved(layer, in.height()), convolved(layer, in.width()));
  }

  private static long convolved(Layer.Conv layer, int extent) {
    long reach = extent + 2L * layer.padding() - (long) layer.dilation() * (layer.kernel() - 1) - 1;
    return Math.floorDiv(reach, layer.stride()) + 1;
  }

  @Override
  public Shape transposedConv(Layer.TransposedConv layer) {
    Shape in = map();
    return image(in, layer.filters(), spread(layer, in.height()), spread(layer, in.width()));
  }

  private static long spread(Layer.TransposedConv layer, int extent) {
    return (extent - 1L) * layer.stride() - 2L * layer.padding() + layer.kernel();
  }

  @Override
  public Shape batchNorm(Layer.BatchNorm layer) {
    return only();
  }

  @Override
  public Shape relu(Layer.Relu layer) {
    return only();
  }

  @Override
  public Shape relu6(Layer.Relu6 layer) {
    return only();
  }

  @Override
  public Shape maxPool(Layer.MaxPool layer) {
    return pooled(layer.kernel(), layer.stride(), layer.padding(), layer.ceil());
  }

  @Override
  public Shape averagePool(Layer.AveragePool layer) {
    return pooled(layer.kernel(), layer.stride(), layer.padding(), layer.ceil());
  }

  private Shape pooled(int kernel, int stride, int padding, boolean ceil) {
    Shape in = map();
    long height = windows(in.height(), kernel, stride, padding, ceil);
    return image(in, in.channels(), height, windows(in.width(), kernel, stride, padding, ceil));
  }

  private static long windows(int extent, int kernel, int stride, int padding, boolean ceil) {
    long reach = extent + 2L * padding - kernel;
    if (!ceil) {
      return Math.floorDiv(reach, stride) + 1;
    }
    long count = -Math.floorDiv(-reach, stride) + 1;
    return (count - 1) * stride >= (long) extent + padding ? count - 1 : count;
  }

  @Override
  public Shape adaptiveAveragePool(Layer.AdaptiveAveragePool layer) {
    return Shape.image(map().channels(), layer.size(), layer.size());
  }

  @Override
  public Shape linear(Layer.Linear layer) {
    if (only().isMap()) {
      throw refused("needs a vector, but reads " + only() + " from \"" + node.inputs().get(0) + "\"; put a flatten before it");
    }
    return Shape.vector(layer.features());
  }

  @Override
  public Shape flatten(Layer.Flatten layer) {
    if (only().elements() > Integer.MAX_VALUE) {
      throw refused("would make a vector of " + only().elements() + " features from " + only() + "; the bound is " + Integer.MAX_VALUE);
    }
    return Shape.vector((int) only().elements());
  }

  @Override
  public Shape dropout(Layer.Dropout layer) {
    return layer.channels() ? map() : only();
  }

  @Override
  public Shape localResponseNorm(Layer.LocalResponseNorm layer) {
    return map();
  }

  @Override
  public Shape add(Layer.Add layer) {
    for (Shape input : several()) {
      if (!input.equals(inputs.get(0))) {
        throw refused("needs inputs of one shape, but reads " + reads()
            + "; bring them to one shape, such as by a 1x1 conv on the shortcut");
      }
    }
    return inputs.get(0);
  }

  @Override
  public Shape concat(Layer.Concat layer) {
    Shape first = several().get(0);
    long channels = 0;
    for (Shape input : inputs) {
      if (input.isMap() != first.isMap() || input.height() != first.height() || input.width() != first.width()) {
        throw refused("needs maps of one height and width, or vectors, but reads " + reads() + "; resize or flatten them first");
      }
      channels += input.channels();
    }
    return first.isMap() ? image(first, channels, first.height(), first.width()) : Shape.vector(extent(first, channels));
  }

  @Override
  public Shape resize(Layer.Resize layer) {
    Shape in = map();
    return image(in, in.channels(), (long) in.height() * layer.scale(), (long) in.width() * layer.scale());
  }

  @Override
  public Shape resizeLike(Layer.ResizeLike layer) {
    arity(inputs.size() == 2, "two inputs, the map to resize and the one to follow");
    Shape in = inputs.get(0);
    Shape like = inputs.get(1);
    if (!in.isMap() || !like.isMap()) {
      throw refused("needs two maps, but reads " + reads() + "; read nodes before the flatten");
    }
    return Shape.image(in.channels(), like.height(), like.width());
  }

  @Override
  public Shape channelPad(Layer.ChannelPad layer) {
    Shape in = map();
    return image(in, (long) layer.before() + in.channels() + layer.behind(), in.height(), in.width());
  }

  @Override
  public Shape identity(Layer.Identity layer) {
    return only();
  }

  private Shape only() {
    arity(inputs.size() == 1, "one input");
    return inputs.get(0);
  }

  private List<Shape> several() {
    arity(inputs.size() > 1, "two or more inputs");
    return inputs;
  }

  private Shape map() {
    if (!only().isMap()) {
      throw refused("needs a map, but reads the vector " + only() + " from \"" + node.inputs().get(0) + "\"; put it before the flatten");
    }
    return only();
  }

  private Shape image(Shape in, long channels, long height, long width) {
    return Shape.image(extent(in, channels), extent(in, height), extent(in, width));
  }

  private int extent(Shape in, long size) {
    if (size < 1) {
      throw refused("leaves nothing of " + in + " (it would be " + size + " wide or high);"
          + " use a larger input, a smaller kernel or stride, or more padding");
    }
    if (size > Integer.MAX_VALUE) {
      throw refused("would make a size of " + size + " from " + in + "; the bound is " + Integer.MAX_VALUE);
    }
    return (int) size;
  }

  private void arity(boolean met, String needs) {
    if (!met) {
      throw refused("needs " + needs + ", but reads " + inputs.size() + (inputs.isEmpty() ? "" : " (" + reads() + ")"));
    }
  }

  private String reads() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < inputs.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(node.inputs().get(i)).append(' ').append(inputs.get(i));
    }
    return text.toString();
  }

  private IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("node \"" + node.name() + "\" of " + network + ": " + LayerText.of(node.layer()) + " " + why);
  }
}
