package dev.sonde.net;

/** The visit that writes a layer on one line, for tables and errors: {@code conv 64 7x7/2 pad 3}; what is usual is left out. */
public final class LayerText implements Layer.Visitor<String> {
  private static final LayerText TEXT = new LayerText();

  private LayerText() {}

  public static String of(Layer layer) {
    return layer.accept(TEXT);
  }

  @Override
  public String conv(Layer.Conv layer) {
    return "conv " + layer.filters() + " " + window(layer.kernel(), layer.stride(), layer.padding())
        + (layer.dilation() == 1 ? "" : " dilation " + layer.dilation())
        + (layer.groups() == 1 ? "" : " groups " + layer.groups()) + bias(layer.bias());
  }

  @Override
  public String transposedConv(Layer.TransposedConv layer) {
    return "transposed-conv " + layer.filters() + " " + window(layer.kernel(), layer.stride(), layer.padding()) + bias(layer.bias());
  }

  @Override
  public String batchNorm(Layer.BatchNorm layer) {
    return layer.equals(Layer.BatchNorm.standard()) ? "batch-norm" : "batch-norm eps " + layer.epsilon() + " momentum " + layer.momentum();
  }

  @Override
  public String relu(Layer.Relu layer) {
    return Kind.name(layer);
  }

  @Override
  public String relu6(Layer.Relu6 layer) {
    return Kind.name(layer);
  }

  @Override
  public String maxPool(Layer.MaxPool layer) {
    return "max-pool " + window(layer.kernel(), layer.stride(), layer.padding()) + ceil(layer.ceil());
  }

  @Override
  public String averagePool(Layer.AveragePool layer) {
    return "average-pool " + window(layer.kernel(), layer.stride(), layer.padding()) + ceil(layer.ceil())
        + (layer.countPadding() && layer.padding() > 0 ? " counting padding" : "");
  }

  @Override
  public String adaptiveAveragePool(Layer.AdaptiveAveragePool layer) {
    return "adaptive-average-pool to " + layer.size() + "x" + layer.size();
  }

  @Override
  public String linear(Layer.Linear layer) {
    return "linear " + layer.features() + bias(layer.bias());
  }

  @Override
  public String flatten(Layer.Flatten layer) {
    return Kind.name(layer);
  }

  @Override
  public String dropout(Layer.Dropout layer) {
    return "dropout " + layer.rate() + (layer.channels() ? " of channels" : "");
  }

  @Override
  public String localResponseNorm(Layer.LocalResponseNorm layer) {
    return "local-response-norm " + layer.size() + " alpha " + layer.alpha() + " beta " + layer.beta() + " k " + layer.k();
  }

  @Override
  public String add(Layer.Add layer) {
    return Kind.name(layer);
  }

  @Override
  public String concat(Layer.Concat layer) {
    return Kind.name(layer);
  }

  @Override
  public String resize(Layer.Resize layer) {
    return "resize x" + layer.scale() + corners(layer.alignCorners());
  }

  @Override
  public String resizeLike(Layer.ResizeLike layer) {
    return "resize-like" + corners(layer.alignCorners());
  }

  @Override
  public String channelPad(Layer.ChannelPad layer) {
    return "channel-pad " + layer.before() + " before " + layer.behind() + " behind";
  }

  @Override
  public String identity(Layer.Identity layer) {
    return Kind.name(layer);
  }

  private static String window(int kernel, int stride, int padding) {
    return kernel + "x" + kernel + (stride == 1 ? "" : "/" + stride) + (padding == 0 ? "" : " pad " + padding);
  }

  private static String bias(boolean bias) {
    return bias ? "" : " no bias";
  }

  private static String ceil(boolean ceil) {
    return ceil ? " ceil" : "";
  }

  private static String corners(boolean align) {
    return align ? " aligned corners" : "";
  }
}
