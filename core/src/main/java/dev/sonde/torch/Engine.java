package dev.sonde.torch;

import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A model made ready for evaluation alone: the same outputs as {@link Model#forward(Tensor)} up to rounding (1e-5 of the largest), sooner.
 *
 * <p>Batch normalisation is multiplied into the weights, convolutions and linear layers run together with the addition and ReLU behind them
 * ({@link Fusion}), weights are kept in the kernels' own order ({@link Packed}), nothing is recorded for a gradient, and each value is freed behind its
 * last reader. The packed weights are a copy and cost their size once more, linear ones up to three times. Whoever changes the model's weights makes a new
 * engine: what is packed stays as it was, what is not (a single sample's linear layers) changes.
 *
 * <p>Any number of threads may call {@link #forward} at once, each within a {@link Scope} of its own. The model must stay open as long as its engine.
 *
 * <p>A model in bfloat16 has its weights packed in bfloat16, and its answers lie as near to the model's own as bfloat16 rounds (some hundredths).
 *
 * <p>In float64, on a processor without instructions for bfloat16 asked for it, and where libtorch was built without oneDNN, nothing is put together:
 * {@link #whyPlain} says so, and the model's own forward pass answers.
 */
public final class Engine implements AutoCloseable {
  private final Model model;
  private final Set<String> taps;
  private final Fusion fusion;
  private final @Nullable String whyPlain;
  private final @Nullable Kernels kernels;
  private final List<@Nullable Packed> packed = new ArrayList<>();

  private Engine(Model model, Set<String> taps) {
    this.model = model;
    this.taps = Set.copyOf(taps);
    fusion = new Fusion(model.network(), taps);
    whyPlain = obstacle(model.precision());
    kernels = whyPlain == null ? new Kernels() : null;
    if (kernels != null) {
      Map<String, Tensor> tensors = model.stored();
      fusion.stages().forEach(stage -> packed.add(stage.packs() ? new Packed(stage, tensors, kernels, model.precision()) : null));
    }
  }

  /**
   * An engine that also returns the activations {@code taps}.
   *
   * @throws IllegalArgumentException for an unknown tap
   */
  public static Engine of(Model model, Set<String> taps) {
    Native.load();
    return new Engine(model, taps);
  }

  private static @Nullable String obstacle(Precision precision) {
    if (precision == Precision.FLOAT64) {
      return "layers are put together in float32 and bfloat16 only, and this model is in float64";
    }
    if (precision.here() != precision) {
      return "this processor has no instructions for bfloat16, in which this model computes";
    }
    return torch.hasMKLDNN() ? null : "this libtorch was built without oneDNN, whose kernels put layers together";
  }

  public Network network() {
    return model.network();
  }

  public Precision precision() {
    return model.precision();
  }

  /** Why layers run one by one, as in training, or null where they are put together. */
  public @Nullable String whyPlain() {
    return whyPlain;
  }

  /** The output and the taps for {@code x}, {@code [N, C, H, W] → [N, K]}, in the caller's scope; throws as {@link Model#forward} does. */
  public Activations forward(Tensor x) {
    Scope.require("Engine.forward");
    AutoGradMode silent = new AutoGradMode(false);
    try (Casting casting = Casting.of(model.precision())) {
      return kernels == null ? model.forward(x, false, taps) : together(x);
    } finally {
      silent.close();
    }
  }

  private Activations together(Tensor x) {
    Forward plain = model.plain();
    Map<String, Tensor> values = plain.begin(x);
    for (int i = 0; i < fusion.stages().size(); i++) {
      Stage stage = fusion.stages().get(i);
      Packed weights = packed.get(i);
      Tensor y = weights == null ? plain.alone(stage.node(), taps) : run(stage, weights, values);
      values.put(stage.result(), y);
      fusion.dyingAfter(i).forEach(name -> release(values, name));
    }
    return new Activations(values.get(fusion.value(network().output().name())).to(model.precision().type), asked(values), Map.of());
  }

  private Tensor run(Stage stage, Packed weights, Map<String, Tensor> values) {
    Tensor x = values.get(stage.input());
    Tensor addend = stage.addend() == null ? null : values.get(stage.addend());
    if (model.precision() != Precision.BFLOAT16) {
      return run(stage, weights, x, addend);
    }
    try (Tensor narrow = x.to(model.precision().computing); Tensor other = addend == null ? null : addend.to(model.precision().computing)) {
      return run(stage, weights, narrow, other);
    }
  }

  private Tensor run(Stage stage, Packed weights, Tensor x, @Nullable Tensor addend) {
    try {
      return stage.node().layer() instanceof Layer.Linear ? weights.linear(x) : weights.conv(x, addend);
    } catch (RuntimeException e) {
      throw Forward.failed(network(), stage.node(), x, e);
    }
  }

  /** Frees a value, unless it lives on under another name, as behind a ReLU that overwrote it. */
  private static void release(Map<String, Tensor> values, String name) {
    Tensor dead = values.remove(name);
    if (values.values().stream().noneMatch(alias -> alias == dead)) {
      dead.close();
    }
  }

  private Map<String, Tensor> asked(Map<String, Tensor> values) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    taps.forEach(tap -> all.put(tap, Tensors.logicalOrder(values.get(fusion.value(tap)), model.steps().memoryOrder(tap))));
    return all;
  }

  /** Frees the packed weights; no thread may be in {@link #forward}. */
  @Override
  public void close() {
    packed.stream().filter(java.util.Objects::nonNull).forEach(Packed::close);
    packed.clear();
    if (kernels != null) {
      kernels.close();
    }
  }
}
