package dev.sonde.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Gradients asked for by name, instead of left at the parameters by {@code backward}. */
public final class Gradients {
  private Gradients() {}

  /**
   * {@code ∂scalar/∂tensor} for every tensor that {@code scalar} depends on; the others are left out. Nothing is written to the tensors.
   *
   * @param again whether the graph is needed for another pass
   */
  public static Map<String, Tensor> of(Tensor scalar, Map<String, Tensor> tensors, boolean again) {
    Scope.require("Gradients.of");
    TensorVector inputs = new TensorVector();
    tensors.values().forEach(inputs::push_back);
    TensorVector found = torch.grad(new TensorVector(scalar), inputs, new TensorVector(), new BoolOptional(again), false, true);
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    List<String> names = List.copyOf(tensors.keySet());
    for (int i = 0; i < names.size(); i++) {
      Tensor gradient = new Tensor(found.get(i));
      if (gradient.defined()) {
        gradients.put(names.get(i), gradient);
      }
    }
    return gradients;
  }

  /** Leaves {@code gradient} at {@code parameter} as {@code backward} would have, for an optimizer's step. */
  public static void leave(Tensor parameter, Tensor gradient) {
    parameter.mutable_grad().put(gradient);
  }
}
