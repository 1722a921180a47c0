package dev.sonde.contract;

import dev.sonde.net.Layer;
import dev.sonde.net.Layer.AdaptiveAveragePool;
import dev.sonde.net.Layer.Add;
import dev.sonde.net.Layer.AveragePool;
import dev.sonde.net.Layer.BatchNorm;
import dev.sonde.net.Layer.ChannelPad;
import dev.sonde.net.Layer.Concat;
import dev.sonde.net.Layer.Conv;
import dev.sonde.net.Layer.Dropout;
import dev.sonde.net.Layer.Flatten;
import dev.sonde.net.Layer.Identity;
import dev.sonde.net.Layer.Linear;
import dev.sonde.net.Layer.LocalResponseNorm;
import dev.sonde.net.Layer.MaxPool;
import dev.sonde.net.Layer.Relu;
import dev.sonde.net.Layer.Relu6;
import dev.sonde.net.Layer.Resize;
import dev.sonde.net.Layer.ResizeLike;
import dev.sonde.net.Layer.TransposedConv;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Small networks by kind of layer: first a layer with parameters, then the kind at node {@code x}, so that gradients pass through it. */
final class LayerCases {
  private static final Shape ODD = Shape.image(3, 9, 7);

  private LayerCases() {}

  static Map<Class<? extends Layer>, List<Network>> all() {
    Map<Class<? extends Layer>, List<Network>> all = new LinkedHashMap<>();
    all.put(Conv.class, maps(Conv.of(5, 3), Conv.of(6, 3).stride(2).padding(1), Conv.of(4, 3).dilation(2), Conv.of(4, 3).groups(4),
        Conv.of(8, 3).groups(4).padding(1).withoutBias()));
    all.put(TransposedConv.class, maps(new TransposedConv(3, 2, 2, 0, true), new TransposedConv(5, 4, 2, 1, false)));
    all.put(BatchNorm.class, both(BatchNorm.standard(), new BatchNorm(1e-3, 0.01)));
    all.put(Relu.class, both(new Relu()));
    all.put(Relu6.class, both(new Relu6()));
    all.put(MaxPool.class, maps(new MaxPool(2, 2, 0, false), new MaxPool(3, 2, 0, true), new MaxPool(3, 2, 1, false),
        new MaxPool(2, 3, 1, true)));
    all.put(AveragePool.class, maps(new AveragePool(2, 2, 0, false, true), new AveragePool(5, 2, 0, true, true),
        new AveragePool(3, 2, 1, true, false), new AveragePool(3, 1, 1, false, true)));
    all.put(AdaptiveAveragePool.class, maps(new AdaptiveAveragePool(1), new AdaptiveAveragePool(4)));
    all.put(Linear.class, List.of(vector(new Linear(5, true)), vector(new Linear(2, false)), flattened(new Linear(5, true))));
    all.put(Flatten.class, maps(new Flatten()));
    List<Network> dropouts = new ArrayList<>(both(new Dropout(0.5)));
    dropouts.add(map(new Dropout(0.5, true)));
    all.put(Dropout.class, dropouts);
    all.put(LocalResponseNorm.class, maps(new LocalResponseNorm(5, 1e-4, 0.75, 1), new LocalResponseNorm(3, 0.5, 0.5, 2)));
    all.put(Add.class, List.of(joined(new Add(), 2), joined(new Add(), 3)));
    all.put(Concat.class, List.of(joined(new Concat(), 2), joined(new Concat(), 3)));
    all.put(Resize.class, maps(new Resize(2, false), new Resize(3, true)));
    all.put(ResizeLike.class, List.of(resized(new ResizeLike(false), "pool", "stem"), resized(new ResizeLike(true), "stem", "pool")));
    all.put(ChannelPad.class, maps(new ChannelPad(1, 2), new ChannelPad(0, 4)));
    all.put(Identity.class, both(new Identity()));
    return all;
  }

  /** The layer that a case is about. */
  static Layer layer(Network network) {
    return network.node("x").layer();
  }

  private static List<Network> maps(Layer... layers) {
    return Arrays.stream(layers).map(LayerCases::map).toList();
  }

  private static List<Network> both(Layer... layers) {
    return Arrays.stream(layers).flatMap(layer -> Stream.of(map(layer), vector(layer))).toList();
  }

  private static Network map(Layer layer) {
    return network(layer, ODD, node("stem", Conv.of(4, 1), Network.INPUT), node("x", layer, "stem"));
  }

  private static Network vector(Layer layer) {
    return network(layer, Shape.vector(6), node("stem", new Linear(4, true), Network.INPUT), node("x", layer, "stem"));
  }

  private static Network flattened(Layer layer) {
    return network(layer, ODD, node("stem", Conv.of(4, 1), Network.INPUT), node("flat", new Flatten(), "stem"),
        node("gate", new Relu(), "flat"), node("x", layer, "gate"));
  }

  /** Branches {@code a}, {@code b}, {@code c} of the input, of four channels each. */
  private static Network joined(Layer layer, int branches) {
    List<String> names = List.of("a", "b", "c").subList(0, branches);
    Stream<Node> convs = names.stream().map(name -> node(name, Conv.of(4, 1), Network.INPUT));
    return network(layer, ODD, Stream.concat(convs, Stream.of(new Node("x", layer, names))).toArray(Node[]::new));
  }

  private static Network resized(Layer layer, String what, String like) {
    return network(layer, ODD, node("stem", Conv.of(4, 1), Network.INPUT), node("pool", new MaxPool(2, 2, 0, false), "stem"),
        new Node("x", layer, List.of(what, like)));
  }

  private static Network network(Layer layer, Shape input, Node... nodes) {
    return new Network(layer.getClass().getSimpleName() + " on " + input, input, List.of(nodes));
  }

  private static Node node(String name, Layer layer, String input) {
    return new Node(name, layer, List.of(input));
  }
}
