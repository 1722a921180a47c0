package dev.sonde.torch;

/** The legs of a training step, in the order in which they are gone. */
public enum Leg {
  /** Waiting for the loader. */
  DATA("data wait"),
  /** A batch becomes tensors. */
  INPUT("batch to tensors"),
  FORWARD("forward"),
  /** Losses and their numbers, forward and back. */
  LOSS("loss"),
  BACKWARD("backward"),
  /** The optimizer moves the parameters. */
  UPDATE("optimizer"),
  /** What the step left in native memory is freed. */
  RELEASE("release"),
  /** Journal, tables, terminal. */
  TELLING("listeners"),
  /** The copy that a checkpoint is written from. */
  SAVING("checkpoint");

  private final String words;

  Leg(String words) {
    this.words = words;
  }

  /** As people read it. */
  public String words() {
    return words;
  }
}
