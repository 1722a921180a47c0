package dev.sonde.probe;

import java.util.List;
import java.util.Set;

/** Heads where a person wants them; the profile only shows what they do. */
record At(List<String> taps) implements Placement {
  At {
    taps = List.copyOf(taps);
    if (taps.size() != new java.util.HashSet<>(taps).size()) {
      throw new IllegalArgumentException("placement rule \"at " + String.join(",", taps) + "\" names a tap twice; one tap carries one head");
    }
    if (taps.isEmpty() || taps.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("placement rule \"at\" needs taps, such as at conv4,conv7");
    }
  }

  @Override
  public Choice choose(GradientProfile profile, Set<String> closed) {
    taps.forEach(profile.network()::node);
    List<String> open = taps.stream().filter(tap -> !closed.contains(tap)).toList();
    return new Choice(open, "heads at " + String.join(", ", open) + ", as asked");
  }

  @Override
  public String toString() {
    return "at " + String.join(",", taps);
  }
}
