package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.data.Seed;
import dev.sonde.data.Shapes;
import dev.sonde.data.Split;
import dev.sonde.probe.Survey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code supervise: auto}, from probe to trained network. */
class SurveysTest {
  private static final Split DATA = new Split(Shapes.of(16, 96, Seed.of(1)), Shapes.of(16, 20, Seed.of(2)));
  private static final String NETWORK = """
      {"name": "narrow", "input": "3x16x16", "nodes": [
        {"name": "conv1", "layer": "conv", "filters": 8, "kernel": 3, "padding": 1}, {"name": "relu1", "layer": "relu"},
        {"name": "pool1", "layer": "max-pool", "kernel": 2, "stride": 2}, {"name": "drop", "layer": "dropout", "rate": 0.3},
        {"name": "conv2", "layer": "conv", "filters": 8, "kernel": 3, "padding": 1}, {"name": "relu2", "layer": "relu"},
        {"name": "pool2", "layer": "max-pool", "kernel": 2, "stride": 2},
        {"name": "flatten", "layer": "flatten"}, {"name": "fc", "layer": "linear", "features": 10}]}""";

  @TempDir Path folder;

  /** Vanishes in conv1 where conv2 starts at almost nothing, and stays so, since the rate is small. */
  private static Recipe recipe(String conv2) {
    return Recipe.parse("data: shapes\nbatch: 16\nepochs: 2\nrate: 1e-5\nclip: 5\ninit: [{at: conv2, weight: " + conv2 + "}, {at: '*', weight: he}]\n"
        + "train: ['normalize 0.5,0.5,0.5 0.25,0.25,0.25', flip]\neval: ['normalize 0.5,0.5,0.5 0.25,0.25,0.25']\nsupervise: auto\nplace: {iterations: 5}\n"
        + "network: " + NETWORK.replace("\n", " ") + "\n", "test");
  }

  private static List<Double> losses(Recipe recipe, int count) {
    List<Double> losses = new ArrayList<>();
    Listener listener = new Listener() {
      @Override
      public void stepped(Run run) {
        losses.add(run.breakdown().total());
      }
    };
    Training.of(recipe.with("steps", String.valueOf(count))).on(DATA).listen(listener).run().close();
    return losses;
  }

  @Test
  void a_probe_is_the_beginning_of_the_training_it_stands_for() {
    Survey survey = Training.of(recipe("gaussian 1e-9")).on(DATA).survey();
    assertEquals(losses(recipe("gaussian 1e-9").with("supervise", "none"), 5), survey.before().losses(), "same weights, batches, dropout and steps");
    assertEquals(losses(recipe("gaussian 1e-9").placed(survey), 5), survey.after().losses(), "and with the heads too");
  }

  @Test
  void a_probe_follows_the_schedule_and_takes_the_smaller_last_batch_as_training_does() {
    Split odd = new Split(Shapes.of(16, 40, Seed.of(1)), Shapes.of(16, 20, Seed.of(2)));
    Recipe recipe = recipe("he").with("rate", "0.05 cosine 0.0001").with("clip", "0.2").with("place", "{iterations: 7, rule: at pool1}").with("epochs", "3");
    Survey survey = Training.of(recipe).on(odd).survey();
    List<Double> losses = new ArrayList<>();
    Training.of(recipe.placed(survey).with("supervise.pool1.rate", "1")).on(odd).listen(new Listener() {
      @Override
      public void stepped(Run run) {
        losses.add(run.breakdown().total());
      }
    }).run().close();
    assertEquals(losses.subList(0, 7), survey.after().losses());
  }

