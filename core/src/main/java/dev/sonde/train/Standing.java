package dev.sonde.train;

import dev.sonde.data.BadData;
import dev.sonde.store.Checkpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Where a run stands: what changes from step to step besides tensors, and the notes in which a checkpoint keeps it.
 *
 * <pre>
 * place      epoch, batch and step ({@link Place})
 * spikes     the state of the loss alert ({@link Spikes#text})
 * best       highest score so far; absent before the first evaluation
 * rollbacks  how often the run went back; absent where it never did
 * </pre>
 */
final class Standing {
  private final Care care;
  private Place place = Place.START;
  private OptionalDouble best = OptionalDouble.empty();
  private int rollbacks;
  private Spikes spikes;

  Standing(Care care) {
    this.care = care;
    spikes = Spikes.of(care.spike());
  }

  Map<String, String> notes() {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("place", place.toString());
    notes.put("spikes", spikes.text());
    best.ifPresent(score -> notes.put("best", String.valueOf(score)));
    if (rollbacks > 0) {
      notes.put("rollbacks", String.valueOf(rollbacks));
    }
    return notes;
  }

  /**
   * Takes on what {@code from} notes.
   *
   * @throws BadData where a note is damaged
   */
  void read(Checkpoint from) {
    place = RunFolder.place(from);
    spikes = Spikes.parse(care.spike(), from.note("spikes"));
    try {
      String score = from.notes().get("best");
      best = score == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(score));
      rollbacks = Integer.parseInt(from.notes().getOrDefault("rollbacks", "0"));
      if (rollbacks < 0 || rollbacks > care.badLoss().times()) {
        throw new BadData(from.file() + " is damaged: it says that the run went back " + rollbacks + " times, and its recipe allows " + care.badLoss().times());
      }
    } catch (NumberFormatException e) {
      throw new BadData(from.file() + " is damaged: its best score or its number of rollbacks is no number", e);
    }
  }

  Place place() {
    return place;
  }

  void place(Place next) {
    place = next;
  }

  Spikes spikes() {
    return spikes;
  }

  OptionalDouble best() {
    return best;
  }

  /** Whether {@code score} is the highest so far, which it is from now on. */
  boolean betters(double score) {
    boolean better = best.isEmpty() || score > best.getAsDouble();
    best = better ? OptionalDouble.of(score) : best;
    return better;
  }

  int rollbacks() {
    return rollbacks;
  }

  void rollbacks(int times) {
    rollbacks = times;
  }

  /** What the rollbacks so far have made of every rate. */
  double factor() {
    double factor = 1;
    for (int i = 0; i < rollbacks; i++) {
      factor *= care.badLoss().factor();
    }
    return factor;
  }
}
