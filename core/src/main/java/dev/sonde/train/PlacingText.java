package dev.sonde.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.probe.Budget;
import dev.sonde.probe.Placement;
import dev.sonde.probe.Placing;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Head;
import java.util.Optional;

/**
 * The written form of a {@link Placing}: the mapping {@code place} of a recipe.
 *
 * <pre>
 * rule         vanishing 1e-7 | fading 0.01 | every 3 | at conv4,conv7      vanishing 1e-7
 * head         auto, or a head such as cnds he                             auto: what fits the place
 * weight       αt of each head                                             0.3 decaying
 * iterations   length of each probe                                        30
 * max-cost     10% (of the body's multiply-accumulates) | 200MB | none     none
 * max-heads    number of heads at most                                     0 (no bound)
 * </pre>
 */
final class PlacingText {
  private static final String FITTING = "auto";

  private PlacingText() {}

  static Placing read(JsonNode node) {
    Placing usual = Placing.DEFAULT;
    Fields f = new Fields(node, "place");
    Placing placing = new Placing(f.text("rule", Placement::parse).orElse(usual.rule()), f.text("head", PlacingText::head).orElse(usual.head()),
        f.text("weight", Schedule::parse).orElse(usual.weight()), f.count("iterations", usual.iterations(), 1),
        f.text("max-cost", Budget::parse).orElse(usual.budget()), f.count("max-heads", usual.most(), 0));
    f.done();
    return placing;
  }

  private static Optional<Head> head(String text) {
    return text.strip().equals(FITTING) ? Optional.empty() : Optional.of(Head.parse(text));
  }

  static void write(ObjectNode node, Placing p) {
    node.put("rule", p.rule().toString()).put("head", p.head().map(Head::toString).orElse(FITTING)).put("weight", p.weight().toString())
        .put("iterations", p.iterations()).put("max-cost", p.budget().toString()).put("max-heads", p.most());
  }
}
