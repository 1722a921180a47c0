package dev.sonde.train;

/** The loss is NaN or infinite; the message names the step and the first node whose values are. */
public final class NotFinite extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotFinite(String message) {
    super(message);
  }
}
