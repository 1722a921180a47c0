package dev.sonde.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.loss.Loss;
import dev.sonde.probe.Placing;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Head;
import dev.sonde.supervise.HeadList;
import dev.sonde.supervise.Published;
import dev.sonde.supervise.Supervision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The written form of a recipe's heads: the keys {@code supervise}, {@code place} and, once heads were placed, {@code because}.
 *
 * <pre>
 * supervise: none | published | auto | {tap: weight} | {tap: {head, loss, weight, rate, margin}} | halving TAP TAP … with HEAD ({@link HeadList})
 * place:     with auto, how; after that, how it was done ({@link PlacingText})
 * </pre>
 */
final class SupervisionText {
  static final String AUTO = "auto";

  private SupervisionText() {}

  /**
   * The recipe's heads.
   *
   * @param dense   whether the network scores each pixel
   * @param deepsup whether a recipe that does not speak of heads means the published ones
   */
  static List<Supervision> heads(Fields f, String network, boolean dense, boolean deepsup, Loss loss) {
    Optional<JsonNode> node = f.node("supervise");
    if (node.isEmpty()) {
      return deepsup ? published(network) : List.of();
    }
    if (List.of("none", AUTO).contains(node.get().asText())) {
      return List.of();
    }
    if (node.get().asText().equals("published")) {
      return published(network);
    }
    if (node.get().isTextual() && HeadList.writes(node.get().asText())) {
      return HeadList.parse(node.get().asText(), loss);
    }
    Fields taps = new Fields(node.get(), "supervise");
    List<Supervision> all = new ArrayList<>();
    node.get().fieldNames().forEachRemaining(tap -> all.add(supervision(tap, taps.node(tap).orElseThrow(
        () -> new IllegalArgumentException("\"supervise." + tap + "\" is empty; give a weight such as 0.3 decaying")), dense ? Head.c1() : Head.cnds(), loss)));
    return all;
  }

  private static List<Supervision> published(String network) {
    List<Supervision> heads = Published.of(network);
    if (heads.isEmpty()) {
      throw new IllegalArgumentException("no heads were published for " + network + "; name taps instead, such as supervise: {TAP: 0.3 decaying}");
    }
    return heads;
  }

  private static Supervision supervision(String tap, JsonNode node, Head usual, Loss loss) {
    if (node.isValueNode()) {
      return Supervision.of(tap, usual, loss, Schedule.parse(node.asText()));
    }
    Fields f = new Fields(node, "supervise." + tap);
    Supervision supervision = new Supervision(tap, f.text("head", Head::parse).orElse(usual), f.text("loss", Loss::parse).orElse(loss),
        f.text("weight", Schedule::parse).orElse(Schedule.constant(1)), f.text("rate", Schedule::parse).orElse(Schedule.constant(1)),
        f.text("margin", Double::valueOf).map(OptionalDouble::of).orElse(OptionalDouble.empty()));
    f.done();
    return supervision;
  }

  /** Heads that are placed must say why, and heads that are to be placed cannot yet. */
  static @Nullable Placing placing(Fields f) {
    boolean auto = f.node("supervise").map(JsonNode::asText).orElse("").equals(AUTO);
    boolean placed = f.node("because").isPresent();
    if (auto == placed && (auto || f.node("place").isPresent())) {
      throw new IllegalArgumentException(auto ? "\"because\" goes with heads that were placed, not with supervise: auto; leave it out"
          : "\"place\" says how supervise: auto places heads, but supervise is not auto");
    }
    if (!auto && f.node("place").isEmpty()) {
      return null;
    }
    return f.node("place").map(PlacingText::read).orElse(Placing.DEFAULT);
  }

  static void write(ObjectNode tree, Recipe r) {
    if (r.auto()) {
      tree.put("supervise", AUTO);
    }
    r.supervise().forEach(s -> write(tree.withObjectProperty("supervise").putObject(s.tap()), s, r.loss()));
    if (r.place() != null) {
      PlacingText.write(tree.putObject("place"), r.place());
    }
  }

  private static void write(ObjectNode node, Supervision s, Loss main) {
    node.put("head", s.head().toString());
    // a head's loss that is the main one is left to follow it, should the main one be changed
    if (!s.loss().equals(main)) {
      node.put("loss", s.loss().toString());
    }
    node.put("weight", s.weight().toString());
    if (!s.rate().equals(Schedule.constant(1))) {
      node.put("rate", s.rate().toString());
    }
    s.margin().ifPresent(gamma -> node.put("margin", gamma));
  }
}
