package dev.sonde.train;

import java.util.List;
import java.util.function.Consumer;

/** The listeners of a run, told in their order. */
record Audience(List<Listener> listeners) {
  void tell(Consumer<Listener> event) {
    listeners.forEach(event);
  }

  /** Tells of a failure; a listener that fails too, on a full disk for instance, must not hide the cause. */
  void tellFailing(Consumer<Listener> event, RuntimeException cause) {
    for (Listener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException another) {
        cause.addSuppressed(another);
      }
    }
  }
}
