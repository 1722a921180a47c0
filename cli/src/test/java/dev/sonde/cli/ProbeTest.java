package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sonde probe} and {@code sonde train --supervise auto}, as a person runs them. */
class ProbeTest {
  private static final String[] VANISHING = {"init=[{at: fc, weight: gaussian 1e-9}, {at: '*', weight: he}]", "rate=1e-6", "batch=16"};

  @TempDir Path folder;

  private Session session(String command, String... more) throws IOException {
    return Session.of(java.util.stream.Stream.of(new String[] {command, Tiny.network(folder), Tiny.DATA}, VANISHING, more)
        .flatMap(java.util.Arrays::stream).toArray(String[]::new));
  }

  @Test
  void a_table_says_where_the_gradient_vanishes_and_how_to_train_against_it() throws IOException {
    Session session = session("probe", "--iterations", "3");
    assertEquals(0, session.code(), session.err());
    assertTrue(session.out().contains("tiny on " + Tiny.DATA + ": 3 iterations of 16 samples; gradients stated for a batch of 256"), session.out());
    assertTrue(session.out().lines().anyMatch(line -> line.startsWith("conv1 ") && line.contains(" low ")), session.out());
    assertTrue(session.out().contains("conv1 vanishes: mean |gradient| below 1e-7"), session.out());
    assertTrue(session.out().contains("a head goes to pool1, the end of conv1's stage"), session.out());
    assertTrue(session.out().contains("--supervise \"pool1: {head: linear xavier, weight: 0.3 decaying}\""), session.out());
    assertTrue(session.err().contains("probing without heads") && session.err().contains("probing with heads at pool1"), session.err());
  }

  @Test
  void json_is_the_file_that_a_run_keeps() throws IOException {
    Session session = session("probe", "--iterations", "2", "--json", "--place", "at relu1", "--head", "pooled he");
    assertEquals(0, session.code(), session.err());
    JsonNode tree = new ObjectMapper().readTree(session.out());
    assertEquals("[\"relu1\"]", tree.get("taps").toString());
    assertEquals("pooled he", tree.at("/cost/0/head").asText());
    assertTrue(tree.get("threshold").isNull() && tree.get("rounds").size() == 2, session.out());
  }

  @Test
  void heads_placed_for_a_training_are_in_its_recipe_with_the_reason() throws IOException {
    Path out = folder.resolve("run");
    Session session = session("train", "--supervise", "auto", "--iterations", "2", "--epochs", "1", "--out", out.toString());
    assertEquals(0, session.code(), session.err());
    assertTrue(session.out().contains("forecast for the head at pool1") && session.out().contains("measured for the head at pool1"), session.out());
    String recipe = Files.readString(out.resolve("recipe.yaml"));
    assertTrue(recipe.contains("pool1:") && recipe.contains("because:") && recipe.contains("conv1 vanishes"), recipe);
    assertTrue(Files.readString(out.resolve("report.html")).contains("conv1 vanishes"), "the report gives the reason");
  }

  @Test
  void a_budget_too_small_for_a_head_leaves_it_out_and_says_so() throws IOException {
    Session session = session("probe", "--iterations", "1", "--max-cost", "0.01%");
    assertTrue(session.out().contains("no head at pool1: it costs") && session.out().contains("the budget for all heads is 0.01%"), session.out());
    assertFalse(session.out().contains("To train so"), session.out());
  }

  @Test
  void misuse_is_refused_in_a_sentence() throws IOException {
    assertComplaint(session("train", "--max-cost", "10%"), "it goes with supervise=auto");
    assertComplaint(session("probe", "supervise=none"), "a probe places heads itself");
    assertComplaint(session("probe", "--place", "vanish"), "no placement rule \"vanish\"");
    assertComplaint(session("probe", "--place", "at conv7"), "no node named \"conv7\"");
    assertComplaint(session("probe", "--max-cost", "10"), "\"10\" is no budget");
    assertComplaint(session("probe", "--iterations", "0"), "iterations");
    assertComplaint(Session.of("probe", "cnds-8", Tiny.DATA, "--classes", "5", "--input", "3x16x16"), "has 10 classes; a probe needs an output for each");
  }

  private static void assertComplaint(Session session, String part) {
    assertEquals(2, session.code(), session.err());
    assertTrue(session.err().contains(part) && !session.err().contains("\tat "), session.err());
  }
}
