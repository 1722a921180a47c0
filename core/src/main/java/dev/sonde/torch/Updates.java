package dev.sonde.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * An {@link Optimizer} at work on named parameters: its running state and the fused step.
 *
 * <p>A parameter without a gradient is left alone together with its state: heads that do not run are not updated. Parameters
 * with equal multipliers form one call of libtorch's fused multi-tensor operator.
 */
public final class Updates implements AutoCloseable {
  private static final Operator SGD = Operator.named("aten::_fused_sgd_");
  private static final Operator ADAM = Operator.named("aten::_fused_adam_");
  private static final Operator ADAMW = Operator.named("aten::_fused_adamw_");

  private final Optimizer optimizer;
  private final Map<String, Slot> slots = new LinkedHashMap<>();

  private record Multipliers(double rate, double decay) {}

  /** One parameter with its state: the velocity, or Adam's two moments and its step count. */
  private record Slot(Tensor parameter, Multipliers multipliers, Map<String, Tensor> state) {}

  private Updates(Optimizer optimizer) {
    this.optimizer = optimizer;
  }

  /** Fresh state (zeros) for every parameter. */
  public static Updates of(Optimizer optimizer, Map<String, Tensor> parameters, List<ParameterGroup> groups) {
    Scope.requireNone("Updates.of");
    Updates updates = new Updates(optimizer);
    try (Scope scope = Scope.silent()) {
      parameters.forEach((name, tensor) -> updates.slots.put(name, new Slot(tensor, multipliers(name, tensor.dim(), groups), updates.zeros(scope, tensor))));
    }
    return updates;
  }

  private static Multipliers multipliers(String name, long dimensions, List<ParameterGroup> groups) {
    return groups.stream().filter(group -> group.matches(name, dimensions)).findFirst()
        .map(group -> new Multipliers(group.rate(), group.decay())).orElse(new Multipliers(1, 1));
  }

  private Map<String, Tensor> zeros(Scope scope, Tensor parameter) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    if (optimizer instanceof Sgd sgd) {
      if (sgd.momentum() > 0) { // the fused operator takes no velocity where nothing keeps it going
        state.put("velocity", scope.keep(torch.zeros_like(parameter)));
      }
    } else {
      state.put("mean", scope.keep(torch.zeros_like(parameter)));
      state.put("square", scope.keep(torch.zeros_like(parameter)));
      state.put("steps", scope.keep(torch.zeros(new long[0], new TensorOptions(ScalarType.Float))));
    }
    return state;
  }

  /**
   * Moves every parameter that has a gradient, then drops the gradients.
   *
   * @param rates learning rate by parameter name, before the group's multiplier
   */
  public void step(java.util.function.ToDoubleFunction<String> rates) {
    Map<List<Double>, List<Slot>> calls = new LinkedHashMap<>();
    slots.forEach((name, slot) -> {
      if (slot.parameter.grad().defined()) {
        double rate = rates.applyAsDouble(name) * slot.multipliers.rate();
        double decay = optimizer.decay() * slot.multipliers.decay();
        calls.computeIfAbsent(List.of(rate, decay), key -> new ArrayList<>()).add(slot);
      }
    });
    try (var off = new org.bytedeco.pytorch.NoGradGuard()) {
      calls.forEach((key, group) -> apply(group, key.get(0), key.get(1)));
    }
    forget();
  }

  private void apply(List<Slot> group, double rate, double decay) {
    List<Tensor> parameters = group.stream().map(Slot::parameter).toList();
    List<Tensor> gradients = parameters.stream().map(Tensor::grad).toList();
    if (optimizer instanceof Sgd sgd) {
      SGD.call(parameters, gradients, sgd.momentum() > 0 ? state(group, "velocity") : List.of(), decay, sgd.momentum(), rate, 0.0, sgd.nesterov(), false, false,
          Operator.NONE, Operator.NONE);
    } else if (optimizer instanceof Adam adam) {
      List<Tensor> steps = state(group, "steps");
      Scalar one = new Scalar(1.0);
      steps.forEach(count -> count.add_(one));
      (adam.decoupled() ? ADAMW : ADAM).call(parameters, gradients, state(group, "mean"), state(group, "square"), List.of(), steps, rate,
          adam.beta1(), adam.beta2(), decay, adam.epsilon(), false, false, Operator.NONE, Operator.NONE);
    }
  }

  private static List<Tensor> state(List<Slot> group, String what) {
    return group.stream().map(slot -> slot.state.get(what)).toList();
  }

  /** Drops every gradient. */
  public void forget() {
    slots.values().forEach(slot -> slot.parameter.mutable_grad().reset());
  }

  /** Euclidean norm of all gradients together; scales them down to {@code bound} where it is larger. Returns the norm before. */
  public double clip(double bound) {
    List<Tensor> gradients = slots.values().stream().map(slot -> slot.parameter.grad()).filter(Tensor::defined).toList();
    double norm = Math.sqrt(gradients.stream().mapToDouble(g -> Math.pow(g.norm().item_double(), 2)).sum());
    if (norm > bound) {
      Scalar factor = new Scalar(bound / (norm + 1e-6));
      gradients.forEach(g -> g.mul_(factor));
    }
    return norm;
  }

  /** Every state tensor by name, such as {@code conv1.weight/velocity}; borrowed from this object. */
  public Map<String, Tensor> state() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    slots.forEach((name, slot) -> slot.state.forEach((what, tensor) -> all.put(name + "/" + what, tensor)));
    return all;
  }

  /** Names of all state tensors. */
  public Set<String> names() {
    return state().keySet();
  }

  /**
   * Overwrites one state tensor.
   *
   * @throws IllegalArgumentException where there is none of that name or its sizes differ
   */
  public void load(String name, Tensor values) {
    Tensor target = state().get(name);
    if (target == null || !Arrays.equals(target.shape(), values.shape())) {
      throw new IllegalArgumentException(target == null ? "the optimizer has no state named \"" + name + "\""
          : "the optimizer's \"" + name + "\" has sizes " + Arrays.toString(target.shape()) + ", not " + Arrays.toString(values.shape()));
    }
    target.copy_(values);
  }

  /** Releases the state; the parameters belong to their model. */
  @Override
  public void close() {
    slots.values().forEach(slot -> slot.state.values().forEach(Tensor::close));
    slots.clear();
  }
}
