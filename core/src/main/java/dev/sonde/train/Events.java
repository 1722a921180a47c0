package dev.sonde.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.data.BadData;
import dev.sonde.store.Lines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

  /**
   * Events of one kind; a last line without its line feed was torn, and is none.
   *
   * @throws BadData where a line that begins as one is no JSON
   */
  List<JsonNode> of(String kind) {
    List<JsonNode> events = new ArrayList<>();
    byte[] start = ("{\"event\":\"" + kind + "\"").getBytes(StandardCharsets.UTF_8);
    Lines lines = new Lines(journal);
    lines.read(line -> {
      if (line.length > start.length && java.util.Arrays.equals(start, 0, start.length, line, 0, start.length)) {
        events.add(event(line, lines.count()));
      }
    });
    return events;
  }

  private JsonNode event(byte[] line, long number) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new BadData("line " + number + " of " + journal + " is damaged: it is no JSON", e);
    }
  }
}
