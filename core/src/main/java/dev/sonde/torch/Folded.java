package dev.sonde.torch;

import dev.sonde.net.Layer;
import dev.sonde.net.Node;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Weight and bias of a layer with the batch normalisation behind it multiplied in, worked out in float64:
 * {@code w' = w·γ/√(σ²+ε)}, {@code b' = β + (b - μ)·γ/√(σ²+ε)} for each output channel, with the running mean μ and variance σ².
 *
 * @param weight {@code [K, C, h, w]}, or {@code [K, F]} in the order in which the input lies in memory
 * @param bias   {@code [K]}
 */
record Folded(Tensor weight, @Nullable Tensor bias) {
  /** In the caller's scope. */
  static Folded of(Stage stage, Map<String, Tensor> tensors) {
    Tensor stored = tensors.get(stage.node().name() + ".weight").detach();
    boolean rows = stage.node().layer() instanceof Layer.Linear && stored.dim() == 4;
    Tensor weight = rows ? stored.permute(0, 2, 3, 1).reshape(stored.size(0), -1) : stored;
    Tensor bias = tensors.get(stage.node().name() + ".bias");
    Folded plain = new Folded(weight, bias == null ? null : bias.detach());
    return stage.norm() == null ? plain : plain.with(stage.norm(), tensors);
  }

  private Folded with(Node norm, Map<String, Tensor> tensors) {
    double epsilon = ((Layer.BatchNorm) norm.layer()).epsilon();
    Tensor scale = exact(tensors, norm, "weight").div(exact(tensors, norm, "running_var").add(new Scalar(epsilon)).sqrt());
    Tensor mean = exact(tensors, norm, "running_mean");
    Tensor centred = bias == null ? mean.neg() : bias.to(ScalarType.Double).sub(mean);
    long[] column = new long[Math.toIntExact(weight.dim())];
    java.util.Arrays.fill(column, 1);
    column[0] = -1;
    Tensor scaled = weight.to(ScalarType.Double).mul(scale.reshape(column));
    Tensor shifted = torch.add(exact(tensors, norm, "bias"), centred.mul(scale));
    return new Folded(scaled.to(weight.scalar_type()), shifted.to(weight.scalar_type()));
  }

  /** The same in another type. */
  Folded to(ScalarType type) {
    return new Folded(weight.to(type), bias == null ? null : bias.to(type));
  }

  private static Tensor exact(Map<String, Tensor> tensors, Node norm, String suffix) {
    return tensors.get(norm.name() + "." + suffix).detach().to(ScalarType.Double);
  }
}
