package dev.sonde.net;

import static dev.sonde.net.Check.atLeast;
import static dev.sonde.net.Check.within;

/**
 * The catalogue of layer kinds. Each is a record of numbers; what it does to a shape, what it costs and how it runs
 * are visits ({@link ShapeInference}, {@link Cost}, the compiler in {@code torch}), so a new kind breaks every interpreter
 * at compile time.
 *
 * <p>Maps are {@code [N, C, H, W]}, vectors {@code [N, F]}. Windows are square. Convolutions and pools round the output size
 * down, or up where {@code ceil} is set (Caffe's rule, with the last window starting inside the padded input).
 */
public sealed interface Layer {
  <R> R accept(Visitor<R> visitor);

  /** One method per kind. */
  interface Visitor<R> {
    R conv(Conv layer);

    R transposedConv(TransposedConv layer);

    R batchNorm(BatchNorm layer);

    R relu(Relu layer);

    R relu6(Relu6 layer);

    R maxPool(MaxPool layer);

    R averagePool(AveragePool layer);

    R adaptiveAveragePool(AdaptiveAveragePool layer);

    R linear(Linear layer);

    R flatten(Flatten layer);

    R dropout(Dropout layer);

    R localResponseNorm(LocalResponseNorm layer);

    R add(Add layer);

    R concat(Concat layer);

    R resize(Resize layer);

    R resizeLike(ResizeLike layer);

    R channelPad(ChannelPad layer);

    R identity(Identity layer);
  }

  /**
   * Cross-correlation with a square kernel: {@code [N, C, H, W] → [N, filters, H', W']}; weight
   * {@code [filters, C/groups, kernel, kernel]}.
   */
  record Conv(int filters, int kernel, int stride, int padding, int dilation, int groups, boolean bias) implements Layer {
    public Conv {
      atLeast("filters", filters, 1);
      atLeast("kernel", kernel, 1);
      atLeast("stride", stride, 1);
      atLeast("padding", padding, 0);
      atLeast("dilation", dilation, 1);
      atLeast("groups", groups, 1);
      if (filters % groups != 0) {
        throw new IllegalArgumentException("filters " + filters + " is no multiple of groups " + groups);
      }
    }

    /** Stride 1, no padding, no dilation, one group, with bias. */
    public static Conv of(int filters, int kernel) {
      return new Conv(filters, kernel, 1, 0, 1, 1, true);
    }

    public Conv stride(int stride) {
      return new Conv(filters, kernel, stride, padding, dilation, groups, bias);
    }

    public Conv padding(int padding) {
      return new Conv(filters, kernel, stride, padding, dilation, groups, bias);
    }

    public Conv dilation(int dilation) {
      return new Conv(filters, kernel, stride, padding, dilation, groups, bias);
    }

    public Conv groups(int groups) {
      return new Conv(filters, kernel, stride, padding, dilation, groups, bias);
    }

    public Conv withoutBias() {
      return new Conv(filters, kernel, stride, padding, dilation, groups, false);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.conv(this);
    }
  }

  /**
   * The gradient of a convolution as a layer, for up-sampling:
   * {@code [N, C, H, W] → [N, filters, (H-1)·stride - 2·padding + kernel, …]}; weight {@code [C, filters, kernel, kernel]}.
   */
  record TransposedConv(int filters, int kernel, int stride, int padding, boolean bias) implements Layer {
    public TransposedConv {
      atLeast("filters", filters, 1);
      atLeast("kernel", kernel, 1);
      atLeast("stride", stride, 1);
      atLeast("padding", padding, 0);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.transposedConv(this);
    }
  }

  /**
   * Batch normalisation over {@code [N, C, H, W]} or {@code [N, F]}, with learned scale and shift;
   * {@code running ← (1-momentum)·running + momentum·batch}.
   */
  record BatchNorm(double epsilon, double momentum) implements Layer {
    public BatchNorm {
      if (!(epsilon > 0 && Double.isFinite(epsilon))) {
        throw new IllegalArgumentException("epsilon " + epsilon + " must be above 0 and finite");
      }
      within("momentum", momentum, 0, 1);
    }

