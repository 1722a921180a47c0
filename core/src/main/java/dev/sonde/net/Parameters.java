package dev.sonde.net;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The visit that lists a node's trained tensors, and those carried along without training (buffers): suffix → sizes.
 *
 * <p>Names and sizes are PyTorch's. Batch normalisation has {@code weight}, {@code bias} and the buffers {@code running_mean},
 * {@code running_var}, all {@code [C]}; PyTorch's batch counter {@code num_batches_tracked} is not modelled, since only a
 * momentum-free average reads it.
 */
public final class Parameters implements Layer.Visitor<Map<String, List<Integer>>> {
  private final Shape input;

  private Parameters(Shape input) {
    this.input = input;
  }

  /** Trained tensors of {@code node}, whose first input has the shape {@code firstInput}; weight before bias, empty for most kinds. */
  public static Map<String, List<Integer>> of(Node node, Shape firstInput) {
    return node.layer().accept(new Parameters(firstInput));
  }

  /** Untrained tensors of {@code node}: mean and variance of batch normalisation, else none. */
  public static Map<String, List<Integer>> buffers(Node node, Shape firstInput) {
    if (!(node.layer() instanceof Layer.BatchNorm)) {
      return Map.of();
    }
    List<Integer> channels = List.of(firstInput.channels());
    return ordered("running_mean", channels, "running_var", channels);
  }

  /** Numbers in {@code tensors}, all together. */
  static long count(Map<String, List<Integer>> tensors) {
    return tensors.values().stream().mapToLong(sizes -> sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact)).sum();
  }

  private static Map<String, List<Integer>> weights(List<Integer> weight, boolean bias, int outputs) {
    return bias ? ordered("weight", weight, "bias", List.of(outputs)) : Map.of("weight", weight);
  }

  private static Map<String, List<Integer>> ordered(String first, List<Integer> firstSizes, String second, List<Integer> secondSizes) {
    Map<String, List<Integer>> both = new LinkedHashMap<>();
    both.put(first, firstSizes);
    both.put(second, secondSizes);
    return both;
  }

  @Override
  public Map<String, List<Integer>> conv(Layer.Conv layer) {
    List<Integer> weight = List.of(layer.filters(), input.channels() / layer.groups(), layer.kernel(), layer.kernel());
    return weights(weight, layer.bias(), layer.filters());
  }

  @Override
  public Map<String, List<Integer>> transposedConv(Layer.TransposedConv layer) {
    return weights(List.of(input.channels(), layer.filters(), layer.kernel(), layer.kernel()), layer.bias(), layer.filters());
  }

  @Override
  public Map<String, List<Integer>> batchNorm(Layer.BatchNorm layer) {
    return weights(List.of(input.channels()), true, input.channels());
  }

  @Override
  public Map<String, List<Integer>> relu(Layer.Relu layer) {
    return Map.of();
  }

  @Override
  public Map<String, List<Integer>> relu6(Layer.Relu6 layer) {
    return Map.of();
  }

  @Override
  public Map<String, List<Integer>> maxPool(Layer.MaxPool layer) {
    return Map.of();
  }

  @Override
  public Map<String, List<Integer>> averagePool(Layer.AveragePool layer) {
    return Map.of();
  }

  @Override
  public Map<String, List<Integer>> adaptiveAveragePool(Layer.AdaptiveAveragePool layer) {
    return Map.of();
  }

  @Override
  public Map<String, List<Integer>> linear(Layer.Linear layer) {
    return weights(List.of(layer.features(), input.channels()), layer.bias(), layer.features());
  }

  @Override
  public Map<String, List<Integer>> flatten(Layer.Flatten layer) {
    return Map.of();
  }

  @Override
  public Map<String, List<Integer>> dropout(Layer.Dropout layer) {
    return Map.of();
  }

  @Override
  public Map<String, List<Integer>> localResponseNorm(Layer.LocalResponseNorm layer) {
    return Map.of();
  }

  @Override
  public Map<String, List<Integer>> add(Layer.Add layer) {
    return Map.of();
  }

  @Override
  public Map<String, List<Integer>> concat(Layer.Concat layer) {
    return Map.of();
  }

  @Override
  public Map<String, List<Integer>> resize(Layer.Resize layer) {
    return Map.of();
  }

  @Override
  public Map<String, List<Integer>> resizeLike(Layer.ResizeLike layer) {
    return Map.of();
  }

  @Override
  public Map<String, List<Integer>> channelPad(Layer.ChannelPad layer) {
    return Map.of();
  }

  @Override
  public Map<String, List<Integer>> identity(Layer.Identity layer) {
    return Map.of();
  }
}
