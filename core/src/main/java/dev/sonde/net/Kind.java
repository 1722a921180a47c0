package dev.sonde.net;

/**
 * The visit that names a layer's kind as people and files write it ({@code max-pool}), and the stem of automatic node
 * names ({@code pool} of {@code pool1}).
 */
final class Kind implements Layer.Visitor<String> {
  private static final Kind KIND = new Kind();

  private Kind() {}

  static String name(Layer layer) {
    return layer.accept(KIND);
  }

  /** What automatic names of this kind begin with. */
  static String stem(Layer layer) {
    String name = name(layer);
    return switch (name) {
      case "transposed-conv" -> "up";
      case "batch-norm" -> "bn";
      case "relu6" -> "relu";
      case "max-pool", "average-pool", "adaptive-average-pool" -> "pool";
      case "linear" -> "fc";
      case "dropout" -> "drop";
      case "local-response-norm" -> "norm";
      case "resize-like" -> "resize";
      case "channel-pad" -> "pad";
      default -> name;
    };
  }

  @Override
  public String conv(Layer.Conv layer) {
    return "conv";
  }

  @Override
  public String transposedConv(Layer.TransposedConv layer) {
    return "transposed-conv";
  }

  @Override
  public String batchNorm(Layer.BatchNorm layer) {
    return "batch-norm";
  }

  @Override
  public String relu(Layer.Relu layer) {
    return "relu";
  }

  @Override
  public String relu6(Layer.Relu6 layer) {
    return "relu6";
  }

  @Override
  public String maxPool(Layer.MaxPool layer) {
    return "max-pool";
  }

  @Override
  public String averagePool(Layer.AveragePool layer) {
    return "average-pool";
  }

  @Override
  public String adaptiveAveragePool(Layer.AdaptiveAveragePool layer) {
    return "adaptive-average-pool";
  }

  @Override
  public String linear(Layer.Linear layer) {
    return "linear";
  }

  @Override
  public String flatten(Layer.Flatten layer) {
    return "flatten";
  }

  @Override
  public String dropout(Layer.Dropout layer) {
    return "dropout";
  }

  @Override
  public String localResponseNorm(Layer.LocalResponseNorm layer) {
    return "local-response-norm";
  }

  @Override
  public String add(Layer.Add layer) {
    return "add";
  }

  @Override
  public String concat(Layer.Concat layer) {
    return "concat";
  }

  @Override
  public String resize(Layer.Resize layer) {
    return "resize";
  }

  @Override
  public String resizeLike(Layer.ResizeLike layer) {
    return "resize-like";
  }

  @Override
  public String channelPad(Layer.ChannelPad layer) {
    return "channel-pad";
  }

  @Override
  public String identity(Layer.Identity layer) {
    return "identity";
  }
}