    /** Epsilon 1e-5, momentum 0.1: the field's default. */
    public static BatchNorm standard() {
      return new BatchNorm(1e-5, 0.1);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.batchNorm(this);
    }
  }

  /** {@code max(0, x)}. */
  record Relu() implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.relu(this);
    }
  }

  /** {@code min(6, max(0, x))}. */
  record Relu6() implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.relu6(this);
    }
  }

  /** Largest value of each window; padding never wins. */
  record MaxPool(int kernel, int stride, int padding, boolean ceil) implements Layer {
    public MaxPool {
      Check.pool(kernel, stride, padding);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.maxPool(this);
    }
  }

  /** Mean of each window; zeros of the padding count where {@code countPadding} is set. */
  record AveragePool(int kernel, int stride, int padding, boolean ceil, boolean countPadding) implements Layer {
    public AveragePool {
      Check.pool(kernel, stride, padding);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.averagePool(this);
    }
  }

  /** Mean over windows chosen so that the output is {@code size x size}; 1 is global average pooling. */
  record AdaptiveAveragePool(int size) implements Layer {
    public AdaptiveAveragePool {
      atLeast("size", size, 1);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.adaptiveAveragePool(this);
    }
  }

  /** {@code x·Wᵀ + b}: {@code [N, F] → [N, features]}; weight {@code [features, F]}. */
  record Linear(int features, boolean bias) implements Layer {
    public Linear {
      atLeast("features", features, 1);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.linear(this);
    }
  }

  /** {@code [N, C, H, W] → [N, C·H·W]}, channel by channel. */
  record Flatten() implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.flatten(this);
    }
  }

  /**
   * In training zeroes each element, or each channel of a map as a whole, with probability {@code rate} and divides the rest by {@code 1-rate}; the identity in
   * evaluation.
   *
   * @param channels whether neighbours, which say nearly the same, go together (PyTorch's {@code Dropout2d}; Tompson et al. 2015, section 3.2)
   */
  record Dropout(double rate, boolean channels) implements Layer {
    public Dropout {
      if (!(rate >= 0 && rate < 1)) {
        throw new IllegalArgumentException("dropout rate " + rate + " must lie in [0, 1)");
      }
    }

    /** Of single elements. */
    public Dropout(double rate) {
      this(rate, false);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.dropout(this);
    }
  }

  /**
   * {@code x / (k + alpha/size · Σ x²)^beta} over {@code size} neighbouring channels (AlexNet, section 3.3; Caffe's alpha/size
   * form).
   */
  record LocalResponseNorm(int size, double alpha, double beta, double k) implements Layer {
    public LocalResponseNorm {
      atLeast("size", size, 1);
      within("alpha", alpha, 0, Double.MAX_VALUE);
      within("beta", beta, 0, Double.MAX_VALUE);
      if (!(k > 0 && Double.isFinite(k))) {
        throw new IllegalArgumentException("k " + k + " must be above 0 and finite");
      }
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.localResponseNorm(this);
    }
  }

  /** Sum of two or more inputs of one shape. */
  record Add() implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.add(this);
    }
  }

  /** Two or more maps of one height and width, or vectors, joined along the channels. */
  record Concat() implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.concat(this);
    }
  }

  /** Bilinear up-sampling by a whole factor: {@code [N, C, H, W] → [N, C, H·scale, W·scale]}. */
  record Resize(int scale, boolean alignCorners) implements Layer {
    public Resize {
      atLeast("scale", scale, 1);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.resize(this);
    }
  }

  /** Bilinear resize of the first input to the height and width of the second. */
  record ResizeLike(boolean alignCorners) implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.resizeLike(this);
    }
  }

  /**
   * Channels of zeros before and behind the map's own: {@code [N, C, H, W] → [N, before + C + behind, H, W]}; with a {@code max-pool 1x1/2} before it the
   * parameter-free shortcut of the first residual networks (He et al. 2015, section 3.3, option A).
   */
  record ChannelPad(int before, int behind) implements Layer {
    public ChannelPad {
      atLeast("before", before, 0);
      atLeast("behind", behind, 0);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.channelPad(this);
    }
  }

  /** The input as it is: gives a place a name of its own, such as {@code conv5} for the end of a stage; costs nothing. */
  record Identity() implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.identity(this);
    }
  }
}
