package dev.sonde.store;

import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Parameters;
import dev.sonde.net.Shape;
import dev.sonde.supervise.Objective;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A piece of a network that others name in one way: the body, its decoder, HED's side outputs, or a head.
 *
 * @param title   what people call it
 * @param sizes   its parameters and buffers by full name, heads' as {@code heads/<tap>/<name>}
 * @param names   the ways in which others call them
 * @param whole   whether a file without any of it is still a file of this network: all but the body
 */
record Part(String title, Map<String, List<Long>> sizes, List<UnaryOperator<String>> names, boolean whole) {
  /** The pieces of a body and the heads that hang on it. */
  static List<Part> of(Network body, Map<String, Network> heads) {
    Map<String, List<Long>> all = sizes(body, "");
    List<Part> parts = new ArrayList<>();
    Map<String, List<Long>> decoder = cut(all, name -> name.startsWith(Naming.DECODER));
    Map<String, List<Long>> sides = cut(all, Naming.sides(all.keySet()));
    parts.add(new Part("body", all, Naming.ofBody(all.keySet()), false));
    if (!decoder.isEmpty()) {
      parts.add(new Part("decoder", decoder, Naming.ofDecoder(decoder.keySet()), true));
    }
    if (!sides.isEmpty()) {
      parts.add(new Part("side outputs", sides, Naming.ofSides(), true));
    }
    heads.forEach((tap, head) -> {
      Map<String, List<Long>> sizes = sizes(head, Objective.PREFIX + tap + "/");
      if (sizes.isEmpty()) {
        return;
      }
      parts.add(new Part("head at " + tap, sizes, Naming.ofHead(tap, sizes.keySet()), true));
    });
    return parts;
  }

  /** Takes those of these names out of {@code all}. */
  private static Map<String, List<Long>> cut(Map<String, List<Long>> all, Predicate<String> names) {
    Map<String, List<Long>> cut = new LinkedHashMap<>(all);
    cut.keySet().removeIf(names.negate());
    all.keySet().removeIf(names);
    return cut;
  }

  /** Whether it hangs on the body instead of being one of its pieces. */
  boolean head() {
    return sizes.keySet().stream().anyMatch(name -> name.startsWith(Objective.PREFIX));
  }

  /** Parameters and buffers of a network, node by node as PyTorch orders them. */
  private static Map<String, List<Long>> sizes(Network network, String prefix) {
    Map<String, List<Long>> all = new LinkedHashMap<>();
    Map<String, Shape> shapes = network.shapes();
    for (Node node : network.nodes()) {
      Shape input = shapes.get(node.inputs().get(0));
      Parameters.of(node, input).forEach((suffix, sizes) -> all.put(prefix + node.name() + "." + suffix, longs(sizes)));
      Parameters.buffers(node, input).forEach((suffix, sizes) -> all.put(prefix + node.name() + "." + suffix, longs(sizes)));
    }
    return all;
  }

  private static List<Long> longs(List<Integer> sizes) {
    return sizes.stream().map(Integer::longValue).toList();
  }

  /** Of the ways to call it, the one that finds the most in {@code theirs}, sizes before names; the first where they are equal. */
  UnaryOperator<String> best(Map<String, List<Long>> theirs) {
    UnaryOperator<String> best = names.get(0);
    for (UnaryOperator<String> candidate : names) {
      best = score(candidate, theirs) > score(best, theirs) ? candidate : best;
    }
    return best;
  }

  private long score(UnaryOperator<String> candidate, Map<String, List<Long>> theirs) {
    return sizes.entrySet().stream().mapToLong(own -> {
      List<Long> found = theirs.get(candidate.apply(own.getKey()));
      return found == null ? 0 : found.equals(own.getValue()) ? 1_000_000 : 1;
    }).sum();
  }
}
