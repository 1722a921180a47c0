package dev.sonde.probe;

import java.util.List;

/**
 * Where a {@link Placement} would hang heads, and why.
 *
 * @param taps    node names, deepest first; empty where no head is called for
 * @param because one sentence for people
 */
public record Choice(List<String> taps, String because) {
  public Choice {
    taps = List.copyOf(taps);
  }
}
