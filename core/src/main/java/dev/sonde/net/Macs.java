package dev.sonde.net;

/** The visit that counts multiply-accumulates of one sample; formulas at {@link Cost}. */
final class Macs implements Layer.Visitor<Long> {
  private final Shape input;
  private final Shape output;

  Macs(Shape input, Shape output) {
    this.input = input;
    this.output = output;
  }

  @Override
  public Long conv(Layer.Conv layer) {
    return output.elements() * layer.kernel() * layer.kernel() * (input.channels() / layer.groups());
  }

  @Override
  public Long transposedConv(Layer.TransposedConv layer) {
    return input.elements() * layer.filters() * layer.kernel() * layer.kernel();
  }

  @Override
  public Long batchNorm(Layer.BatchNorm layer) {
    return 0L;
  }

  @Override
  public Long relu(Layer.Relu layer) {
    return 0L;
  }

  @Override
  public Long relu6(Layer.Relu6 layer) {
    return 0L;
  }

  @Override
  public Long maxPool(Layer.MaxPool layer) {
    return 0L;
  }

  @Override
  public Long averagePool(Layer.AveragePool layer) {
    return 0L;
  }

  @Override
  public Long adaptiveAveragePool(Layer.AdaptiveAveragePool layer) {
    return 0L;
  }

  @Override
  public Long linear(Layer.Linear layer) {
    return input.elements() * layer.features();
  }

  @Override
  public Long flatten(Layer.Flatten layer) {
    return 0L;
  }

  @Override
  public Long dropout(Layer.Dropout layer) {
    return 0L;
  }

  @Override
  public Long localResponseNorm(Layer.LocalResponseNorm layer) {
    return 0L;
  }

  @Override
  public Long add(Layer.Add layer) {
    return 0L;
  }

  @Override
  public Long concat(Layer.Concat layer) {
    return 0L;
  }

  @Override
  public Long resize(Layer.Resize layer) {
    return 0L;
  }

  @Override
  public Long resizeLike(Layer.ResizeLike layer) {
    return 0L;
  }

  @Override
  public Long channelPad(Layer.ChannelPad layer) {
    return 0L;
  }

  @Override
  public Long identity(Layer.Identity layer) {
    return 0L;
  }
}
