package dev.sonde.store;

import dev.sonde.torch.Scope;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A copy of everything that a checkpoint holds, taken between two steps and written while training goes on. Its memory is used again each time, so
 * that it stays as it is however often it is taken.
 */
public final class Capture implements AutoCloseable {
  private final Map<String, Tensor> copies = new LinkedHashMap<>();
  private Map<String, String> metadata = Map.of();

  private Capture() {}

  public static Capture empty() {
    return new Capture();
  }

  /** Copies {@code contents}, row-major and in logical sizes; outside of any scope. Not while {@link #writeTo} is at work. */
  public void take(Checkpoint.Contents contents) {
    metadata = Notes.of(contents);
    try (Scope scope = Scope.silent()) {
      Map<String, Tensor> now = Checkpoint.tensors(contents);
      if (!copies.keySet().equals(now.keySet())) {
        close();
      }
      now.forEach((name, tensor) -> {
        if (copies.containsKey(name)) {
          copies.get(name).copy_(tensor.detach());
        } else {
          copies.put(name, scope.keep(tensor.detach().contiguous().clone()));
        }
      });
    }
  }

  /** The first tensor that holds a value that is not finite, by its name in the file. */
  public Optional<String> firstBad() {
    return copies.entrySet().stream().filter(entry -> !finite(entry.getValue())).map(Map.Entry::getKey).findFirst();
  }

  private static boolean finite(Tensor tensor) {
    try (Scope scope = Scope.silent()) {
      return tensor.isfinite().all().item_double() != 0;
    }
  }

  /** Writes the copy as {@link Checkpoint#write} would have at that moment; on any thread. */
  public void writeTo(Path file) {
    try (Scope scope = Scope.silent()) {
      Safetensors.write(file, copies, metadata);
    }
  }

  @Override
  public void close() {
    copies.values().forEach(Tensor::close);
    copies.clear();
  }
}
