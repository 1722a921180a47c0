package dev.sonde.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Where each box of a drawing stands: its rank counts downward, its lane to the right. The trunk keeps lane 0; a branch takes the first
 * free lane, and an edge that passes ranks has a lane of its own beside the boxes, so that no edge runs through a box.
 */
final class Lanes {
  private final Map<String, Integer> ranks = new LinkedHashMap<>();
  private final Map<String, Integer> lanes = new HashMap<>();
  private final List<Edge> edges = new ArrayList<>();
  private final Set<List<Integer>> taken = new HashSet<>();

  /** @param lane in which it passes the ranks between its ends; that of its target where there are none */
  record Edge(String from, String to, int lane) {}

  private Lanes() {}

  /** Of boxes in evaluation order; inputs that are not among them are left out. */
  static Lanes of(List<Block> blocks) {
    Lanes lanes = new Lanes();
    blocks.forEach(lanes::rank);
    blocks.forEach(lanes::place);
    blocks.forEach(lanes::connect);
    return lanes;
  }

  private List<String> inputs(Block block) {
    return block.inputs().stream().filter(ranks::containsKey).toList();
  }

  private void rank(Block block) {
    ranks.put(block.name(), inputs(block).stream().mapToInt(input -> ranks.get(input) + 1).max().orElse(0));
  }

  /** Below its first input where that place is free. */
  private void place(Block block) {
    int rank = ranks.get(block.name());
    int lane = inputs(block).stream().findFirst().map(lanes::get).orElse(0);
    lanes.put(block.name(), free(lane, rank, rank));
    take(lanes.get(block.name()), rank, rank);
  }

  private void connect(Block block) {
    for (String input : inputs(block)) {
      int first = ranks.get(input) + 1;
      int last = ranks.get(block.name()) - 1;
      int lane = first > last ? lanes.get(block.name()) : free(lanes.get(input), first, last);
      take(lane, first, last);
      edges.add(new Edge(input, block.name(), lane));
    }
  }

  /** {@code wanted} where it is free over these ranks, else the first such lane. */
  private int free(int wanted, int first, int last) {
    for (int lane = wanted, next = 0; ; lane = next++) {
      int tried = lane;
      if (IntStream.rangeClosed(first, last).noneMatch(rank -> taken.contains(List.of(tried, rank)))) {
        return tried;
      }
    }
  }

  private void take(int lane, int first, int last) {
    for (int rank = first; rank <= last; rank++) {
      taken.add(List.of(lane, rank));
    }
  }

  int rank(String block) {
    return ranks.get(block);
  }

  int lane(String block) {
    return lanes.get(block);
  }

  List<Edge> edges() {
    return edges;
  }

  int ranks() {
    return ranks.values().stream().mapToInt(rank -> rank + 1).max().orElse(0);
  }

  int lanes() {
    return 1 + IntStream.concat(lanes.values().stream().mapToInt(lane -> lane), edges.stream().mapToInt(Edge::lane)).max().orElse(-1);
  }

  /**
   * Ranks after which everything that goes on comes from one box of that rank: where a drawing can be cut.
   */
  List<Integer> waists() {
    List<Integer> waists = new ArrayList<>();
    for (int rank = 0; rank < ranks() - 1; rank++) {
      int at = rank;
      List<String> crossing = edges.stream().filter(edge -> rank(edge.from()) <= at && rank(edge.to()) > at).map(Edge::from).distinct()
          .toList();
      if (crossing.size() == 1 && rank(crossing.get(0)) == at) {
        waists.add(at);
      }
    }
    return waists;
  }
}
