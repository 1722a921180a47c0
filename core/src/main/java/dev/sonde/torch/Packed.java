package dev.sonde.torch;

import dev.sonde.net.Layer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The weights of one stage in the order in which oneDNN's kernels read them, with batch normalisation multiplied in, and the operator's other arguments.
 *
 * <p>Packed when first asked for: those of a convolution once, for the first input's size (for another size oneDNN may order them anew in each call);
 * those of a linear layer for each of the first two batch sizes, because there the order depends on it and a wrong one costs more than none. A single
 * sample in float32 needs no packing: a matrix times a vector reads the weights once, in order, as fast as memory gives them.
 */
final class Packed implements AutoCloseable {
  private static final int BATCH_SIZES = 2;
  private static final long ANY = -1;

  private final Stage stage;
  private final Map<String, Tensor> tensors;
  private final Kernels kernels;
  private final ScalarType type;
  private final Map<Long, Object[]> ready = new HashMap<>();
  private final List<Pointer> kept = new ArrayList<>();
  private @Nullable Folded folded;

  Packed(Stage stage, Map<String, Tensor> tensors, Kernels kernels, Precision precision) {
    this.stage = stage;
    this.tensors = tensors;
    this.kernels = kernels;
    type = precision.computing;
  }

  /** The convolution, {@code addend} added to it where there is one, and the bend. */
  Tensor conv(Tensor x, @Nullable Tensor addend) {
    Object[] arguments = arguments(ANY, x);
    return addend == null ? kernels.conv(x, arguments) : kernels.convAdd(x, addend, arguments);
  }

  /** The linear layer and its bend. */
  Tensor linear(Tensor x) {
    boolean vector = x.size(0) == 1 && type == ScalarType.Float;
    Object[] arguments = vector ? null : arguments(x.size(0), x);
    if (arguments != null) {
      return kernels.linear(x, arguments);
    }
    Tensor y = vector ? vector(x, folded()) : rows(x, folded());
    return switch (stage.bend()) {
      case NONE -> y;
      case RELU -> torch.relu_(y);
      case RELU6 -> torch.relu6_(y);
    };
  }

  private static Tensor vector(Tensor x, Folded f) {
    try (Tensor one = x.squeeze(0); Tensor y = f.bias() == null ? torch.mv(f.weight(), one) : torch.addmv(f.bias(), f.weight(), one)) {
      return y.unsqueeze(0);
    }
  }

  private static Tensor rows(Tensor x, Folded f) {
    return torch.linear(x, f.weight(), f.bias() == null ? new TensorOptional() : new TensorOptional(f.bias()));
  }

  /** What is not packed: the model's own weights where neither a normalisation nor the type changes them. */
  private synchronized Folded folded() {
    if (folded == null) {
      try (Scope scope = Scope.silent()) {
        Folded made = Folded.of(stage, tensors).to(type);
        folded = new Folded(keep(scope, made.weight()), made.bias() == null ? null : keep(scope, made.bias()));
      }
    }
    return folded;
  }

  /** All arguments behind the input, or behind input and addend; null where the weights are not packed for such a batch. */
  private synchronized Object @Nullable [] arguments(long batch, Tensor x) {
    Object[] found = ready.get(batch);
    if (found == null && ready.size() < BATCH_SIZES) {
      found = pack(x);
      ready.put(batch, found);
    }
    return found;
  }

  private Object[] pack(Tensor x) {
    try (Scope scope = Scope.silent()) {
      Folded plain = Folded.of(stage, tensors).to(type);
      List<Object> all = new ArrayList<>();
      for (Object argument : stage.node().layer() instanceof Layer.Conv conv ? conv(conv, plain, x) : linear(plain, x)) {
        all.add(keep(scope, Operator.value(argument)));
      }
      return all.toArray();
    }
  }

  private Object[] conv(Layer.Conv c, Folded plain, Tensor x) {
    long[] padding = {c.padding(), c.padding()};
    long[] stride = {c.stride(), c.stride()};
    long[] dilation = {c.dilation(), c.dilation()};
    long groups = c.groups();
    Tensor weight = kernels.packConv.result(plain.weight().contiguous(), padding, stride, dilation, groups, x.shape());
    Object bias = plain.bias() == null ? Operator.NONE : plain.bias();
    Stage.Bend bend = stage.bend();
    return stage.addend() == null
        ? new Object[] {weight, bias, padding, stride, dilation, groups, bend.word, bend.bounds(), ""}
        : new Object[] {weight, bias, padding, stride, dilation, groups, "add", Operator.NONE, bend == Stage.Bend.NONE ? Operator.NONE : bend.word, bend.bounds(), ""};
  }

  private Object[] linear(Folded plain, Tensor x) {
    Tensor weight = kernels.packLinear.result(plain.weight().contiguous(), x.size(0));
    return new Object[] {weight, plain.bias() == null ? Operator.NONE : plain.bias(), stage.bend().word, stage.bend().bounds(), ""};
  }

  private <P extends Pointer> P keep(Scope scope, P pointer) {
    kept.add(scope.keep(pointer));
    return pointer;
  }

  @Override
  public synchronized void close() {
    kept.forEach(Pointer::close);
    kept.clear();
    ready.clear();
    folded = null;
  }
}
