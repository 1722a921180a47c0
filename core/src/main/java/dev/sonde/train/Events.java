package dev.sonde.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The journal of a folder, to be asked for events of one kind. */
record Events(Path journal) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Events in(Path folder) {
    return new Events(folder.resolve("journal.jsonl"));
  }

  /** Whether the run of {@code recipe} came to its end, and was not stopped before. */
  boolean finished(Recipe recipe) {
    return of("ended").stream().anyMatch(end -> !end.has("stopped") || recipe.steps() > 0 && end.path("steps").asLong() >= recipe.steps());
  }

  /** Events of one kind; a line cut short by the end of its process is none. */
  List<JsonNode> of(String kind) {
    if (!Files.exists(journal)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(journal)) {
      return lines.filter(line -> line.startsWith("{\"event\":\"" + kind + "\"") && line.endsWith("}")).map(Events::event).toList();
    } catch (IOException | UncheckedIOException e) {
      IOException cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e;
      throw new UncheckedIOException("cannot read " + journal + ": " + e.getMessage(), cause);
    }
  }

  private static JsonNode event(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a damaged line, " + line, e);
    }
  }
}
