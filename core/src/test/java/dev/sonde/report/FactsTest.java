package dev.sonde.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.data.BadData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FactsTest {
  @TempDir Path folder;

  private RunFixture fixture() throws IOException {
    return new RunFixture(folder).length(3, 20);
  }

  private ObjectNode tree() {
    return Facts.of(folder).tree();
  }

  @Test
  void a_finished_run_is_told_whole() throws IOException {
    fixture().diagnose(5).run().finished().probe().evaluation(RunFixture.names(10));
    JsonNode tree = tree();
    assertEquals("[]", tree.get("notes").toString());
    assertEquals("finished", tree.at("/state/name").asText());
    assertEquals("cnds-13", tree.at("/title/network").asText());
    assertEquals(60, tree.at("/numbers/steps").asInt());
    assertEquals(3, tree.at("/numbers/epoch").asInt());
    assertEquals("[\"main\",\"pool4\",\"pool7\",\"pool10\"]", tree.get("parts").toString());
    assertEquals(60, tree.at("/steps/x").size());
    assertEquals(3, tree.at("/numbers/over").asInt());
    assertEquals("[1,2,3]", tree.at("/epochs/x").toString());
    assertEquals(3, tree.at("/epochs/accuracy/pool7").size());
    assertEquals(3, tree.at("/speed/images").size());
    assertEquals(10, tree.at("/evaluation/classes").size());
    assertTrue(tree.get("recipe").asText().startsWith("network: cnds-13"));
    assertEquals(3, tree.at("/network/heads").size());
  }

  @Test
  void numbers_are_the_journals() throws IOException {
    fixture().run();
    JsonNode line = new com.fasterxml.jackson.databind.ObjectMapper().readTree(Files.readAllLines(folder.resolve("journal.jsonl")).get(2));
    JsonNode tree = tree();
    assertEquals(line.at("/parts/pool7/loss").asDouble(), tree.at("/steps/parts/pool7/loss/0").asDouble(), 1e-4);
    assertEquals(line.at("/parts/pool7/weighted").asDouble(), tree.at("/steps/parts/pool7/weighted/0").asDouble(), 1e-4);
    assertEquals(line.at("/parts/pool7/weight").asDouble(), tree.at("/steps/parts/pool7/weight/0").asDouble(), 1e-4);
    assertEquals(line.get("total").asDouble(), tree.at("/steps/total/mean/0").asDouble(), 1e-4);
  }

  @Test
  void best_is_the_first_highest_and_last_the_last() throws IOException {
    StringBuilder journal = new StringBuilder("{\"event\":\"began\",\"network\":\"n\",\"classes\":2,\"steps\":4}\n");
    double[] accuracies = {0.25, 0.75, 0.75, 0.5};
    for (int epoch = 0; epoch < 4; epoch++) {
      journal.append("{\"event\":\"evaluated\",\"epoch\":").append(2 * epoch).append(",\"samples\":8,\"loss\":1,\"accuracy\":")
          .append(accuracies[epoch]).append("}\n");
    }
    Files.writeString(folder.resolve("journal.jsonl"), journal);
    JsonNode numbers = tree().get("numbers");
    assertEquals(0.75, numbers.get("best").asDouble());
    assertEquals(3, numbers.get("bestEpoch").asInt());
    assertEquals(0.5, numbers.get("last").asDouble());
    assertEquals(7, numbers.get("epoch").asInt());
    assertEquals(7, numbers.get("over").asInt(), "every second epoch was evaluated, and seven are over");
  }

  @Test
  void a_torn_last_line_is_dropped() throws IOException {
    fixture().run();
    int whole = tree().at("/steps/x").size();
    Files.writeString(folder.resolve("journal.jsonl"), "{\"event\":\"step\",\"step\":61,\"epo", StandardOpenOption.APPEND);
    assertEquals(whole, tree().at("/steps/x").size());
    assertEquals("running", tree().at("/state/name").asText());
  }

  @Test
  void a_damaged_line_inside_is_named() throws IOException {
    fixture().run();
    Files.writeString(folder.resolve("journal.jsonl"), "{\"event\":\"step\",\"ste\n{\"event\":\"ended\"}\n", StandardOpenOption.APPEND);
    long lines = Files.lines(folder.resolve("journal.jsonl")).count();
    String message = assertThrows(BadData.class, this::tree).getMessage();
    assertTrue(message.contains("line " + (lines - 1) + " of ") && message.contains("journal.jsonl"), message);
  }

  @Test
  void following_a_growing_journal_ends_where_reading_it_at_once_does() throws IOException {
    fixture().diagnose(5).run();
    List<String> lines = Files.readAllLines(folder.resolve("journal.jsonl"));
    Files.writeString(folder.resolve("journal.jsonl"), "");
    Facts following = Facts.following(folder);
    for (String line : lines) {
      Files.writeString(folder.resolve("journal.jsonl"), line + "\n", StandardOpenOption.APPEND);
      following.tree();
    }
    assertEquals(tree(), following.tree());
  }

  @Test
  void a_run_that_failed_says_why() throws IOException {
    fixture().run().end("{\"event\":\"failed\",\"step\":17,\"message\":\"the loss is NaN\"}");
    assertEquals("{\"name\":\"failed\",\"text\":\"the loss is NaN\"}", tree().get("state").toString());
  }

  @Test
  void a_run_that_was_stopped_says_why() throws IOException {
    fixture().run().end("{\"event\":\"ended\",\"steps\":60,\"best\":0.5,\"stopped\":\"interrupted\"}");
    assertEquals("{\"name\":\"stopped\",\"text\":\"interrupted\"}", tree().get("state").toString());
  }

  @Test
  void chapters_without_files_are_absent() throws IOException {
    Files.writeString(folder.resolve("journal.jsonl"),
        "{\"event\":\"began\",\"network\":\"cnds-8\",\"data\":\"shapes\",\"classes\":10,\"steps\":9}\n");
    ObjectNode tree = tree();
    for (String chapter : List.of("steps", "epochs", "speed", "gradient", "diagnosis", "network", "evaluation", "environment", "recipe")) {
      assertFalse(tree.has(chapter), chapter);
    }
    assertEquals("running", tree.at("/state/name").asText());
  }

  @Test
  void a_folder_that_was_only_probed_has_its_figure() throws IOException {
    fixture().probe();
    ObjectNode tree = tree();
    assertEquals("probed", tree.at("/state/name").asText());
    assertEquals("cnds-13", tree.at("/title/network").asText());
    assertEquals(13, tree.at("/gradient/layers").size());
  }

  @Test
  void what_cannot_be_read_is_a_note_and_the_rest_is_shown() throws IOException {
    fixture().run().probe();
    Files.writeString(folder.resolve("evaluation.json"), "{\"epoch\": 1,");
    Files.writeString(folder.resolve("recipe.yaml"), "network: cnds-13\ndata: shapes\ncolour: blue\n");
    Files.write(folder.resolve("environment.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 'x'});
    ObjectNode tree = tree();
    String notes = tree.get("notes").toString();
    assertEquals(3, tree.get("notes").size(), notes);
    assertTrue(notes.contains("evaluation.json") && notes.contains("colour") && notes.contains("environment.json"), notes);
    assertTrue(tree.has("gradient") && tree.has("steps") && tree.has("network"));
    assertEquals("network: cnds-13\ndata: shapes\ncolour: blue\n", tree.get("recipe").asText());
  }

  @Test
  void a_folder_without_a_run_is_refused() {
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Facts.of(folder)).getMessage().contains("is no run folder"));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Facts.of(folder.resolve("absent"))).getMessage()
        .contains("does not exist"));
  }

  @Test
  void the_gradient_figure_has_the_first_and_the_last_round_and_where_heads_hang() throws IOException {
    fixture().run().probe();
    JsonNode figure = tree().get("gradient");
    assertEquals("conv1", figure.at("/layers/0").asText());
    assertEquals(13, figure.get("layers").size(), "linear layers are left out");
    assertEquals("[]", figure.at("/before/heads").toString());
    assertEquals("[\"pool4\",\"pool7\",\"pool10\"]", figure.at("/after/heads").toString());
    assertEquals(30, figure.at("/before/values/12").size());
    assertEquals(1.0, figure.at("/before/dead/1").asDouble());
    assertEquals("[{'tap':'pool4','layer':'conv4'},{'tap':'pool7','layer':'conv7'},{'tap':'pool10','layer':'conv10'}]",
        figure.get("marks").toString().replace('"', '\''));
  }

  @Test
  void a_probe_that_places_nothing_has_no_second_round() throws IOException {
    fixture().network("cnds-13", List.of()).run().probe();
    JsonNode figure = tree().get("gradient");
    assertFalse(figure.has("after"));
    assertEquals(0, figure.get("marks").size());
  }

  @Test
  void a_diagnosis_tells_shares_and_cosines_where_they_are_known() throws IOException {
    fixture().diagnose(5).run();
    JsonNode diagnosis = tree().get("diagnosis");
    assertEquals(12, diagnosis.get("x").size());
    assertEquals(13, diagnosis.get("layers").size());
    assertTrue(diagnosis.at("/share/pool4/0/0").isNumber());
    assertTrue(diagnosis.at("/share/pool4/12/0").isNull(), "pool4 sends nothing above itself");
    assertFalse(diagnosis.get("cosine").has("main"));
    assertTrue(diagnosis.at("/cosine/pool10/9/11").isNumber());
    assertTrue(diagnosis.at("/joint/0/0").asDouble() > diagnosis.at("/main/0/0").asDouble());
  }

  @Test
  void a_network_that_the_journal_does_not_describe_is_left_out() throws IOException {
    fixture().run();
    Path journal = folder.resolve("journal.jsonl");
    Files.writeString(journal, Files.readString(journal).replace("\"input\":\"3x64x64\",", ""));
    assertFalse(tree().has("network"));
    Files.writeString(journal, Files.readString(journal).replace("\"data\":", "\"input\":\"wide\",\"data\":"));
    assertTrue(tree().get("notes").toString().contains("the network cannot be drawn"), tree().get("notes").toString());
  }

  /** A stranger's folder shows no file of ours. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void a_file_that_is_a_link_to_outside_is_refused() throws IOException {
    new RunFixture(folder.resolve("linked")).length(1, 2).run();
    Path secret = Files.writeString(folder.resolve("secret"), "key: mine");
    for (String name : List.of("recipe.yaml", "environment.json", "journal.jsonl")) {
      Files.deleteIfExists(folder.resolve("linked").resolve(name));
      Path link = Files.createSymbolicLink(folder.resolve("linked").resolve(name), secret);
      String message = assertThrows(BadData.class, () -> Facts.of(folder.resolve("linked")).tree()).getMessage();
      assertTrue(message.startsWith(link + " is a link"), message);
      Files.delete(link);
      Files.copy(secret, link);
    }
  }
}
