package dev.sonde.report;

import dev.sonde.supervise.Supervision;
import java.util.List;

/**
 * A head as it hangs in a drawing.
 *
 * @param number its place among the heads, which gives its colour
 * @param at     the box that holds its tap
 * @param blocks its own boxes, its input first
 */
record Branch(int number, Supervision supervision, Block at, List<Block> blocks) {
  String title() {
    return supervision.tap().equals(at.name()) ? "head " + supervision.head() : "head " + supervision.head() + " at " + supervision.tap();
  }
}
