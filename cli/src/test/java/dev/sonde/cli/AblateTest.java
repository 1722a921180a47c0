package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A small ablation that every test reads, and what it refuses. */
class AblateTest {
  private static final String[] ARMS = {"--without", "pool1", "--arm", "soft: batch=24, supervise.pool1.weight=0.1"};

  @TempDir static Path folder;

  private static String out;
  private static String shown;

  @BeforeAll
  static void ablate() throws IOException {
    out = folder.resolve("ablation").toString();
    shown = Session.ok(words("--seeds", "3", "--out", out));
  }

  private static String[] words(String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("ablate", Tiny.network(folder), Tiny.DATA, "epochs=1", "batch=32", "samples.train=64", "--supervise", Tiny.HEAD,
        "--supervise", "conv1: {head: linear, weight: 0.1, rate: 0.01}"));
    all.addAll(Arrays.asList(ARMS));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  private static List<String> column(JsonNode list, String key) {
    return StreamSupport.stream(list.spliterator(), false).map(item -> item.get(key).asText()).toList();
  }

  @Test
  void a_line_for_every_run_then_tables_then_a_sentence_for_every_comparison() {
    List<String> lines = shown.lines().toList();
    assertTrue(lines.get(0).matches("seed 1 of 3, arm none: error [0-9.]+ % \\([0-9]+ s\\)"), shown);
    assertTrue(lines.get(11).startsWith("seed 3 of 3, arm soft: error"), shown);
    assertTrue(shown.contains("over the seeds 1, 2, 3"), shown);
    assertTrue(lines.stream().anyMatch(line -> line.matches("without-pool1( +[0-9.]+){3} +[0-9.]+ [0-9.]+ [0-9.]+")), shown);
    assertTrue(lines.stream().anyMatch(line -> line.matches("heads less none +[-+][0-9.]+ +.* [-+][0-9.]+ [-+][0-9.]+ [-+][0-9.]+")), shown);
    for (String subject : List.of("heads help", "arm without-pool1 helps", "arm soft helps")) {
      String verdict = ".*(" + subject + "|" + subject.replaceAll("^h|helps?$", "") + ").* none .*\\.";
      assertTrue(lines.stream().anyMatch(line -> line.matches(verdict)), subject + "\n" + shown);
    }
    assertFalse(shown.contains("-0.00"), shown);
  }

  @Test
  void heads_placed_by_measurement_are_named_and_so_is_a_comparison_of_nothing() throws IOException {
    String said = Session.ok("ablate", Tiny.network(folder), Tiny.DATA, "epochs=1", "batch=32", "supervise=auto", "place.iterations=1", "init=[{at: '*', weight: he}]",
        "--arm", "asked: place.rule=at pool1", "--seeds", "1", "--out", folder.resolve("placed").toString());
    assertTrue(said.contains("arm heads, seed 1: no head was called for, so there was nothing to compare"), said);
    assertTrue(said.contains("arm asked, seed 1: pool1"), said);
  }

  @Test
  void the_files_hold_what_was_shown() throws IOException {
    JsonNode tree = new ObjectMapper().readTree(Path.of(out, "ablation.json").toFile());
    assertEquals(List.of("none", "heads", "without-pool1", "soft"), column(tree.get("arms"), "name"));
    assertEquals("[\"batch=24\",\"supervise.pool1.weight=0.1\"]", tree.get("arms").get(3).get("changes").toString());
    assertEquals(List.of("none", "none", "none"), column(tree.get("comparisons"), "against"));
    column(tree.get("comparisons"), "sentence").forEach(sentence -> assertTrue(shown.contains(sentence), sentence));
    assertEquals(1 + 12, Files.readAllLines(Path.of(out, "ablation.csv")).size());
    assertTrue(Files.exists(new dev.sonde.store.Checkpoints(Path.of(out, "seed-3/soft/checkpoints")).newest().orElseThrow()));
  }

  @Test
  void the_same_command_reads_what_is_there_and_json_prints_nothing_else() throws IOException {
    String again = Session.ok(words("--seeds", "3", "--out", out));
    assertTrue(again.contains("seed 2 of 3, arm heads: error") && again.contains("(finished before, in " + Path.of(out, "seed-2/heads") + ")"), again);
    JsonNode tree = new ObjectMapper().readTree(Session.ok(words("--seeds", "3", "--out", out, "--json")));
    assertEquals(12, tree.get("runs").size());
    tree.get("runs").forEach(run -> assertTrue(run.get("kept").asBoolean()));
  }

  @Test
  void a_run_evaluates_on_the_samples_it_took_and_on_all_of_other_data() throws IOException {
    String run = Path.of(out, "seed-2/heads").toString();
    assertEquals(64, new ObjectMapper().readTree(Session.ok("eval", run, "--half", "train", "--json")).get("samples").asInt());
    assertEquals(96, new ObjectMapper().readTree(Session.ok("eval", run, Tiny.DATA, "--half", "train", "--json")).get("samples").asInt());
  }

  @Test
  void arms_seeds_and_comparisons_can_be_chosen() throws IOException {
    JsonNode tree = new ObjectMapper().readTree(Session.ok(words("--seeds", "3,1", "--arms", "soft,heads", "--compare", "soft:heads", "--out", out, "--json")));
    assertEquals(List.of("soft", "heads"), column(tree.get("arms"), "name"));
    assertEquals("[3,1]", tree.get("seeds").toString());
    assertEquals(List.of("soft"), column(tree.get("comparisons"), "arm"));
    assertEquals(List.of("cannot tell"), column(tree.get("comparisons"), "verdict"));
    assertTrue(tree.get("comparisons").get(0).get("p").isNull());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--seeds many              | --seeds many is neither a number",
      "--seeds 0                 | there must be at least one",
      "--seeds 2,2               | none twice",
      "--arms none,haeds         | no arm named \"haeds\"",
      "--arms none               | there must be at least two",
      "--only pool7              | has no head at \"pool7\"",
      "--compare heads           | is no pair of arms",
      "--compare heads:all       | heads and all cannot be compared",
      "--arm x                   | arms heads and x are the same recipe",
      "--arm x:loss              | is no KEY=VALUE"})
  void what_makes_no_ablation_is_refused(String options, String complaint) throws IOException {
    Session session = Session.of(words(options.split(" ")));
    assertEquals(2, session.code(), session.out());
    assertTrue(session.err().contains(complaint) && session.err().lines().count() == 1, session.err());
  }

  @Test
  void a_recipe_without_heads_has_nothing_to_compare() throws IOException {
    Session session = Session.of("ablate", Tiny.network(folder), Tiny.DATA);
    assertEquals(2, session.code());
    assertTrue(session.err().contains("there is nothing to compare; it has no heads"), session.err());
  }
}
