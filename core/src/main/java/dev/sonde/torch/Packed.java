package dev.sonde.torch;

import dev.sonde.net.Layer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The weights of one stage in the order in which oneDNN's kernels read them, with batch normalisation multiplied in, and the operator's other arguments.
 *
 * <p>Packed when first asked for: those of a convolution once, for the first input's size (for another size oneDNN may order them anew in each call);
 * those of a linear layer for each of the first two batch sizes, because there the order depends on it and a wrong one costs more than none.
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

  Packed(Stage stage, Map<String, Tensor> tensors, Kernels kernels, Precision precision) {
    this.stage = stage;
    this.tensors = tensors;
    this.kernels = kernels;
    type = precision.computing;
  }

  /** All arguments behind the input, or behind input and addend; null where the weights are not packed for such a batch. */
  synchronized Object @Nullable [] arguments(Tensor x) {
    long key = stage.node().layer() instanceof Layer.Linear ? x.size(0) : ANY;
    Object[] found = ready.get(key);
    if (found == null && ready.size() < BATCH_SIZES) {
      found = pack(x);
      ready.put(key, found);
    }
    return found;
  }

  /** The linear layer and its bend from the model's own weights, for a batch that none are packed for. */
  Tensor dense(Tensor x) {
    Folded folded = Folded.of(stage, tensors).to(type);
    Tensor y = torch.linear(x, folded.weight(), folded.bias() == null ? new TensorOptional() : new TensorOptional(folded.bias()));
    return switch (stage.bend()) {
      case NONE -> y;
      case RELU -> torch.relu(y);
      case RELU6 -> torch.relu6(y);
    };
  }

  private Object[] pack(Tensor x) {
    try (Scope scope = Scope.silent()) {
      Folded folded = Folded.of(stage, tensors).to(type);
      List<Object> all = new ArrayList<>();
      for (Object argument : stage.node().layer() instanceof Layer.Conv conv ? conv(conv, folded, x) : linear(folded, x)) {
        all.add(keep(scope, Operator.value(argument)));
      }
      return all.toArray();
    }
  }

  private Object[] conv(Layer.Conv c, Folded folded, Tensor x) {
    long[] padding = {c.padding(), c.padding()};
    long[] stride = {c.stride(), c.stride()};
    long[] dilation = {c.dilation(), c.dilation()};
    long groups = c.groups();
    Tensor weight = kernels.packConv.result(folded.weight().contiguous(), padding, stride, dilation, groups, x.shape());
    Object bias = folded.bias() == null ? Operator.NONE : folded.bias();
    Stage.Bend bend = stage.bend();
    return stage.addend() == null
        ? new Object[] {weight, bias, padding, stride, dilation, groups, bend.word, bend.bounds(), ""}
        : new Object[] {weight, bias, padding, stride, dilation, groups, "add", Operator.NONE, bend == Stage.Bend.NONE ? Operator.NONE : bend.word, bend.bounds(), ""};
  }

  private Object[] linear(Folded folded, Tensor x) {
    Tensor weight = kernels.packLinear.result(folded.weight().contiguous(), x.size(0));
    return new Object[] {weight, folded.bias() == null ? Operator.NONE : folded.bias(), stage.bend().word, stage.bend().bounds(), ""};
  }

  private IValue keep(Scope scope, IValue value) {
    kept.add(scope.keep(value));
    return value;
  }

  @Override
  public synchronized void close() {
    kept.forEach(Pointer::close);
    kept.clear();
    ready.clear();
  }
}
