package dev.sonde.data;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a run has left out so far: by set, the numbers of its samples.
 *
 * <p>The written form, as a checkpoint keeps it: sets in the order of names and numbers rising, {@code test 3; train 7 1024}; empty where nothing was left
 * out.
 *
 * @param indices of {@link Sieve#TRAIN} and {@link Sieve#TEST}; a set of which nothing was left out is missing
 */
public record Skipped(SortedMap<String, SortedSet<Integer>> indices) {
  /** Nothing was left out. */
  public static final Skipped NONE = new Skipped(new TreeMap<>());

  public Skipped {
    SortedMap<String, SortedSet<Integer>> copy = new TreeMap<>();
    indices.forEach((set, numbers) -> copy.put(set, Collections.unmodifiableSortedSet(new TreeSet<>(numbers))));
    indices = Collections.unmodifiableSortedMap(copy);
  }

  /**
   * Reads the written form.
   *
   * @throws BadData where the text is none
   */
  public static Skipped parse(String text) {
    SortedMap<String, SortedSet<Integer>> all = new TreeMap<>();
    for (String part : text.isEmpty() ? new String[0] : text.split("; ", -1)) {
      List<String> words = List.of(part.split(" ", -1));
      if (words.size() < 2 || !words.get(0).matches("train|test") || !words.stream().skip(1).allMatch(word -> word.matches("[0-9]{1,9}"))) {
        throw new BadData("\"" + part.substring(0, Math.min(40, part.length())) + "\" is no list of samples that were left out; it has a form such as train 7 1024");
      }
      SortedSet<Integer> numbers = all.computeIfAbsent(words.get(0), set -> new TreeSet<>());
      words.stream().skip(1).map(Integer::valueOf).forEach(numbers::add);
    }
    return new Skipped(all);
  }

  /** How many, of all sets. */
  public int count() {
    return indices.values().stream().mapToInt(SortedSet::size).sum();
  }

  /** The written form. */
  public String text() {
    return String.join("; ", indices.entrySet().stream().map(Skipped::text).toList());
  }

  private static String text(Map.Entry<String, SortedSet<Integer>> set) {
    StringBuilder line = new StringBuilder(set.getKey());
    set.getValue().forEach(number -> line.append(' ').append(number));
    return line.toString();
  }
}
