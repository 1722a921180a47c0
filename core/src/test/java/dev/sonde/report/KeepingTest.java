package dev.sonde.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Seed;
import dev.sonde.data.Shapes;
import dev.sonde.data.Split;
import dev.sonde.train.Listener;
import dev.sonde.train.Recipe;
import dev.sonde.train.Run;
import dev.sonde.train.Training;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listener in real runs. */
class KeepingTest {
  private static final Split SHAPES = new Split(Shapes.of(16, 64, Seed.of(1)), Shapes.of(16, 20, Seed.of(2)));

  @TempDir Path folder;

  private final List<String> complaints = new ArrayList<>();

  private static Training training() {
    return Training.of(Recipe.parse("""
        data: shapes
        batch: 32
        epochs: 2
        supervise: {pool1: {head: pooled, weight: 0.3}}
        network: {name: tiny, input: 3x16x16, nodes: [
          {name: conv1, layer: conv, filters: 4, kernel: 3}, {name: relu1, layer: relu}, {name: pool1, layer: max-pool, kernel: 4},
          {name: flatten, layer: flatten}, {name: fc, layer: linear, features: 10}]}
        """, "test")).on(SHAPES);
  }

  private Path page() {
    return folder.resolve("run/report.html");
  }

  private String text() {
    try {
      return Files.readString(page());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_run_has_its_page_from_the_beginning_to_the_end() {
    List<String> seen = new ArrayList<>();
    Listener watch = new Listener() {
      @Override
      public void began(Run run) {
        seen.add(text());
      }

      @Override
      public void evaluated(Run run) {
        seen.add(text());
      }
    };
    training().into(folder.resolve("run")).listen(Report.html(complaints::add), watch).run().close();
    assertEquals(List.of(), complaints);
    assertTrue(seen.get(0).contains("\"name\":\"running\"") && !seen.get(0).contains("\"epochs\":{\"x\""));
    assertTrue(seen.get(1).contains("\"epochs\":{\"x\":[1],") && seen.get(2).contains("\"epochs\":{\"x\":[1,2],"));
    assertTrue(text().contains("\"state\":{\"name\":\"finished\"}") && text().contains("data-block=\\\"conv1\\\""));
  }

  @Test
  void a_run_that_fails_has_a_page_that_says_why() {
    Listener breaking = new Listener() {
      @Override
      public void evaluated(Run run) {
        throw new IllegalStateException("the lamp went out");
      }
    };
    assertThrows(IllegalStateException.class, () -> training().into(folder.resolve("run")).listen(Report.html(complaints::add), breaking)
        .run());
    assertTrue(text().contains("\"state\":{\"name\":\"failed\",\"text\":\"the lamp went out\"}"));
  }

  @Test
  void a_page_that_cannot_be_written_does_not_end_a_good_run_and_is_told() throws IOException {
    Listener inTheWay = new Listener() {
      @Override
      public void began(Run run) {
        try {
          Files.delete(page());
          Files.createDirectories(page().resolve("in the way"));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
    try (Run run = training().into(folder.resolve("run")).listen(Report.html(complaints::add), inTheWay).run()) {
      assertEquals(2, run.evaluations().size());
    }
    assertEquals(2, complaints.size(), "once while it ran, once at the end: " + complaints);
    assertTrue(complaints.get(1).contains("report.html") && complaints.get(1).contains("sonde report " + folder.resolve("run")),
        complaints.get(1));
    assertTrue(Files.readString(folder.resolve("run/journal.jsonl")).contains("\"event\":\"ended\""));
    assertTrue(Files.exists(new dev.sonde.store.Checkpoints(folder.resolve("run/checkpoints")).newest().orElseThrow()));
  }

  @Test
  void a_run_without_a_folder_is_refused_before_it_trains() {
    String message = assertThrows(IllegalArgumentException.class, () -> training().listen(Report.html()).run()).getMessage();
    assertTrue(message.contains("into(FOLDER)"), message);
  }
}
