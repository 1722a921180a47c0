package dev.sonde.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.net.Cost;
import dev.sonde.net.Network;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Supervision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network as a drawing, and its heads as a table.
 *
 * <pre>
 * pieces  [svg text, …]    from the input down; a long network is cut where one box carries everything on
 * heads   [{tap, head, weight, loss, parameters, macs, share}]      share: its MACs over the body's
 * body    {parameters, macs}
 * </pre>
 */
final class Sketch {
  private Sketch() {}

  static ObjectNode of(Network body, List<Supervision> supervise) {
    Map<String, Network> heads = Objective.networks(body, supervise, body.outputShape().channels());
    ObjectNode sketch = JsonNodeFactory.instance.objectNode();
    pieces(body, supervise, heads, sketch.putArray("pieces"));
    Cost cost = Cost.of(body);
    supervise.forEach(s -> head(sketch.withArray("heads").addObject(), s, heads.get(s.tap()), cost));
    sketch.putObject("body").put("parameters", cost.parameters()).put("macs", cost.macs());
    return sketch;
  }

  /** A box that stands in two pieces carries its head in the first. */
  private static void pieces(Network body, List<Supervision> supervise, Map<String, Network> heads, ArrayNode to) {
    Set<String> drawn = new HashSet<>();
    for (List<Block> piece : Pieces.of(Block.of(body))) {
      List<Branch> hanging = new ArrayList<>();
      for (int i = 0; i < supervise.size(); i++) {
        String tap = supervise.get(i).tap();
        int number = i;
        piece.stream().filter(block -> block.holds(tap) && !drawn.contains(tap)).findFirst()
            .ifPresent(block -> hanging.add(new Branch(number, supervise.get(number), block, Block.of(heads.get(tap)))));
      }
      hanging.forEach(branch -> drawn.add(branch.supervision().tap()));
      to.add(new Drawing(piece, hanging).svg());
    }
  }

  private static void head(ObjectNode row, Supervision s, Network head, Cost body) {
    Cost cost = Cost.of(head);
    row.put("tap", s.tap()).put("head", s.head().toString()).put("weight", s.weight().toString()).put("loss", s.loss().toString())
        .put("parameters", cost.parameters()).put("macs", cost.macs());
    row.set("share", Digits.of((double) cost.macs() / body.macs()));
  }
}
