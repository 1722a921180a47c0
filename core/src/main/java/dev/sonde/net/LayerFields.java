package dev.sonde.net;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The visit that writes a layer's numbers into its JSON entry, defaults left out; the fields are specified at {@link NetworkJson}. */
final class LayerFields implements Layer.Visitor<ObjectNode> {
  private final ObjectNode entry;

  LayerFields(ObjectNode entry) {
    this.entry = entry;
  }

  /** The fields that windows share; {@code filters} 0 is a pool. */
  private void window(int kernel, int stride, int usualStride, int padding, int filters) {
    unless("filters", filters, 0);
    entry.put("kernel", kernel);
    unless("stride", stride, usualStride);
    unless("padding", padding, 0);
  }

  private ObjectNode unless(String key, int value, int usual) {
    return value == usual ? entry : entry.put(key, value);
  }

  private ObjectNode unless(String key, double value, double usual) {
    return value == usual ? entry : entry.put(key, value);
  }

  private ObjectNode unless(String key, boolean value, boolean usual) {
    return value == usual ? entry : entry.put(key, value);
  }

  @Override
  public ObjectNode conv(Layer.Conv layer) {
    window(layer.kernel(), layer.stride(), 1, layer.padding(), layer.filters());
    unless("dilation", layer.dilation(), 1);
    unless("groups", layer.groups(), 1);
    return unless("bias", layer.bias(), true);
  }

  @Override
  public ObjectNode transposedConv(Layer.TransposedConv layer) {
    window(layer.kernel(), layer.stride(), 1, layer.padding(), layer.filters());
    return unless("bias", layer.bias(), true);
  }

  @Override
  public ObjectNode batchNorm(Layer.BatchNorm layer) {
    unless("epsilon", layer.epsilon(), 1e-5);
    return unless("momentum", layer.momentum(), 0.1);
  }

  @Override
  public ObjectNode relu(Layer.Relu layer) {
    return entry;
  }

  @Override
  public ObjectNode relu6(Layer.Relu6 layer) {
    return entry;
  }

  @Override
  public ObjectNode maxPool(Layer.MaxPool layer) {
    window(layer.kernel(), layer.stride(), layer.kernel(), layer.padding(), 0);
    return unless("ceil", layer.ceil(), false);
  }

  @Override
  public ObjectNode averagePool(Layer.AveragePool layer) {
    window(layer.kernel(), layer.stride(), layer.kernel(), layer.padding(), 0);
    unless("ceil", layer.ceil(), false);
    return unless("count-padding", layer.countPadding(), true);
  }

  @Override
  public ObjectNode adaptiveAveragePool(Layer.AdaptiveAveragePool layer) {
    return entry.put("size", layer.size());
  }

  @Override
  public ObjectNode linear(Layer.Linear layer) {
    entry.put("features", layer.features());
    return unless("bias", layer.bias(), true);
  }

  @Override
  public ObjectNode flatten(Layer.Flatten layer) {
    return entry;
  }

  @Override
  public ObjectNode dropout(Layer.Dropout layer) {
    unless("rate", layer.rate(), 0.5);
    return unless("channels", layer.channels(), false);
  }

  @Override
  public ObjectNode localResponseNorm(Layer.LocalResponseNorm layer) {
    unless("size", layer.size(), 5);
    unless("alpha", layer.alpha(), 1e-4);
    unless("beta", layer.beta(), 0.75);
    return unless("k", layer.k(), 1.0);
  }

  @Override
  public ObjectNode add(Layer.Add layer) {
    return entry;
  }

  @Override
  public ObjectNode concat(Layer.Concat layer) {
    return entry;
  }

  @Override
  public ObjectNode resize(Layer.Resize layer) {
    entry.put("scale", layer.scale());
    return unless("align-corners", layer.alignCorners(), false);
  }

  @Override
  public ObjectNode resizeLike(Layer.ResizeLike layer) {
    return unless("align-corners", layer.alignCorners(), false);
  }

  @Override
  public ObjectNode channelPad(Layer.ChannelPad layer) {
    unless("before", layer.before(), 0);
    return unless("behind", layer.behind(), 0);
  }

  @Override
  public ObjectNode identity(Layer.Identity layer) {
    return entry;
  }
}
