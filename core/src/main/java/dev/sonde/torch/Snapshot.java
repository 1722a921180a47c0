package dev.sonde.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A copy of a model's parameters and buffers and of libtorch's random state, to be put back bit by bit. */
public final class Snapshot implements AutoCloseable {
  private final Model model;
  private final Map<String, Tensor> copies = new LinkedHashMap<>();
  private final Tensor random;

  private Snapshot(Model model, Tensor random) {
    this.model = model;
    this.random = random;
  }

  /** Copies everything; throws {@link IllegalStateException} inside an open {@link Scope}. */
  public static Snapshot of(Model model) {
    Scope.requireNone("Snapshot.of");
    try (Scope scope = Scope.silent()) {
      Snapshot snapshot = new Snapshot(model, scope.keep(generator().get_state()));
      model.stored().forEach((name, tensor) -> snapshot.copies.put(name, scope.keep(tensor.detach().clone())));
      return snapshot;
    }
  }

  private static Generator generator() {
    return torch.getDefaultCPUGenerator();
  }

  /** Puts everything back, and drops gradients. */
  public void restore() {
    try (Scope scope = Scope.silent()) {
      model.stored().forEach((name, tensor) -> {
        tensor.mutable_grad().reset();
        tensor.detach().copy_(copies.get(name));
      });
      generator().set_state(random);
    }
  }

  @Override
  public void close() {
    copies.values().forEach(Tensor::close);
    random.close();
  }
}
