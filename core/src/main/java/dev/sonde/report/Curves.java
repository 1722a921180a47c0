package dev.sonde.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.store.Lines;
import dev.sonde.supervise.Part;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * What changes over a run: the losses, weights and rates of its steps, thinned; the accuracies of its epochs; the speed.
 *
 * <pre>
 * parts    [main, tap, …]
 * steps    {width, x, rate, leaps: [step, …], total: {mean, low, high}, parts: {name: {loss, low, high, weighted, weight}}}
 * epochs   {x, loss, training, accuracy: {part: […]}}        x counts from 1; where pixels are named also iou: {part: […]}, the means
 * speed    {x, images, wait, evaluation, seconds}            seconds: the epochs' sum, from images/s and steps
 * </pre>
 */
final class Curves {
  private Curves() {}

  static void tell(Story story, Path folder, int batch, ObjectNode page) {
    Set<String> parts = new LinkedHashSet<>(story.parts());
    story.evaluated().forEach(line -> line.path("heads").fieldNames().forEachRemaining(parts::add));
    parts.forEach(page.putArray("parts")::add);
    if (story.steps().buckets() > 0) {
      steps(story, page.putObject("steps"));
    }
    if (!story.evaluated().isEmpty()) {
      epochs(story, parts, page.putObject("epochs"));
    }
    List<double[]> rows = rows(folder.resolve("speed.csv"));
    if (!rows.isEmpty()) {
      speed(rows, story, batch, page.putObject("speed"));
    }
  }

  private static void steps(Story story, ObjectNode to) {
    Thinned steps = story.steps();
    to.put("width", steps.width()).set("x", steps.means("step"));
    to.set("rate", steps.means("rate"));
    story.spikes().forEach(to.putArray("leaps")::add);
    band(steps, "total", to.putObject("total"), "mean");
    for (String part : story.parts()) {
      ObjectNode one = to.withObjectProperty("parts").putObject(part);
      band(steps, part + "/loss", one, "loss");
      one.set("weighted", steps.means(part + "/weighted"));
      one.set("weight", steps.means(part + "/weight"));
    }
  }

  private static void band(Thinned steps, String column, ObjectNode to, String mean) {
    to.set(mean, steps.means(column));
    if (steps.width() > 1) {
      to.set("low", steps.lows(column));
      to.set("high", steps.highs(column));
    }
  }

  private static void epochs(Story story, Set<String> parts, ObjectNode to) {
    List<JsonNode> all = story.evaluated();
    to.set("x", each(all, line -> line.path("epoch").asInt() + 1));
    to.set("loss", each(all, line -> number(line.path("loss"))));
    to.set("training", each(all, line -> {
      Story.Epoch epoch = story.epochs().get(line.path("epoch").asInt());
      return epoch == null ? Double.NaN : epoch.accuracies() / epoch.steps();
    }));
    ObjectNode accuracy = to.putObject("accuracy");
    parts.forEach(part -> accuracy.set(part,
        each(all, line -> number(part.equals(Part.MAIN) ? line.path("accuracy") : line.path("heads").path(part)))));
    if (dense(story)) {
      ObjectNode iou = to.putObject("iou");
      parts.forEach(part -> iou.set(part,
          each(all, line -> number(part.equals(Part.MAIN) ? line.path("mean_iou") : line.path("head_mean_iou").path(part)))));
    }
  }

  /** Whether the run names pixels. */
  static boolean dense(Story story) {
    return story.evaluated().stream().anyMatch(line -> line.has("mean_iou"));
  }

  private static ArrayNode each(List<JsonNode> lines, ToDoubleFunction<JsonNode> value) {
    return Digits.of(lines.stream().mapToDouble(value));
  }

  private static double number(JsonNode value) {
    return value.isNumber() ? value.doubleValue() : Double.NaN;
  }

  /** The rows of {@code speed.csv}: epoch, images a second, wait share, evaluation seconds. */
  private static List<double[]> rows(Path file) {
    List<double[]> rows = new ArrayList<>();
    new Lines(file).read(bytes -> {
      String line = new String(bytes, StandardCharsets.UTF_8).strip();
      if (line.matches("\\d+(,-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?){3}")) {
        rows.add(java.util.Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray());
      }
    });
    return rows;
  }

  private static void speed(List<double[]> rows, Story story, int batch, ObjectNode to) {
    to.set("x", Digits.of(rows.stream().mapToDouble(row -> row[0] + 1)));
    to.set("images", Digits.of(rows.stream().mapToDouble(row -> row[1])));
    to.set("wait", Digits.of(rows.stream().mapToDouble(row -> row[2])));
    to.set("evaluation", Digits.of(rows.stream().mapToDouble(row -> row[3])));
    if (batch > 0) {
      to.set("seconds", Digits.of(rows.stream().mapToDouble(row -> row[3] + images(story, (int) row[0], batch) / row[1]).sum()));
    }
  }

  private static double images(Story story, int epoch, int batch) {
    Story.Epoch taken = story.epochs().get(epoch);
    return taken == null ? 0 : (double) taken.steps() * batch;
  }
}
