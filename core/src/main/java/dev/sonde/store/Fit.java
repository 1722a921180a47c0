package dev.sonde.store;

import dev.sonde.net.Plain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of a file went where in a network, and what did not and why.
 *
 * @param matched our name → the file's, of every parameter and buffer that takes its values from there
 * @param fresh   parameters and buffers here that the file has no values for; they stay as they were initialised
 * @param left    tensors of the file that nothing here takes
 * @param counted tensors that have no counterpart by design: counters of batch normalisation, the state of an optimizer
 */
public record Fit(String file, String network, Map<String, String> matched, List<Unmatched> fresh, List<Unmatched> left, int counted) {
  /**
   * A parameter or tensor without a partner.
   *
   * @param why     in words
   * @param harmful whether it means that file and network do not belong together
   */
  public record Unmatched(String name, String why, boolean harmful) {
    private String shown() {
      return Plain.text(name);
    }
  }

  public Fit {
    matched = Collections.unmodifiableMap(new LinkedHashMap<>(matched));
    fresh = List.copyOf(fresh);
    left = List.copyOf(left);
  }

  /** What stays as initialised because the file's classifiers are for another number of classes: main and auxiliary. */
  public List<String> reinitialised() {
    return fresh.stream().filter(one -> one.why.contains(" classes here")).map(Unmatched::name).toList();
  }

  /** The whole as lines for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("%d of %d parameters and buffers of %s take their values from %s".formatted(matched.size(), matched.size() + fresh.size(),
        network, file));
    grouped(fresh).forEach((why, names) -> lines.add("initialised anew: " + names + " (" + why + ")"));
    grouped(left).forEach((why, names) -> lines.add("left out: " + names + " (" + why + ")"));
    if (counted > 0) {
      lines.add("passed over: %d counters and other state that a network does not hold".formatted(counted));
    }
    return lines;
  }

  private static Map<String, String> grouped(List<Unmatched> all) {
    return all.stream().collect(Collectors.groupingBy(Unmatched::why, LinkedHashMap::new,
        Collectors.collectingAndThen(Collectors.toList(), Fit::some)));
  }

  private static String some(List<Unmatched> all) {
    String names = all.stream().limit(6).map(Unmatched::shown).collect(Collectors.joining(", "));
    return all.size() > 6 ? names + ", … (" + all.size() + ")" : names;
  }

  /** The same, if file and network belong together; throws {@link IllegalArgumentException} saying what does not fit. */
  Fit checked(boolean lenient) {
    if (matched.isEmpty()) {
      throw new IllegalArgumentException("%s does not fit %s: none of its tensors (%s) is called as a parameter here (%s)".formatted(
          file, network, some(left), some(fresh)));
    }
    List<Unmatched> harmful = Stream.concat(fresh.stream(), left.stream()).filter(Unmatched::harmful).toList();
    if (!lenient && !harmful.isEmpty()) {
      Unmatched first = harmful.get(0);
      throw new IllegalArgumentException(("%s does not fit %s: %s, %s%s; is it the right network?"
          + " To take only what fits, ask for that (lenient)").formatted(
          file, network, first.shown(), first.why, harmful.size() > 1 ? ", and " + (harmful.size() - 1) + " more" : ""));
    }
    return this;
  }
}
