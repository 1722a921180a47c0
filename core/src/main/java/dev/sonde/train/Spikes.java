package dev.sonde.train;

import dev.sonde.data.BadData;
import dev.sonde.net.Plain;
import java.util.Optional;

/**
 * The alert for a loss that leaps: compares every step's joint loss with a running mean of those before.
 *
 * <pre>
 * usual   m ← m + (min(x, factor · m) − m) / min(n, 100)     over about the last 100 steps; of the first 50 the plain mean
 * alert   x ≥ factor · m, from step 51 on, outside an episode
 * episode from an alert to the first x below √factor · m
 * </pre>
 * {@code x} is the loss of the n-th step and {@code m} the mean before it. A leap counts in the mean as no more than the bound that it broke, so one of
 * 10³⁰ does not silence the alert for ever, and a loss that stays high becomes the usual one.
 */
final class Spikes {
  private static final int SILENT = 50;
  private static final int WINDOW = 100;

  private final double factor;
  private long seen;
  private double usual;
  private boolean inside;

  private Spikes(double factor) {
    this.factor = factor;
  }

  /** Before the first step; a {@code factor} of 0 never alerts. */
  static Spikes of(double factor) {
    return new Spikes(factor);
  }

  /**
   * As they were when {@link #text()} was written.
   *
   * @throws BadData for any other text
   */
  static Spikes parse(double factor, String text) {
    String[] words = text.split(" ");
    try {
      if (words.length == 3 && words[2].matches("calm|alert")) {
        Spikes spikes = new Spikes(factor);
        spikes.seen = Long.parseLong(words[0]);
        spikes.usual = Double.parseDouble(words[1]);
        spikes.inside = words[2].equals("alert");
        if (spikes.seen >= 0 && Double.isFinite(spikes.usual)) {
          return spikes;
        }
      }
    } catch (NumberFormatException e) {
      throw new BadData(Plain.quoted(text) + " is no state of the loss alert; a number in it cannot be read", e);
    }
    throw new BadData(Plain.quoted(text) + " is no state of the loss alert; it is STEPS MEAN calm or STEPS MEAN alert");
  }

  /** The state, exactly: {@code STEPS MEAN calm}, or {@code alert} within an episode. */
  String text() {
    return seen + " " + usual + " " + (inside ? "alert" : "calm");
  }

  /** Takes in the loss of the next step; a spike where it begins an episode. */
  Optional<Spike> next(long step, double total) {
    double before = usual;
    boolean ripe = factor > 0 && seen >= SILENT && before > 0;
    boolean high = ripe && total >= factor * before;
    boolean begins = high && !inside;
    inside = high || inside && total >= Math.sqrt(factor) * before;
    seen++;
    usual += ((ripe ? Math.min(total, factor * before) : total) - before) / Math.min(seen, WINDOW);
    return begins ? Optional.of(new Spike(step, total, before)) : Optional.empty();
  }
}
