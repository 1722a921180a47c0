package dev.sonde.torch;

import org.bytedeco.pytorch.Tensor;

/** oneDNN's operators for evaluation: convolution and linear layer with what follows them in one call, and the packing of their weights. They have no gradient. */
final class Kernels implements AutoCloseable {
  final Operator packConv = Operator.named("mkldnn::_reorder_convolution_weight");
  final Operator packLinear = Operator.named("mkldnn::_reorder_linear_weight");
  private final Operator conv = Operator.named("mkldnn::_convolution_pointwise");
  private final Operator convAdd = Operator.named("mkldnn::_convolution_pointwise", "binary");
  private final Operator linear = Operator.named("mkldnn::_linear_pointwise");

  /** Convolution and bend of {@code x}. */
  Tensor conv(Tensor x, Object[] arguments) {
    return conv.result(before(arguments, x));
  }

  /** Convolution of {@code x}, plus {@code addend}, and the bend. */
  Tensor convAdd(Tensor x, Tensor addend, Object[] arguments) {
    return convAdd.result(before(arguments, x, addend));
  }

  Tensor linear(Tensor x, Object[] arguments) {
    return linear.result(before(arguments, x));
  }

  private static Object[] before(Object[] arguments, Tensor... first) {
    Object[] all = new Object[first.length + arguments.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(arguments, 0, all, first.length, arguments.length);
    return all;
  }

  @Override
  public void close() {
    packConv.close();
    packLinear.close();
    conv.close();
    convAdd.close();
    linear.close();
  }
}
