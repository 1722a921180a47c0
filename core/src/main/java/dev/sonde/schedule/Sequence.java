package dev.sonde.schedule;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Schedules one after the other, each on a clock of its own: a part that runs over the epochs {@code [from, next from)} sees epoch 0 at its
 * {@code from} and its end where the next begins (the last one, at the end of the phase).
 *
 * <p>Written {@code A, then B from 10, then C from 20}. Made by {@link Schedule#then}; nested sequences are flattened.
 */
public record Sequence(List<Part> parts) implements Schedule {
  /** One schedule of a sequence and the epoch of the whole at which it begins. */
  public record Part(int from, Schedule schedule) {}

  public Sequence {
    parts = List.copyOf(parts);
    if (parts.isEmpty() || parts.get(0).from() != 0) {
      throw new IllegalArgumentException("the first part of a sequence of schedules begins at epoch 0");
    }
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i).from() <= parts.get(i - 1).from()) {
        throw new IllegalArgumentException("\"" + parts.get(i).schedule() + "\" from epoch " + parts.get(i).from()
            + " must begin later than the schedule before it, which begins at epoch " + parts.get(i - 1).from());
      }
    }
    parts.forEach(part -> refuse("then", part.schedule()));
  }

  @Override
  public double at(Progress progress) {
    int i = parts.size() - 1;
    while (parts.get(i).from() > progress.epoch()) {
      i--;
    }
    int from = parts.get(i).from();
    int to = i + 1 < parts.size() ? parts.get(i + 1).from() : Math.max(progress.epochs(), from + 1);
    return parts.get(i).schedule().at(progress.within(from, to));
  }

  @Override
  public String toString() {
    return parts.stream()
        .map(part -> part.from() == 0 ? part.schedule().toString() : "then " + part.schedule() + " from " + part.from())
        .collect(Collectors.joining(", "));
  }

  /** The parts of a schedule as parts of a whole in which it begins at {@code from}. */
  static List<Part> partsOf(Schedule schedule, int from) {
    if (schedule instanceof Sequence sequence) {
      return sequence.parts.stream().map(part -> new Part(from + part.from(), part.schedule())).toList();
    }
    return List.of(new Part(from, schedule));
  }

  /** Throws {@link IllegalArgumentException} where a word that applies to one schedule is given a sequence. */
  static void refuse(String word, Schedule schedule) {
    if (schedule instanceof Sequence) {
      throw new IllegalArgumentException(
          "\"" + word + "\" applies to one schedule, not to the sequence \"" + schedule + "\"; apply it to a part");
    }
  }
}
