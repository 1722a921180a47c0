package dev.sonde.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A long drawing cut into pieces that stand side by side, or one below the other on a narrow page; each begins with the box that the last
 * ended with.
 */
final class Pieces {
  /** Ranks that a piece may have before cutting it is worth it. */
  static final int TALLEST = 16;

  private Pieces() {}

  static List<List<Block>> of(List<Block> blocks) {
    Lanes whole = Lanes.of(blocks);
    List<List<Block>> pieces = new ArrayList<>();
    int from = -1;
    for (int cut : cuts(whole)) {
      pieces.add(between(blocks, whole, from, cut));
      from = cut;
    }
    pieces.add(between(blocks, whole, from, whole.ranks()));
    return pieces;
  }

  /** For each equal share of the height, the waist that is nearest. */
  private static List<Integer> cuts(Lanes whole) {
    int pieces = (whole.ranks() + TALLEST - 1) / TALLEST;
    List<Integer> cuts = new ArrayList<>();
    for (int i = 1; i < pieces; i++) {
      double ideal = (double) i * whole.ranks() / pieces;
      whole.waists().stream().filter(waist -> cuts.isEmpty() || waist > cuts.get(cuts.size() - 1))
          .min((a, b) -> Double.compare(Math.abs(a + 1 - ideal), Math.abs(b + 1 - ideal))).ifPresent(cuts::add);
    }
    return cuts;
  }

  private static List<Block> between(List<Block> blocks, Lanes whole, int from, int to) {
    return blocks.stream().filter(block -> whole.rank(block.name()) >= Math.max(from, 0) && whole.rank(block.name()) <= to)
        .filter(block -> from < 0 || whole.rank(block.name()) > from || feeds(block, blocks, whole, from)).toList();
  }

  /** Whether a box at the cut is the one that the next piece reads. */
  private static boolean feeds(Block block, List<Block> blocks, Lanes whole, int cut) {
    return blocks.stream().anyMatch(other -> whole.rank(other.name()) > cut && other.inputs().contains(block.name()));
  }
}
