package dev.sonde.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.data.BadData;
import dev.sonde.store.Lines;
import dev.sonde.supervise.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a journal tells so far, thinned to what a page can show. It reads on where it stopped, so following a long run costs no more than
 * reading it once.
 */
final class Story {
  /** Points of a line. */
  static final int POINTS = 2000;

  /** Columns of a heat map over time. */
  static final int TIMES = 120;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Map<Long, Long> rollbacks = new LinkedHashMap<>();
  private Lines journal;
  private Thinned steps = new Thinned(POINTS);
  private Thinned diagnosed = new Thinned(TIMES);
  private final Set<String> parts = new LinkedHashSet<>(Set.of(Part.MAIN));
  private final Set<String> layers = new LinkedHashSet<>();
  private final List<JsonNode> evaluated = new ArrayList<>();
  private final TreeMap<Integer, Epoch> epochs = new TreeMap<>();
  private final List<String> troubles = new ArrayList<>();
  private final List<Long> spikes = new ArrayList<>();
  private @Nullable JsonNode began;
  private @Nullable JsonNode end;
  private long line;
  private long at;

  /** Steps of an epoch, and the sum of their training accuracies. */
  record Epoch(long steps, double accuracies) {
    private Epoch plus(double accuracy) {
      return new Epoch(steps + 1, accuracies + accuracy);
    }
  }

  Story(Path file) {
    this.file = file;
    journal = new Lines(file);
  }

  /**
   * Takes in what was written since the last reading.
   *
   * @throws BadData where a complete line is no event
   */
  Story read() {
    int known = rollbacks.size();
    journal.read(this::take);
    if (rollbacks.size() > known) {
      forget();
      return read();
    }
    return this;
  }

  /** To the first line again, knowing now which steps were taken back; rollbacks are few. */
  private void forget() {
    journal = new Lines(file);
    line = 0;
    at = 0;
    steps = new Thinned(POINTS);
    diagnosed = new Thinned(TIMES);
    evaluated.clear();
    epochs.clear();
    troubles.clear();
    spikes.clear();
  }

  /** Whether the run went back later, behind the step that the journal is at. */
  private boolean undone() {
    return rollbacks.entrySet().stream().anyMatch(back -> line < back.getKey() && at > back.getValue());
  }

  private void take(byte[] text) {
    line++;
    JsonNode event = parsed(text);
    switch (event.path("event").asText()) {
      case "began" -> began = event;
      case "step", "evaluated", "diagnosed" -> taken(event);
      case "skipped", "spike", "rolledback" -> trouble(event);
      case "ended", "failed" -> end = event;
      default -> { } // epoch, and what later versions may add, have no place on the page
    }
  }

  private void taken(JsonNode event) {
    at = event.path("step").asLong(at);
    if (undone()) {
      return;
    }
    switch (event.path("event").asText()) {
      case "step" -> step(event);
      case "evaluated" -> evaluated.add(event);
      default -> diagnosed(event);
    }
  }

  private void trouble(JsonNode event) {
    troubles.add(sentence(event));
    if (event.path("event").asText().equals("spike") && !undone()) {
      spikes.add(event.path("step").asLong());
    }
    if (event.path("event").asText().equals("rolledback")) {
      at = event.path("to").asLong();
      rollbacks.put(line, at);
    }
  }

  private static String sentence(JsonNode event) {
    return switch (event.path("event").asText()) {
      case "skipped" -> "left out of the " + event.path("set").asText() + " set: " + event.path("why").asText() + " (" + event.path("count").asInt() + " so far)";
      case "spike" -> "step " + event.path("step").asLong() + ": the loss leapt to " + event.path("total").asDouble() + ", usual is " + event.path("usual").asDouble();
      default -> event.path("message").asText() + "; went back to step " + event.path("to").asLong() + ", and on at " + event.path("factor").asDouble() + " of the rate";
    };
  }

  private JsonNode parsed(byte[] text) {
    try {
      JsonNode event = JSON.readTree(text);
      if (event.has("event")) {
        return event;
      }
    } catch (IOException e) {
      throw new BadData("line " + line + " of " + file + " is damaged: it is no JSON", e);
    }
    throw new BadData("line " + line + " of " + file + " is no event of a journal");
  }

  private void step(JsonNode event) {
    steps.row();
    steps.put("step", event.path("step").asDouble());
    steps.put("rate", number(event, "rate"));
    steps.put("total", number(event, "total"));
    event.path("parts").fields().forEachRemaining(part -> {
      parts.add(part.getKey());
      for (String what : List.of("loss", "weight", "weighted")) {
        steps.put(part.getKey() + "/" + what, number(part.getValue(), what));
      }
    });
    epochs.merge(event.path("epoch").asInt(), new Epoch(1, event.path("parts").path(Part.MAIN).path("accuracy").asDouble()),
        (sofar, one) -> sofar.plus(one.accuracies()));
  }

  private void diagnosed(JsonNode event) {
    diagnosed.row();
    diagnosed.put("step", event.path("step").asDouble());
    event.path("layers").fields().forEachRemaining(layer -> {
      layers.add(layer.getKey());
      diagnosed.put(layer.getKey() + "/joint", number(layer.getValue(), "joint"));
      diagnosed.put(layer.getKey() + "/main", number(layer.getValue(), "main"));
      layer.getValue().path("parts").fields().forEachRemaining(part -> {
        diagnosed.put(layer.getKey() + "/share/" + part.getKey(), number(part.getValue(), "share"));
        diagnosed.put(layer.getKey() + "/cosine/" + part.getKey(), number(part.getValue(), "cosine"));
      });
    });
  }

  private static double number(JsonNode event, String name) {
    JsonNode value = event.path(name);
    return value.isNumber() ? value.doubleValue() : Double.NaN;
  }

  /** Columns {@code step}, {@code rate}, {@code total}, and {@code PART/loss}, {@code PART/weight}, {@code PART/weighted}. */
  Thinned steps() {
    return steps;
  }

  /** Columns {@code step}, and {@code LAYER/joint}, {@code LAYER/main}, {@code LAYER/share/PART}, {@code LAYER/cosine/PART}. */
  Thinned diagnosed() {
    return diagnosed;
  }

  /** Layers that were diagnosed, in network order. */
  Set<String> layers() {
    return layers;
  }

  /** Parts of the loss that were ever seen, the main one first. */
  Set<String> parts() {
    return parts;
  }

  /** Damaged samples, leaps of the loss and rollbacks, a sentence each. */
  List<String> troubles() {
    return troubles;
  }

  /** Steps at which the loss leapt, without those that were taken back. */
  List<Long> spikes() {
    return spikes;
  }

  List<JsonNode> evaluated() {
    return evaluated;
  }

  TreeMap<Integer, Epoch> epochs() {
    return epochs;
  }

  Optional<JsonNode> began() {
    return Optional.ofNullable(began);
  }

  /** The last event, {@code ended} or {@code failed}; absent while the run goes on, and where it was killed. */
  Optional<JsonNode> end() {
    return Optional.ofNullable(end);
  }
}