  @Test
  void a_training_that_would_be_refused_is_refused_before_the_survey() {
    Listener listener = new Listener() {
      @Override
      public void probing(List<String> heads, int iteration, int iterations) {
        throw new AssertionError("probed for nothing");
      }
    };
    for (String change : List.of("eval=[resize 20]", "phases=[{epochs: 1, rate: 0.1, heads: off}]", "place.rule=at conv9", "place.rule=at pool1,pool1")) {
      assertThrows(IllegalArgumentException.class, () -> Training.of(recipe("he").with(change.substring(0, change.indexOf('=')), change.substring(change.indexOf('=') + 1)))
          .on(DATA).listen(listener).run(), change);
    }
    assertThrows(IllegalArgumentException.class, () -> Training.of(recipe("he").with("place.rule", "at fc").with("place.head", "cnds")).on(DATA).listen(listener).run());
  }

  @Test
  void heads_are_placed_where_the_gradient_vanishes_and_the_run_says_so() throws IOException {
    List<String> told = new ArrayList<>();
    Listener listener = new Listener() {
      @Override
      public void probing(List<String> heads, int iteration, int iterations) {
        told.add(heads + " " + iteration + "/" + iterations);
      }

      @Override
      public void surveyed(Survey survey) {
        told.add("surveyed " + survey.taps());
      }

      @Override
      public void began(Run run) {
        told.add("began");
      }
    };
    try (Run run = Training.of(recipe("gaussian 1e-9")).on(DATA).into(folder).listen(listener).run()) {
      assertEquals(List.of("pool1"), run.recipe().supervise().stream().map(s -> s.tap()).toList());
      double share = HeadTimes.measure(run).get("pool1");
      assertTrue(share > -0.9 && share < 20, "a share, not a ratio: " + share);
    }
    assertEquals("[] 0/5", told.get(0));
    assertEquals(List.of("[pool1] 4/5", "surveyed [pool1]", "began"), told.subList(told.size() - 3, told.size()));

    Recipe written = Recipe.read(folder.resolve("recipe.yaml"));
    assertFalse(written.auto());
    assertTrue(written.because().get(0).startsWith("conv1 vanishes: mean |gradient| below 1e-7"), written.because().toString());
    JsonNode probe = new ObjectMapper().readTree(folder.resolve("probe.json").toFile());
    assertEquals("narrow vanishing 1e-7 [\"pool1\"]", probe.get("network").asText() + " " + probe.get("rule").asText() + " " + probe.get("taps"));
    assertEquals(List.of(1e-7, 256.0, 16.0, 2.0), List.of(probe.get("threshold").asDouble(), probe.get("reference_batch").asDouble(),
        probe.get("batch").asDouble(), (double) probe.get("rounds").size()));
    JsonNode conv1 = probe.at("/rounds/0/layers/conv1");
    assertEquals(5, conv1.get("activation_gradient").size());
    assertTrue(conv1.get("activation_gradient").get(0).asDouble() < 1e-7 && probe.at("/rounds/1/layers/conv1/activation_gradient/0").asDouble() > 1e-7);
    assertTrue(probe.at("/rounds/0/layers/fc/dead/0").isNull(), "no ReLU follows fc");
    assertTrue(probe.at("/cost/0/measured").isNumber() && probe.at("/cost/0/share").asDouble() > 0, probe.get("cost").toString());
  }

  @Test
  void a_sound_network_trains_without_heads_and_says_why() {
    Path into = folder.resolve("sound");
    Training.of(recipe("he")).on(DATA).into(into).run().close();
    Recipe written = Recipe.read(into.resolve("recipe.yaml"));
    assertTrue(written.supervise().isEmpty() && written.because().get(0).endsWith("no head is called for"), written.because().toString());
    assertTrue(Files.exists(into.resolve("probe.json")));
  }

  @Test
  void a_folder_that_holds_a_run_is_refused_before_anything_is_probed() {
    Training.of(recipe("he").with("supervise", "none")).on(DATA).into(folder).run().close();
    Listener listener = new Listener() {
      @Override
      public void probing(List<String> heads, int iteration, int iterations) {
        throw new AssertionError("probed although the folder is taken");
      }
    };
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Training.of(recipe("he")).on(DATA).into(folder).listen(listener).run()).getMessage()
        .contains("already holds a run"));
  }
}
