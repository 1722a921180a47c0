package dev.sonde.torch;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.jspecify.annotations.Nullable;

/**
 * The life of one unit of work: every native object that this thread makes while it is open dies when it closes.
 *
 * <p>Opened by the trainer per step, by the evaluator and the probe per batch, by the store per file, and by nobody else. Values leave
 * it as numbers or arrays; a tensor that must stay is {@linkplain #keep kept}.
 */
public final class Scope implements AutoCloseable {
  private final PointerScope pointers;
  private final @Nullable AutoGradMode gradients;

  private Scope(boolean recording) {
    Native.load();
    pointers = Trace.scope();
    gradients = recording ? null : new AutoGradMode(false);
  }

  /** A scope in which operations are recorded for {@code backward}. */
  public static Scope recording() {
    return new Scope(true);
  }

  /** A scope in which nothing is recorded: evaluation, parameter surgery. */
  public static Scope silent() {
    return new Scope(false);
  }

  /** Whether this thread has a scope open. */
  public static boolean isOpen() {
    PointerScope inner = PointerScope.getInnerScope();
    return inner != null && !Trace.isGround(inner);
  }

  /** Lets {@code pointer} outlive this scope; its holder closes it. */
  public <P extends Pointer> P keep(P pointer) {
    pointer.retainReference();
    return pointer;
  }

  /** Refuses to go on inside a scope: what is made there would die with it. */
  static void requireNone(String what) {
    if (isOpen()) {
      throw new IllegalStateException(what + " was called inside a Scope and would die with it; call it before opening one");
    }
  }

  static void require(String what) {
    if (!isOpen()) {
      throw new IllegalStateException(what + " needs an open Scope, or its tensors would never be freed");
    }
  }

  /** Frees in this order: the gradient mode returns to what it was, then everything else goes. */
  @Override
  public void close() {
    if (gradients != null) {
      gradients.close();
    }
    pointers.close();
  }
}
