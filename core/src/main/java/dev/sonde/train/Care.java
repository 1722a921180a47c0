package dev.sonde.train;

import dev.sonde.data.Tolerance;

/**
 * How a run looks after itself.
 *
 * @param saves      when checkpoints are written
 * @param badSamples how many damaged samples are left out before the run ends
 * @param badLoss    what happens when the loss is no number
 * @param spike      how many times its usual value the loss must reach for an alert; 0: never alert
 */
public record Care(Saves saves, Tolerance badSamples, Rescue badLoss, double spike) {
  public Care {
    if (spike > 0 && spike <= 1) {
      throw new IllegalArgumentException("spike: " + spike + " would alert at every step; write how many times the usual loss, above 1, or 0 for never");
    }
  }

  /** Where a recipe says nothing. */
  public static final Care USUAL = new Care(Saves.USUAL, Tolerance.NONE, Rescue.STOP, 10);

  static Care of(Fields f) {
    return new Care(Saves.parse(f.texts("checkpoint"), f.count("keep", Saves.USUAL.keep(), 1)),
        f.text("on-bad-sample", Tolerance::parse).orElse(USUAL.badSamples), f.text("on-bad-loss", Rescue::parse).orElse(USUAL.badLoss),
        f.number("spike", USUAL.spike, 0));
  }

  /** Writes the keys that differ from the usual. */
  void write(com.fasterxml.jackson.databind.node.ObjectNode tree) {
    if (!saves.texts().equals(Saves.USUAL.texts())) {
      saves.texts().forEach(tree.putArray("checkpoint")::add);
    }
    if (saves.keep() != Saves.USUAL.keep()) {
      tree.put("keep", saves.keep());
    }
    if (!badSamples.equals(USUAL.badSamples)) {
      tree.put("on-bad-sample", badSamples.toString());
    }
    if (!badLoss.equals(USUAL.badLoss)) {
      tree.put("on-bad-loss", badLoss.toString());
    }
    if (spike != USUAL.spike) {
      tree.put("spike", spike);
    }
  }
}
