package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import dev.sonde.data.Dataset;
import dev.sonde.data.Image;
import dev.sonde.data.Sample;
import dev.sonde.data.Seed;
import dev.sonde.data.Shapes;
import dev.sonde.data.Split;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.store.Checkpoint;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class TrainingTest {
  private static final Split SHAPES = new Split(Shapes.of(16, 160, Seed.of(1)), Shapes.of(16, 40, Seed.of(2)));
  private static final String NETWORK = """
      {"name": "tiny", "input": "3x16x16", "nodes": [
        {"name": "conv1", "layer": "conv", "filters": 8, "kernel": 3, "padding": 1},
        {"name": "relu1", "layer": "relu"},
        {"name": "pool1", "layer": "max-pool", "kernel": 4, "stride": 4},
        {"name": "drop", "layer": "dropout", "rate": 0.2},
        {"name": "flatten", "layer": "flatten"},
        {"name": "fc", "layer": "linear", "features": 10}]}""";

  @TempDir Path folder;

  /** Loads what lives as long as the process, before anything is counted. */
  @BeforeAll
  static void warm() {
    Training.of(recipe().with("epochs", "1")).on(SHAPES).run().close();
  }

  private static Recipe recipe() {
    return Recipe.parse("data: shapes\nbatch: 32\nepochs: 2\nrate: 0.02\ninit: [{at: '*', weight: he}]\ntrain: ['normalize 0.5,0.5,0.5 0.25,0.25,0.25']\n"
        + "eval: ['normalize 0.5,0.5,0.5 0.25,0.25,0.25']\nnetwork: " + NETWORK.replace("\n", " ") + "\n", "test");
  }

  private static List<double[]> weights(Recipe recipe) {
    try (Run run = Training.of(recipe).on(SHAPES).run()) {
      return weights(run);
    }
  }

  private static List<double[]> weights(Run run) {
    try (Scope scope = Scope.silent()) {
      return run.model().state().values().stream().map(Tensors::doubles).toList();
    }
  }

  private static void same(List<double[]> a, List<double[]> b) {
    assertEquals(a.size(), b.size());
    for (int i = 0; i < a.size(); i++) {
      org.junit.jupiter.api.Assertions.assertArrayEquals(a.get(i), b.get(i));
    }
  }

  @Test
  void the_same_recipe_gives_the_same_weights_whatever_the_number_of_workers() {
    same(weights(recipe().with("workers", "1")), weights(recipe().with("workers", "3")));
  }

  @Test
  void another_seed_gives_other_weights() {
    assertNotEquals(weights(recipe())
        .get(0)[0], weights(recipe().with("seed", "2")).get(0)[0]);
  }

  @Test
  void a_head_of_weight_zero_changes_no_bit_of_the_body() {
    Recipe headed = recipe().with("supervise", "{conv1: {head: linear, weight: 0}, pool1: {head: pooled, weight: 0}}");
    same(weights(recipe()), weights(headed));
  }

  @Test
  void a_head_that_counts_changes_the_body_but_not_where_it_starts() {
    Recipe headed = recipe().with("supervise", "{conv1: {head: linear, weight: 0.5}}");
    assertNotEquals(weights(recipe()).get(0)[0], weights(headed).get(0)[0]);
    List<List<double[]>> first = new ArrayList<>();
    Listener start = new Listener() {
      @Override
      public void began(Run run) {
        first.add(weights(run));
      }
    };
    Training.of(recipe().with("epochs", "1")).on(SHAPES).listen(start).run().close();
    Training.of(headed.with("epochs", "1")).on(SHAPES).listen(start).run().close();
    same(first.get(0), first.get(1));
  }

  @Test
  void a_head_is_named_in_every_step_and_gone_when_its_phase_is_over() {
    Recipe phased = recipe().with("supervise", "{pool1: {head: pooled, weight: 0.5 decaying}}")
        .with("phases", "[{epochs: 1, rate: 0.02}, {epochs: 1, rate: 0.01, heads: off, restart: yes}]");
    List<String> parts = new ArrayList<>();
    Listener watch = new Listener() {
      @Override
      public void stepped(Run run) {
        parts.add(run.phase() + ":" + run.breakdown().parts().stream().map(p -> p.name()).collect(Collectors.joining("+")));
      }
    };
    try (Run run = Training.of(phased).on(SHAPES).listen(watch).run()) {
      assertEquals(Set.of("0:main+pool1", "1:main"), Set.copyOf(parts));
      assertEquals(10, run.step());
      assertEquals(Set.of("pool1"), run.evaluations().get(0).heads().keySet());
      assertTrue(run.evaluations().get(1).heads().isEmpty());
    }
  }

  @Test
  void a_companion_below_its_margin_sends_nothing_into_the_body() {
    Recipe off = recipe().with("supervise", "{conv1: {head: linear, weight: 1, margin: 1000000}}");
    same(weights(recipe()), weights(off));
  }

  @Test
  void the_loss_falls() {
    try (Run run = Training.of(recipe().with("epochs", "12")).on(SHAPES).run()) {
      double first = run.evaluations().get(0).loss();
      assertTrue(run.breakdown().total() < first - 0.1, first + " → " + run.breakdown().total());
    }
  }

  @Test
  void the_run_folder_tells_the_story_and_its_checkpoint_evaluates_the_same() throws IOException {
    Path out = folder.resolve("run");
    Evaluation last;
    try (Run run = Training.of(recipe().with("supervise", "{pool1: {head: pooled, weight: 0.3}}")).on(SHAPES).into(out).run()) {
      last = run.evaluations().get(1);
      assertEquals(run.recipe(), Recipe.read(out.resolve("recipe.yaml")));
    }
    List<String> journal = Files.readAllLines(out.resolve("journal.jsonl"));
    assertTrue(journal.get(0).startsWith("{\"event\":\"began\""), journal.get(0));
    assertEquals(10, journal.stream().filter(line -> line.contains("\"step\"") && line.contains("\"pool1\":{\"loss\"")).count());
    assertTrue(journal.get(journal.size() - 1).startsWith("{\"event\":\"ended\""));
    assertEquals(1 + 20, Files.readAllLines(out.resolve("steps.csv")).size());
    try (Checkpoint checkpoint = Checkpoint.open(new dev.sonde.store.Checkpoints(out.resolve("checkpoints")).newest().orElseThrow()); Model body = checkpoint.body(Precision.FLOAT32)) {
      assertEquals(Set.of("pool1"), checkpoint.heads());
      assertEquals(SHAPES.train().classes(), checkpoint.classes());
      Evaluation again = Evaluator.evaluate(body, Map.of(), dev.sonde.loss.Loss.parse(checkpoint.loss()), SHAPES.test(),
          dev.sonde.data.Transform.parse(checkpoint.eval()), 32, 2);
      assertEquals(last.loss(), again.loss());
      assertEquals(last.accuracy(), again.accuracy());
    }
  }

  @Test
  void a_folder_that_holds_a_run_is_refused() {
    Path out = folder.resolve("run");
    Training.of(recipe().with("epochs", "1")).on(SHAPES).into(out).run().close();
    var error = assertThrows(IllegalArgumentException.class, () -> Training.of(recipe()).on(SHAPES).into(out).run());
    assertTrue(error.getMessage().contains("already holds a run"), error.getMessage());
  }

  @Test
  void a_loss_that_is_no_number_stops_the_run_and_names_the_first_bad_node() {
    var error = assertThrows(NotFinite.class, () -> Training.of(recipe().with("rate", "1e30")).on(SHAPES).run());
    assertTrue(error.getMessage().contains("node \"conv1\"") || error.getMessage().contains("node \"fc\""), error.getMessage());
  }

  @Test
  void stopping_saves_and_says_why() throws IOException {
    Path out = folder.resolve("run");
    Listener impatient = new Listener() {
      @Override
      public void stepped(Run run) {
        if (run.step() == 3) {
          run.stop("enough");
        }
      }
    };
    try (Run run = Training.of(recipe()).on(SHAPES).into(out).listen(impatient).run()) {
      assertEquals(3, run.step());
      assertEquals("enough", run.stopped().orElseThrow());
    }
    assertTrue(Files.exists(new dev.sonde.store.Checkpoints(out.resolve("checkpoints")).newest().orElseThrow()));
    assertFalse(Files.exists(out.resolve("checkpoints/best.safetensors")));
  }

  @Test
  void a_network_with_another_number_of_classes_than_the_data_is_refused() {
    var error = assertThrows(IllegalArgumentException.class,
        () -> Training.of(Recipe.parse(recipe().yaml().replace("features: 10", "features: 7"), "seven")).on(SHAPES).run());
    assertTrue(error.getMessage().contains("ends in shape 7, but shapes") && error.getMessage().contains("10 classes"), error.getMessage());
  }

  @Test
  void an_unknown_tap_and_an_impossible_head_are_refused_before_anything_runs() {
    var unknown = assertThrows(IllegalArgumentException.class, () -> Training.of(recipe().with("supervise", "{conv9: 0.3}")).on(SHAPES).run());
    assertTrue(unknown.getMessage().startsWith("no node named \"conv9\" in tiny"), unknown.getMessage());
    var impossible = assertThrows(IllegalArgumentException.class, () -> Training.of(recipe().with("supervise", "{flatten: {head: cnds, weight: 1}}")).on(SHAPES).run());
    assertTrue(impossible.getMessage().contains("but its tap has shape 128"), impossible.getMessage());
  }

  @Test
  void a_label_outside_the_classes_is_refused_by_name() {
    Dataset wrong = new Dataset() {
      @Override
      public String name() {
        return "wrong";
      }

      @Override
      public int size() {
        return 4;
      }

      @Override
      public Sample get(int index) {
        return new Sample(new Image(16, 16, 3, new float[768]), 10);
      }

      @Override
      public List<String> classes() {
        return SHAPES.train().classes();
      }
    };
    var error = assertThrows(dev.sonde.data.BadData.class, () -> Training.of(recipe()).on(new Split(wrong, SHAPES.test())).run());
    assertTrue(error.getMessage().contains("label 10") && error.getMessage().contains("classes 0 to 9"), error.getMessage());
  }

  @Test
  void the_best_checkpoint_is_written_when_the_accuracy_rises_and_only_then() {
    Path out = folder.resolve("run");
    List<String> saved = new ArrayList<>();
    Listener watch = new Listener() {
      @Override
      public void saved(Run run, Path checkpoint) {
        saved.add(checkpoint.getFileName().toString());
      }
    };
    try (Run run = Training.of(recipe().with("epochs", "10")).on(SHAPES).into(out).listen(watch).run()) {
      double best = -1;
      int rises = 0;
      for (Evaluation evaluation : run.evaluations()) {
        rises += evaluation.accuracy() > best ? 1 : 0;
        best = Math.max(best, evaluation.accuracy());
      }
      assertTrue(rises < 10, "the accuracy rose in every epoch, which proves nothing");
      assertEquals(rises, saved.stream().filter("best.safetensors"::equals).count());
      assertEquals(10, saved.stream().filter(name -> name.startsWith("step-")).count());
    }
  }

  @Test
  void weights_that_the_last_update_ruined_are_found_by_the_evaluation() {
    var error = assertThrows(NotFinite.class, () -> Training.of(recipe().with("rate", "1e30").with("steps", "1")).on(SHAPES).run());
    assertTrue(error.getMessage().startsWith("the evaluation loss is NaN after epoch 1: the first bad values come out of node"), error.getMessage());
  }

  @Test
  void a_group_that_matches_no_parameter_is_refused() {
    var error = assertThrows(IllegalArgumentException.class, () -> Training.of(recipe().with("groups", "[{at: '*.bais', decay: 0}]")).on(SHAPES).run());
    assertTrue(error.getMessage().startsWith("\"*.bais\" in groups matches no parameter of tiny"), error.getMessage());
  }

  @Test
  void a_last_batch_of_one_that_batch_normalisation_cannot_take_is_refused_at_the_start() {
    Network network = NetworkBuilder.of("pooled", Shape.image(3, 16, 16)).conv(4, 3).globalAveragePool().batchNorm().flatten().linear(10).build();
    var error = assertThrows(IllegalArgumentException.class, () -> Training.of(network, "shapes").batch(159).on(SHAPES).run());
    assertTrue(error.getMessage().startsWith("a batch of 159 leaves one sample of"), error.getMessage());
    Training.of(network, "shapes").batch(158).epochs(1).on(SHAPES).run().close();
  }

  @Test
  void a_run_evaluates_as_often_as_its_recipe_says_and_after_the_last_epoch() {
    List<Integer> evaluated = new ArrayList<>();
    Listener watch = new Listener() {
      @Override
      public void evaluated(Run run) {
        evaluated.add(run.epoch());
      }
    };
    Training.of(recipe().with("epochs", "5").with("evaluate", "2")).on(SHAPES).listen(watch).run().close();
    assertEquals(List.of(1, 3, 4), evaluated);
  }

  @Test
  void a_run_takes_no_more_samples_than_its_recipe_says() {
    try (Run run = Training.of(recipe().with("samples", "{train: 64, test: 30}")).on(SHAPES).run()) {
      assertEquals(4, run.step());
      assertEquals(30, run.evaluations().get(0).samples());
    }
  }
}
