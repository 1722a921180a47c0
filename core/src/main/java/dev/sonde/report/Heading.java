package dev.sonde.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The top of a page.
 *
 * <pre>
 * title    network, data, input, classes, parameters
 * state    name: waiting | probed | running | finished | stopped | failed; text: why, where it did not finish
 * numbers  best, bestEpoch, last, loss, epoch, samples, steps, planned, over (epochs), epochs (planned); best and last are accuracies, and
 *          where pixels are named (dense: true) means of intersection over union, with pixels, the last accuracy
 * </pre>
 */
final class Heading {
  private Heading() {}

  static void tell(Story story, Intent intent, JsonNode probe, ObjectNode page) {
    title(story, intent, probe, page.putObject("title"));
    state(story, page.putObject("state"), probe.isObject());
    numbers(story, page.putObject("numbers"));
    intent.recipe().ifPresent(recipe -> page.withObjectProperty("numbers").put("epochs", recipe.epochs()));
  }

  private static void title(Story story, Intent intent, JsonNode probe, ObjectNode title) {
    intent.recipe().ifPresent(recipe -> title.put("network", recipe.network()).put("data", recipe.data()));
    if (probe.hasNonNull("network") && !title.has("network")) {
      title.put("network", probe.get("network").asText());
    }
    story.began().ifPresent(began -> copy(began, title, List.of("network", "data", "input", "classes", "parameters")));
  }

  private static void copy(JsonNode from, ObjectNode to, List<String> keys) {
    keys.stream().filter(from::has).forEach(key -> to.set(key, from.get(key)));
  }

  private static void state(Story story, ObjectNode state, boolean probed) {
    JsonNode end = story.end().orElse(null);
    if (end == null) {
      state.put("name", story.began().isPresent() ? "running" : probed ? "probed" : "waiting");
    } else if (end.path("event").asText().equals("failed")) {
      state.put("name", "failed").put("text", end.path("message").asText("no reason was given"));
    } else if (end.hasNonNull("stopped")) {
      state.put("name", "stopped").put("text", end.get("stopped").asText());
    } else {
      state.put("name", "finished");
    }
  }

  private static void numbers(Story story, ObjectNode numbers) {
    story.began().ifPresent(began -> numbers.set("planned", began.path("steps")));
    numbers.put("steps", story.epochs().values().stream().mapToLong(Story.Epoch::steps).sum());
    List<JsonNode> evaluated = story.evaluated();
    // an epoch is over once it was evaluated or another one has steps; not every epoch is evaluated
    int over = evaluated.isEmpty() ? 0 : evaluated.get(evaluated.size() - 1).path("epoch").asInt() + 1;
    numbers.put("over", Math.max(over, story.epochs().size() - 1));
    if (evaluated.isEmpty()) {
      return;
    }
    JsonNode last = evaluated.get(evaluated.size() - 1);
    String score = Curves.dense(story) ? "mean_iou" : "accuracy";
    numbers.put("last", last.path(score).asDouble()).put("epoch", last.path("epoch").asInt() + 1)
        .put("samples", last.path("samples").asInt());
    if (Curves.dense(story)) {
      numbers.put("dense", true).put("pixels", last.path("accuracy").asDouble());
    }
    numbers.set("loss", Digits.of(last.path("loss").asDouble()));
    JsonNode best = evaluated.stream().reduce((a, b) -> b.path(score).asDouble() > a.path(score).asDouble() ? b : a).orElse(last);
    numbers.put("best", best.path(score).asDouble()).put("bestEpoch", best.path("epoch").asInt() + 1);
  }
}
