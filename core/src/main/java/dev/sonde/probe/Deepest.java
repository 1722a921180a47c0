package dev.sonde.probe;

import dev.sonde.net.Stages;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The choice of the deepest convolution below a bound whose stage has no head yet.
 *
 * @param word   what such layers do: vanish, fade
 * @param stated the bound as its rule states it
 */
record Deepest(GradientProfile profile, Set<String> closed, double bound, String word, String stated) {
  Choice choice() {
    List<String> below = profile.convolutions().stream().filter(layer -> profile.typical(layer) < bound).toList();
    if (below.isEmpty()) {
      return new Choice(List.of(), nothing());
    }
    List<String> open = below.stream().filter(layer -> !closed.contains(end(layer))).toList();
    if (open.isEmpty()) {
      return new Choice(List.of(), found(below) + ", but the stages they lie in are taken: more heads cannot be placed by this rule");
    }
    String deepest = open.get(open.size() - 1);
    return new Choice(List.of(end(deepest)), found(below) + "; a head goes to " + end(deepest) + ", the end of " + deepest + "'s stage");
  }

  private String end(String layer) {
    return Stages.end(profile.network(), layer);
  }

  private String found(List<String> below) {
    String last = below.get(below.size() - 1);
    int next = profile.convolutions().indexOf(last) + 1;
    String above = next < profile.convolutions().size() ? ", " + shown(profile.convolutions().get(next)) : "";
    return heads() + names(below) + " " + (below.size() == 1 ? single(word) : word) + ": mean |gradient| below " + stated + " ("
        + shown(last) + above + "; batch 256, median of " + profile.iterations() + " iterations)";
  }

  private static String single(String word) {
    return word + (word.endsWith("sh") ? "es" : "s");
  }

  private String nothing() {
    String lowest = profile.convolutions().stream().min(Comparator.comparingDouble(profile::typical)).map(this::shown).orElse("none is there");
    String end = profile.heads().isEmpty() ? ": no head is called for" : ": no more heads are called for";
    return heads() + "no convolution's mean |gradient| is below " + stated + " (the lowest: " + lowest + "; batch 256, median of "
        + profile.iterations() + " iterations)" + end;
  }

  private String heads() {
    return profile.heads().isEmpty() ? "" : "with heads at " + String.join(", ", profile.heads()) + ", ";
  }

  private String shown(String layer) {
    return layer + " " + String.format(Locale.ROOT, "%.1e", profile.typical(layer));
  }

  /** {@code conv1 to conv4} where they follow each other, else all of them. */
  private String names(List<String> below) {
    int first = profile.convolutions().indexOf(below.get(0));
    boolean run = below.size() > 2 && profile.convolutions().subList(first, first + below.size()).equals(below);
    return run ? below.get(0) + " to " + below.get(below.size() - 1) : below.stream().collect(Collectors.joining(", "));
  }
}
