package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.LeakCheck;
import dev.sonde.data.Seed;
import dev.sonde.data.Shapes;
import dev.sonde.data.Split;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class AblationTest {
  private static final Split SHAPES = new Split(Shapes.of(16, 160, Seed.of(1)), Shapes.of(16, 60, Seed.of(2)));
  private static final String PLAIN = """
      {"name": "tiny", "input": "3x16x16", "nodes": [
        {"name": "conv1", "layer": "conv", "filters": 8, "kernel": 3, "padding": 1},
        {"name": "relu1", "layer": "relu"},
        {"name": "pool1", "layer": "max-pool", "kernel": 4, "stride": 4},
        {"name": "flatten", "layer": "flatten"},
        {"name": "fc", "layer": "linear", "features": 10}]}""";
  private static final String DROPPED = PLAIN.replace("{\"name\": \"flatten\"", "{\"name\": \"drop\", \"layer\": \"dropout\", \"rate\": 0.5}, {\"name\": \"flatten\"");

  @TempDir Path out;

  /** Loads what lives as long as the process, before anything is counted. */
  @BeforeAll
  static void warm() {
    Training.of(recipe(DROPPED).with("epochs", "1")).on(SHAPES).run().close();
  }

  private static Recipe recipe(String network) {
    return Recipe.parse("data: shapes\nbatch: 32\nepochs: 2\nrate: 0.02\nsamples: {train: 100}\ninit: [{at: '*', weight: he}]\n"
        + "train: ['normalize 0.5,0.5,0.5 0.25,0.25,0.25', pad-crop 2, flip]\neval: ['normalize 0.5,0.5,0.5 0.25,0.25,0.25']\n"
        + "supervise: {conv1: {head: linear, weight: 0.3 decaying, rate: 0.01}, pool1: {head: googlenet, weight: 0.3}}\n"
        + "network: " + network.replace("\n", " ") + "\n", "test");
  }

  private static Ablation ablation(long... seeds) {
    return Ablation.of(recipe(PLAIN), List.of(Arm.NONE, Arm.HEADS), java.util.Arrays.stream(seeds).boxed().toList());
  }

  /** Remembers what went by. */
  private static final class Log implements Ablation.Watch {
    @Override
    public void resumed(Path run) {
      lines.add("goes on " + run.getFileName());
    }

    final List<String> lines = new ArrayList<>();
    final Map<String, List<double[]>> first = new LinkedHashMap<>();
    final Map<String, List<Double>> losses = new LinkedHashMap<>();
    int stopAfter = Integer.MAX_VALUE;

    @Override
    public List<Listener> listeners(long seed, Arm arm) {
      lines.add("train " + seed + " " + arm.name());
      int number = lines.size();
      return List.of(new Listener() {
        @Override
        public void began(Run run) {
          try (Scope scope = Scope.silent()) {
            first.put(seed + " " + arm.name(), run.model().state().values().stream().map(Tensors::doubles).toList());
          }
        }

        @Override
        public void stepped(Run run) {
          losses.computeIfAbsent(seed + " " + arm.name(), key -> new ArrayList<>()).add(run.breakdown().parts().get(0).loss());
          if (number > stopAfter && run.step() == 2) {
            run.stop("interrupted");
          }
        }
      });
    }

    @Override
    public void finished(Trial trial) {
      lines.add((trial.kept() ? "kept " : "finished ") + trial.seed() + " " + trial.arm());
    }

    @Override
    public void movedAside(Path run, Path aside) {
      lines.add("moved " + run.getFileName() + " to " + aside.getFileName());
    }
  }

  private static void same(List<double[]> a, List<double[]> b) {
    assertEquals(a.size(), b.size());
    for (int i = 0; i < a.size(); i++) {
      assertArrayEquals(a.get(i), b.get(i));
    }
  }

  /** At this rate no weight moves, so equal losses mean equal samples, crops and dropout masks. */
  private void arms_see_the_same(String network) {
    Recipe still = recipe(network).with("rate", "1e-30");
    List<Arm> arms = List.of(Arm.NONE, Arm.HEADS, Arm.only(still, List.of("pool1")));
    Log log = new Log();
    Ablation.of(still, arms, List.of(1L, 2L)).run(SHAPES, out, log);
    for (String seed : List.of("1 ", "2 ")) {
      for (Arm arm : arms) {
        same(log.first.get(seed + "none"), log.first.get(seed + arm.name()));
        assertEquals(8, log.losses.get(seed + arm.name()).size());
        assertEquals(log.losses.get(seed + "none"), log.losses.get(seed + arm.name()), seed + arm.name());
      }
    }
    assertNotEquals(log.first.get("1 none").get(0)[0], log.first.get("2 none").get(0)[0]);
    assertNotEquals(log.losses.get("1 none").get(0), log.losses.get("2 none").get(0));
  }

  @Test
  void arms_of_a_seed_start_from_the_same_weights_and_see_the_same_samples() {
    arms_see_the_same(PLAIN);
  }

  @Test
  void with_dropout_in_the_body_too() {
    arms_see_the_same(DROPPED);
  }

  @Test
  void the_main_loss_of_the_first_step_is_the_same_and_later_ones_are_not() {
    Log log = new Log();
    ablation(1).run(SHAPES, out, log);
    List<Double> none = log.losses.get("1 none");
    List<Double> heads = log.losses.get("1 heads");
    assertEquals(none.get(0), heads.get(0));
    assertNotEquals(none.get(1), heads.get(1));
  }

  @Test
  void arms_run_by_turns_and_everything_is_written() throws IOException {
    Log log = new Log();
    Findings found = ablation(1, 2, 3).run(SHAPES, out, log);
    assertEquals(List.of("train 1 none", "finished 1 none", "train 1 heads", "finished 1 heads", "train 2 none", "finished 2 none", "train 2 heads",
        "finished 2 heads", "train 3 none", "finished 3 none", "train 3 heads", "finished 3 heads"), log.lines);
    JsonNode tree = new ObjectMapper().readTree(out.resolve("ablation.json").toFile());
    assertEquals(found.json(), Files.readString(out.resolve("ablation.json")));
    assertEquals(6, tree.get("runs").size());
    JsonNode run = tree.get("runs").get(3);
    Recipe trained = Recipe.read(out.resolve("seed-2/heads/recipe.yaml"));
    assertEquals(recipe(PLAIN).with("seed", "2"), trained);
    assertEquals("heads", run.get("arm").asText());
    try (Run again = Training.of(trained).on(SHAPES).run()) {
      assertEquals(again.evaluations().get(1).error(), run.get("error").asDouble());
      assertEquals(again.evaluations().get(0).accuracy(), run.get("accuracy").get("1").asDouble());
      assertEquals(1 - again.best(), run.get("least_error").asDouble());
    }
    assertEquals(run.get("error"), tree.get("arms").get(1).get("errors").get(1));
    assertEquals(found.comparison().differences().get(0).mean(), tree.get("comparisons").get(0).get("mean").asDouble());
    assertEquals("heads", tree.get("comparisons").get(0).get("arm").asText());
    assertEquals("none", tree.get("correction").asText());
    List<String> csv = Files.readAllLines(out.resolve("ablation.csv"));
    assertEquals("seed,arm,epoch,accuracy", csv.get(0));
    assertEquals(1 + 12, csv.size());
    assertEquals("2,heads,1," + run.get("accuracy").get("1").asDouble(), csv.get(7));
  }

  @Test
  void finished_runs_are_kept_and_more_seeds_may_be_added() {
    Findings before = ablation(1).run(SHAPES, out, new Log());
    Log log = new Log();
    Findings after = ablation(1, 2).run(SHAPES, out, log);
    assertEquals(List.of("kept 1 none", "kept 1 heads", "train 2 none", "finished 2 none", "train 2 heads", "finished 2 heads"), log.lines);
    assertEquals(before.trials().get(1).accuracy(), after.trials().get(1).accuracy());
  }

  @Test
  void a_stopped_ablation_goes_on_where_it_stopped() {
    Log log = new Log();
    log.stopAfter = 2;
    Findings stopped = ablation(1, 2).run(SHAPES, out, log);
    assertEquals(List.of("train 1 none", "finished 1 none", "train 1 heads"), log.lines);
    assertFalse(stopped.complete());
    assertThrows(IllegalStateException.class, stopped::comparison);
    assertFalse(Files.exists(out.resolve("ablation.json")));
    Log again = new Log();
    assertTrue(ablation(1, 2).run(SHAPES, out, again).complete());
    assertEquals(List.of("kept 1 none", "goes on heads", "train 1 heads", "finished 1 heads"), again.lines.subList(0, 4));
  }

  @Test
  void a_run_whose_process_died_before_its_first_checkpoint_is_made_again() throws IOException {
    ablation(1).run(SHAPES, out, new Log());
    Path journal = out.resolve("seed-1/none/journal.jsonl");
    String whole = Files.readString(journal);
    Files.writeString(journal, whole.substring(0, whole.length() - 10));
    for (Path file : new dev.sonde.store.Checkpoints(out.resolve("seed-1/none/checkpoints")).newestFirst()) {
      Files.delete(file);
    }
    Log log = new Log();
    ablation(1).run(SHAPES, out, log);
    assertEquals(List.of("moved none to none-unfinished-1", "train 1 none", "finished 1 none", "kept 1 heads"), log.lines);
  }

  @Test
  void runs_of_another_recipe_are_refused_before_anything_is_trained() {
    ablation(2).run(SHAPES, out, new Log());
    Log log = new Log();
    Ablation other = Ablation.of(recipe(PLAIN).with("rate", "0.01"), List.of(Arm.NONE, Arm.HEADS), List.of(1L, 2L));
    var error = assertThrows(IllegalArgumentException.class, () -> other.run(SHAPES, out, log));
    assertTrue(error.getMessage().contains("seed-2/none holds a finished run of another recipe"), error.getMessage());
    assertEquals(List.of(), log.lines);
  }

  @Test
  void a_run_that_ends_by_its_bound_of_steps_is_finished() {
    Ablation bounded = Ablation.of(recipe(PLAIN).with("steps", "3"), List.of(Arm.NONE, Arm.HEADS), List.of(1L));
    assertTrue(bounded.run(SHAPES, out, new Log()).complete());
    Log log = new Log();
    bounded.run(SHAPES, out, log);
    assertEquals(List.of("kept 1 none", "kept 1 heads"), log.lines);
  }

  @Test
  void an_arm_that_does_not_fit_is_refused_before_anything_is_trained() {
    List<Arm> arms = List.of(Arm.NONE, Arm.parse("odd: supervise={conv9: 0.3}"));
    var error = assertThrows(IllegalArgumentException.class, () -> Ablation.of(recipe(PLAIN), arms, List.of(1L)).run(SHAPES, out, new Log()));
    assertTrue(error.getMessage().startsWith("arm odd: no node named \"conv9\" in tiny"), error.getMessage());
    assertFalse(Files.exists(out.resolve("seed-1")));
  }

  @Test
  void a_run_that_breaks_says_which() {
    List<Arm> arms = List.of(Arm.NONE, Arm.parse("wild: rate=1e30"));
    var error = assertThrows(NotFinite.class, () -> Ablation.of(recipe(PLAIN), arms, List.of(4L)).run(SHAPES, out, new Log()));
    assertTrue(error.getMessage().startsWith("seed 4, arm wild: the loss is"), error.getMessage());
  }

  @Test
  void without_heads_there_is_nothing_to_compare() {
    Recipe bare = recipe(PLAIN).with("supervise", "none");
    var error = assertThrows(IllegalArgumentException.class, () -> Ablation.of(bare));
    assertTrue(error.getMessage().startsWith("arms none and heads are the same recipe, so there is nothing to compare; it has no heads"), error.getMessage());
    assertEquals(2, Ablation.of(bare, List.of(Arm.NONE, Arm.parse("hinge: loss=squared-hinge")), List.of(1L)).arms().size());
  }

  @Test
  void the_usual_ablation_has_five_seeds_and_compares_with_none() {
    Ablation usual = Ablation.of(recipe(PLAIN).with("seed", "7"));
    assertEquals(List.of(7L, 8L, 9L, 10L, 11L), usual.seeds());
    assertEquals(List.of(new Pair("heads", "none")), usual.pairs());
    List<Arm> others = List.of(Arm.parse("a: batch=3"), Arm.parse("b: batch=4"), Arm.parse("c: batch=5"));
    assertEquals(List.of(new Pair("b", "a"), new Pair("c", "a")), Ablation.of(recipe(PLAIN), others, List.of(1L)).pairs());
  }

  @Test
  void what_cannot_be_compared_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> ablation(1, 1));
    assertThrows(IllegalArgumentException.class, () -> ablation());
    assertThrows(IllegalArgumentException.class, () -> Ablation.of(recipe(PLAIN), List.of(Arm.NONE), List.of(1L)));
    assertThrows(IllegalArgumentException.class, () -> Ablation.of(recipe(PLAIN), List.of(Arm.NONE, Arm.parse("none: batch=3")), List.of(1L)));
    assertThrows(IllegalArgumentException.class, () -> ablation(1).comparing(List.of(new Pair("heads", "nobody"))));
    assertThrows(IllegalArgumentException.class, () -> ablation(1).comparing(List.of(new Pair("heads", "heads"))));
  }
}
