package dev.sonde.net;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Strides turned into dilation, so that a network keeps its parameters and its field of view but answers on a finer grid.
 *
 * <p>With {@code s} the stride of a node's input in the original network (input pixels from one place of the map to the next) and {@code S} the output stride
 * asked for, every convolution where {@code s ≥ S} loses its stride, and its window is spread by {@code s/S}: dilation and padding are multiplied by it. Stage
 * by stage that is the reference's {@code _nostride_dilate}: a stage that used to begin by halving the map from {@code s} to {@code 2s} gets dilation
 * {@code s/S} in the convolution that halved and {@code 2s/S} in the others; 1x1 convolutions only lose their stride.
 *
 * <p>Source: Yu, Koltun, Funkhouser, Dilated Residual Networks (2017), arXiv 1705.09914; CSAILVision/semantic-segmentation-pytorch
 * {@code models/models.py}, ResnetDilated and MobileNetV2Dilated.
 */
public final class Dilation {
  private final Network network;
  private final int target;
  private final Map<String, Integer> strides = new HashMap<>(Map.of(Network.INPUT, 1));

  private Dilation(Network network, int target) {
    this.network = network;
    this.target = target;
  }

  /**
   * {@code network} at the output stride {@code stride}; the same nodes under the same names.
   *
   * @throws IllegalArgumentException where a pool has the stride to be lost (it has no dilation), or one convolution steps over {@code stride}
   */
  public static Network to(Network network, int stride) {
    Check.atLeast("output stride", stride, 1);
    Dilation dilation = new Dilation(network, stride);
    return new Network(network.name(), network.input(), network.nodes().stream().map(dilation::dilated).toList());
  }

  /** How many input pixels lie between neighbouring places of the map at {@code tap}. */
  public static int stride(Network network, String tap) {
    network.node(tap);
    Dilation walk = new Dilation(network, Integer.MAX_VALUE);
    network.nodes().forEach(walk::dilated);
    return walk.strides.get(tap);
  }

  private Node dilated(Node node) {
    int in = strides.get(node.inputs().get(0));
    int out = outgoing(node, in);
    strides.put(node.name(), out);
    if (in < target && out > target && out > in) {
      throw refused(node, "steps from stride " + in + " to " + out + " at once");
    }
    if (node.layer() instanceof Layer.Conv conv) {
      return in < target ? node : new Node(node.name(), spread(conv, in / target), node.inputs());
    }
    if (in >= target && out > in) {
      throw refused(node, "has a stride, but no dilation to put in its place");
    }
    return node;
  }

  private static Layer.Conv spread(Layer.Conv conv, int factor) {
    return conv.stride(1).padding(conv.padding() * factor).dilation(conv.dilation() * factor);
  }

  private int outgoing(Node node, int in) {
    if (node.layer() instanceof Layer.Conv conv) {
      return in * conv.stride();
    }
    if (node.layer() instanceof Layer.MaxPool pool) {
      return in * pool.stride();
    }
    if (node.layer() instanceof Layer.AveragePool pool) {
      return in * pool.stride();
    }
    if (node.layer() instanceof Layer.TransposedConv up) {
      return Math.max(1, in / up.stride());
    }
    if (node.layer() instanceof Layer.Resize resize) {
      return Math.max(1, in / resize.scale());
    }
    return node.layer() instanceof Layer.ResizeLike ? strides.get(node.inputs().get(1)) : in;
  }

  private IllegalArgumentException refused(Node node, String why) {
    return new IllegalArgumentException(network.name() + " cannot have output stride " + target + ": node \"" + node.name() + "\" ("
        + LayerText.of(node.layer()) + ") " + why + "; ask for another output stride, or for an encoder whose convolutions have the strides");
  }
}
