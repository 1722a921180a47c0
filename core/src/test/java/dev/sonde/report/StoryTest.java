package dev.sonde.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal whose run went back. */
class StoryTest {
  @TempDir Path folder;

  private static String step(int step, int epoch, double loss) {
    return "{\"event\":\"step\",\"step\":" + step + ",\"epoch\":" + epoch + ",\"rate\":0.1,\"total\":" + loss + ",\"parts\":{\"main\":{\"loss\":" + loss
        + ",\"weight\":1,\"weighted\":" + loss + ",\"accuracy\":0.5}}}\n";
  }

  private static String evaluated(int epoch) {
    return "{\"event\":\"evaluated\",\"epoch\":" + epoch + ",\"accuracy\":0.5}\n";
  }

  private static List<Double> numbers(com.fasterxml.jackson.databind.node.ArrayNode array) {
    return java.util.stream.StreamSupport.stream(array.spliterator(), false).map(node -> node.asDouble()).toList();
  }

  @Test
  void steps_behind_a_rollback_are_told_once_as_they_were_in_the_end() throws IOException {
    Path journal = folder.resolve("journal.jsonl");
    String spike = "{\"event\":\"spike\",\"step\":3,\"epoch\":1,\"total\":90,\"usual\":2}\n";
    Files.writeString(journal, step(1, 0, 3) + step(2, 0, 2) + evaluated(0) + step(3, 1, 90) + spike + evaluated(1));
    Story story = new Story(journal).read();
    assertEquals(List.of(3L), story.spikes());
    assertEquals(2, story.evaluated().size());

    Files.writeString(journal, "{\"event\":\"rolledback\",\"step\":3,\"to\":2,\"factor\":0.1,\"message\":\"no number\"}\n" + step(3, 1, 1.5) + evaluated(1)
        + step(4, 1, 1.25), StandardOpenOption.APPEND);
    story.read();
    assertEquals(List.of(1.0, 2.0, 3.0, 4.0), numbers(story.steps().means("step")));
    assertEquals(List.of(3.0, 2.0, 1.5, 1.25), numbers(story.steps().means("total")));
    assertEquals(List.of(), story.spikes());
    assertEquals(2, story.evaluated().size());
    assertEquals(2, story.epochs().get(1).steps());
    assertEquals(2, story.troubles().size(), "the leap and the rollback are still told");
  }
}
