package dev.sonde.torch;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The memory of where native objects were made, to find those that nobody frees. While one is open, every {@link Scope} of the process notes
 * the places of what outlives it; what its own thread makes outside of all scopes is noted too. Costs nothing while none is open.
 */
public final class Trace implements AutoCloseable {
  private static final int FRAMES = 3;
  private static final StackWalker STACK = StackWalker.getInstance();
  private static volatile @Nullable Trace open;

  private final List<Made> alive = new ArrayList<>();
  private final Bottom bottom = new Bottom(this);

  private record Made(WeakReference<Pointer> pointer, String at) {
    boolean dead() {
      Pointer held = pointer.get();
      return held == null || held.isNull();
    }

    long bytes() {
      return pointer.get() instanceof Tensor tensor && !tensor.isNull() && tensor.defined() ? tensor.nbytes() : 0;
    }
  }

  private Trace() {}

  /**
   * Begins, for this thread and all scopes.
   *
   * @throws IllegalStateException inside a scope, or where another trace is open
   */
  public static Trace begin() {
    Native.load();
    Scope.requireNone("Trace.begin");
    if (open != null) {
      throw new IllegalStateException("native objects are being traced already; close that trace first");
    }
    Trace trace = new Trace();
    open = trace;
    return trace;
  }

  /** The trace that is open now. */
  public static Optional<Trace> current() {
    return Optional.ofNullable(open);
  }

  /** What a scope keeps its pointers in. */
  static PointerScope scope() {
    Trace trace = open;
    return trace == null ? new PointerScope() : new Noting(trace);
  }

  /** Whether {@code scope} is no unit of work but the ground below all of them. */
  static boolean isGround(@Nullable PointerScope scope) {
    return scope instanceof Bottom;
  }

  /** The places of all that was noted and is alive. */
  public synchronized List<Site> alive() {
    alive.removeIf(Made::dead);
    Map<String, List<Made>> places = alive.stream().collect(Collectors.groupingBy(Made::at, LinkedHashMap::new, Collectors.toList()));
    return places.entrySet().stream()
        .map(place -> new Site(place.getKey(), place.getValue().size(), place.getValue().stream().mapToLong(Made::bytes).sum())).toList();
  }

  private synchronized void keep(Pointer pointer, String at) {
    if (!pointer.isNull()) {
      alive.add(new Made(new WeakReference<>(pointer), at));
    }
  }

  /** The innermost lines that belong neither to the binding nor to this trace. */
  private static String here() {
    return STACK.walk(frames -> frames.filter(frame -> !innards(frame.getClassName())).limit(FRAMES)
        .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber()).collect(Collectors.joining(" < ")));
  }

  private static boolean innards(String type) {
    return type.startsWith("org.bytedeco.") || type.equals(Trace.class.getName()) || type.startsWith(Trace.class.getName() + "$");
  }

  @Override
  public void close() {
    bottom.close();
    open = null;
  }

  /** A unit of work that notes what outlives it. */
  private static final class Noting extends PointerScope {
    private final Trace trace;
    private final Map<Pointer, String> made = new IdentityHashMap<>();

    Noting(Trace trace) {
      this.trace = trace;
    }

    @Override
    public PointerScope attach(Pointer pointer) {
      made.put(pointer, here());
      return super.attach(pointer);
    }

    @Override
    public void close() {
      super.close();
      made.forEach(trace::keep);
    }
  }

  /** Where pointers end that no unit of work takes; it only notes them, so that their life is what it was. */
  private static final class Bottom extends PointerScope {
    private final Trace trace;

    Bottom(Trace trace) {
      this.trace = trace;
    }

    @Override
    public PointerScope attach(Pointer pointer) {
      trace.keep(pointer, here());
      return this;
    }
  }
}
