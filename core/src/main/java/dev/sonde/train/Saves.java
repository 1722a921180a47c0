package dev.sonde.train;

import java.time.Duration;
import java.util.List;

/**
 * When a run writes a checkpoint, besides at its end: any of {@code 1 epoch}, {@code 100 steps}, {@code 10 minutes}, or several of them.
 *
 * <p>Those by epoch and step come at the same places whenever a recipe is repeated; those by the clock do not, and they change nothing but when
 * a run may be taken up again.
 *
 * @param epochs  from one to the next; 0: none by epoch
 * @param steps   the same
 * @param minutes the same
 * @param keep    how many of the newest stay, at least 1
 */
public record Saves(int epochs, long steps, long minutes, int keep) {
  /** After every epoch; the newest three stay. */
  public static final Saves USUAL = new Saves(1, 0, 0, 3);

  public Saves {
    if (keep < 1) {
      throw new IllegalArgumentException("keep " + keep + " checkpoints; at least 1 must stay");
    }
  }

  /** Reads the written forms; none of them means the usual. */
  static Saves parse(List<String> texts, int keep) {
    Saves saves = texts.isEmpty() ? new Saves(USUAL.epochs, 0, 0, keep) : new Saves(0, 0, 0, keep);
    for (String text : texts) {
      saves = saves.and(text);
    }
    return saves;
  }

  private Saves and(String text) {
    if (!text.matches("[1-9][0-9]{0,8} (epoch|step|minute)s?")) {
      throw new IllegalArgumentException("\"" + text + "\" is no time for a checkpoint; write 1 epoch, 100 steps or 10 minutes");
    }
    int count = Integer.parseInt(text.substring(0, text.indexOf(' ')));
    return text.contains("epoch") ? new Saves(count, steps, minutes, keep) : text.contains("step") ? new Saves(epochs, count, minutes, keep)
        : new Saves(epochs, steps, count, keep);
  }

  /** The written forms. */
  List<String> texts() {
    return java.util.stream.Stream.of(text(epochs, "epoch"), text(steps, "step"), text(minutes, "minute")).filter(text -> !text.isEmpty()).toList();
  }

  private static String text(long count, String unit) {
    return count == 0 ? "" : count + " " + unit + (count == 1 ? "" : "s");
  }

  /** Whether one is due after epoch {@code number}, counted from 1. */
  boolean afterEpoch(int number) {
    return epochs > 0 && number % epochs == 0;
  }

  /** Whether one is due after step {@code number}, counted from 1, when the last is {@code since} ago. */
  boolean afterStep(long number, Duration since) {
    return steps > 0 && number % steps == 0 || minutes > 0 && since.toMinutes() >= minutes;
  }
}
