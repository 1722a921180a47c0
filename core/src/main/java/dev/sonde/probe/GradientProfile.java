package dev.sonde.probe;

import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Readings of every layer with weights at every iteration of a probe.
 *
 * <p><b>Scale.</b> The loss is a mean over the batch, so the gradient at one sample's activation goes as 1/batch. {@link #gradient} multiplies
 * by {@code batch / 256}: what a batch of 256, the papers' size, would show. Where a body scores {@code h·w} places of each sample the loss is a mean over these too, and
 * the gradient is stated for places as it is for samples: {@code batch·h·w / 256}.
 *
 * @param batch  samples of each iteration
 * @param heads  taps of the heads that took part, none in the first round
 * @param losses the joint loss of every iteration
 * @param layers readings by layer, in network order; one for each iteration
 */
public record GradientProfile(Network network, int batch, List<String> heads, List<Double> losses, Map<String, List<Reading>> layers) {
  /** The batch that gradients are stated for. */
  public static final int REFERENCE_BATCH = 256;

  public GradientProfile {
    heads = List.copyOf(heads);
    losses = List.copyOf(losses);
    Map<String, List<Reading>> copy = new LinkedHashMap<>();
    layers.forEach((layer, readings) -> copy.put(layer, List.copyOf(readings)));
    layers = java.util.Collections.unmodifiableMap(copy);
  }

  public int iterations() {
    return losses.size();
  }

  /** {@code batch / 256}, times the number of places that the body scores in each sample: 1 for a classifier. */
  public double scale() {
    Shape output = network.outputShape();
    return (double) batch / REFERENCE_BATCH * (output.isMap() ? (double) output.height() * output.width() : 1);
  }

  /** Mean |gradient| at the layer's output for a batch of 256, at each iteration. */
  public List<Double> gradient(String layer) {
    return readings(layer).stream().map(reading -> reading.activationGradient() * scale()).toList();
  }

  /** The median of {@link #gradient} over the iterations; of two middle values the lower. */
  public double typical(String layer) {
    List<Double> sorted = new ArrayList<>(gradient(layer));
    sorted.sort(null);
    return sorted.get((sorted.size() - 1) / 2);
  }

  /** Layers that placement looks at: the convolutions, in network order, but for one that is the output itself. */
  public List<String> convolutions() {
    return layers.keySet().stream().filter(layer -> network.node(layer).layer() instanceof Layer.Conv && !layer.equals(network.output().name())).toList();
  }

  /** What the layer is: {@code conv}, {@code transposed-conv} or {@code linear}. */
  public String kind(String layer) {
    Layer found = network.node(layer).layer();
    return found instanceof Layer.Conv ? "conv" : found instanceof Layer.TransposedConv ? "transposed-conv" : "linear";
  }

  private List<Reading> readings(String layer) {
    List<Reading> readings = layers.get(layer);
    if (readings == null) {
      throw new IllegalArgumentException("the profile of " + network.name() + " has no layer \"" + layer + "\"; it has " + layers.keySet());
    }
    return readings;
  }
}
