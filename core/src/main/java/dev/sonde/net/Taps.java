package dev.sonde.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names of a network's nodes on one line, such as {@code conv1 … conv8, relu1 … relu10, fc1 … fc3}. */
public final class Taps {
  private Taps() {}

  /**
   * Taps of {@code network} in order of first appearance; three or more names that differ in their numbers only are written
   * {@code first … last}.
   */
  public static String list(Network network) {
    Map<String, List<String>> families = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      families.computeIfAbsent(node.name().replaceAll("[0-9]+", "#"), key -> new ArrayList<>()).add(node.name());
    }
    return String.join(", ", families.values().stream().map(Taps::family).toList());
  }

  private static String family(List<String> names) {
    return names.size() < 3 ? String.join(", ", names) : names.get(0) + " … " + names.get(names.size() - 1);
  }
}
