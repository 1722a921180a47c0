package dev.sonde.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A network as a table for people: a line per node with its layer, output shape, parameters and multiply-accumulates, and a
 * last line of sums. A node that reads something else than the node above it says so after {@code ←}.
 */
public final class NetworkText {
  private NetworkText() {}

  /** The table, lines separated and ended by a line feed. */
  public static String of(Network network) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"node", "layer", "output", "parameters", "macs"});
    rows.add(new String[] {Network.INPUT, "", network.input().toString(), "", ""});
    rows.addAll(nodes(network));
    Cost total = Cost.of(network);
    rows.add(new String[] {"total", network.nodes().size() + " nodes", "", grouped(total.parameters()), grouped(total.macs())});
    return network.name() + "\n" + aligned(rows);
  }

  private static List<String[]> nodes(Network network) {
    List<String[]> rows = new ArrayList<>();
    Map<String, Shape> shapes = network.shapes();
    Map<String, Cost> costs = Cost.byNode(network);
    String above = Network.INPUT;
    for (Node node : network.nodes()) {
      String layer = LayerText.of(node.layer()) + (node.inputs().equals(List.of(above)) ? "" : " ← " + String.join(", ", node.inputs()));
      Cost cost = costs.get(node.name());
      rows.add(new String[] {node.name(), layer, shapes.get(node.name()).toString(), grouped(cost.parameters()), grouped(cost.macs())});
      above = node.name();
    }
    return rows;
  }

  private static String grouped(long number) {
    return number == 0 ? "" : String.format(Locale.ROOT, "%,d", number);
  }

  /** Words to the left of their column, numbers (the last two) to the right. */
  private static String aligned(List<String[]> rows) {
    int[] widths = new int[rows.get(0).length];
    rows.forEach(row -> {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    });
    String format = "%-" + widths[0] + "s  %-" + widths[1] + "s  %-" + widths[2] + "s  %" + widths[3] + "s  %" + widths[4] + "s";
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(String.format(Locale.ROOT, format, (Object[]) row).stripTrailing()).append('\n'));
    return text.toString();
  }
}
