package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.data.BadData;
import dev.sonde.data.BadSample;
import dev.sonde.data.Codec;
import dev.sonde.data.Dataset;
import dev.sonde.data.Datasets;
import dev.sonde.data.Skipped;
import dev.sonde.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a folder of pictures of which some are damaged: the very first of the training set, another, and one of the test set. */
class BadSamplesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path home;
  private Split data;

  @BeforeEach
  void pictures() throws IOException {
    Split shapes = Datasets.open("shapes:size=16,train=60,test=40");
    write(shapes.train(), home.resolve("data/train"));
    write(shapes.test(), home.resolve("data/val"));
    data = Datasets.open(home.resolve("data"));
    Files.write(Path.of(data.train().origin(0)), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
    Files.delete(Path.of(data.train().origin(33)));
    byte[] whole = Files.readAllBytes(Path.of(data.test().origin(0)));
    Files.write(Path.of(data.test().origin(0)), Arrays.copyOf(whole, whole.length / 2));
  }

  private static void write(Dataset set, Path folder) throws IOException {
    for (int i = 0; i < set.size(); i++) {
      Path place = Files.createDirectories(folder.resolve(set.classes().get(set.label(i))));
      Files.write(place.resolve("%03d.png".formatted(i)), Codec.png(set.get(i).image()));
    }
  }

  private static Training training(String care) {
    return Training.of(Recipe.parse("""
        network: {name: tiny, input: 3x16x16, nodes: [{name: conv1, layer: conv, filters: 4, kernel: 3, stride: 4},
          {name: norm1, layer: batch-norm}, {name: flatten, layer: flatten}, {name: fc, layer: linear, features: 10}]}
        data: shapes
        batch: 7
        epochs: 2
        rate: 0.02
        init: [{at: '*', weight: he}]
        train: [flip, scale 0.004]
        eval: [scale 0.004]
        """ + care, "test"));
  }

  private List<JsonNode> journal(Path folder, String event) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("journal.jsonl"))) {
      JsonNode node = JSON.readTree(line);
      if (node.get("event").asText().equals(event)) {
        found.add(node);
      }
    }
    return found;
  }

  @Test
  void a_run_goes_on_without_them_and_says_each_once() throws IOException {
    Path folder = home.resolve("run");
    List<BadSample> told = new ArrayList<>();
    training("on-bad-sample: skip 3\n").on(data).into(folder).listen(new Listener() {
      @Override
      public void skipped(Run run, BadSample sample) {
        told.add(sample);
      }
    }).run().close();
    List<JsonNode> lines = journal(folder, "skipped");
    assertEquals(3, lines.size());
    assertEquals(3, told.size());
    assertEquals(data.train().origin(0), lines.get(0).get("origin").asText(), "found before the run begins, told right behind the first line");
    assertTrue(lines.stream().anyMatch(line -> line.get("set").asText().equals("test") && line.get("index").asInt() == 0));
    assertTrue(lines.stream().anyMatch(line -> line.get("index").asInt() == 33 && line.get("why").asText().startsWith(data.train().origin(33))));
    assertEquals(List.of(1, 2, 3), lines.stream().map(line -> line.get("count").asInt()).toList());
    assertEquals("skipped", JSON.readTree(Files.readAllLines(folder.resolve("journal.jsonl")).get(1)).get("event").asText());
    assertEquals(39, journal(folder, "evaluated").get(1).get("samples").asInt());
    assertEquals(2 * 9, journal(folder, "step").size(), "as many steps as without damage");
  }

  @Test
  void journals_and_weights_do_not_depend_on_the_workers() throws IOException {
    for (int workers : new int[] {1, 3}) {
      training("on-bad-sample: skip 3\n").on(data).into(home.resolve("w" + workers)).within(Limits.NONE.workers(workers)).run().close();
    }
    assertEquals(Files.readString(home.resolve("w1/journal.jsonl")), Files.readString(home.resolve("w3/journal.jsonl")));
  }

  @Test
  void one_too_many_ends_the_run_by_name() {
    String message = assertThrows(BadData.class, () -> training("on-bad-sample: skip 2\n").on(data).run()).getMessage();
    assertTrue(message.startsWith(data.train().origin(33)) && message.contains("bad sample number 3, and on-bad-sample: skip 2 allows 2"), message);
    assertThrows(BadData.class, () -> training("").on(data).run());
  }

  @Test
  void those_left_out_before_the_one_too_many_are_told_first() throws IOException {
    Files.delete(Path.of(data.train().origin(40)));
    Path folder = home.resolve("failed");
    assertThrows(BadData.class, () -> training("on-bad-sample: skip 3\n").batch(60).on(data).into(folder).run());
    assertEquals(List.of(1, 2, 3), journal(folder, "skipped").stream().map(line -> line.get("count").asInt()).toList());
    assertTrue(journal(folder, "failed").get(0).get("message").asText().contains("bad sample number 4"));
  }

  @Test
  void a_batch_without_a_good_sample_is_no_step() throws IOException {
    Path folder = home.resolve("single");
    training("on-bad-sample: skip 3\n").batch(1).on(data).into(folder).run().close();
    assertEquals(2 * 58, journal(folder, "step").size());
    assertEquals(2 * 58, journal(folder, "ended").get(0).get("steps").asInt());
  }

  @Test
  void a_batch_too_small_for_its_normalisation_is_no_step() throws IOException {
    Path folder = home.resolve("pairs");
    training("on-bad-sample: skip 3\n").with("network", "{name: tiny, input: 3x16x16, nodes: [{name: conv1, layer: conv, filters: 4, kernel: 16},"
        + " {name: norm1, layer: batch-norm}, {name: flatten, layer: flatten}, {name: fc, layer: linear, features: 10}]}")
        .batch(2).epochs(1).on(data).into(folder).run().close();
    int steps = journal(folder, "step").size();
    assertTrue(steps == 28 || steps == 29, "30 batches, of which one or two hold a damaged sample, not " + steps);
  }

  @Test
  void preparation_and_a_placing_probe_leave_them_out_too() throws IOException {
    Path folder = home.resolve("prepared");
    training("on-bad-sample: skip 3\nprepare: [gcn 1, mean-image]\nsupervise: auto\nplace: {iterations: 10}\n").epochs(1).on(data).into(folder).run().close();
    assertEquals(3, journal(folder, "skipped").size());
    assertEquals(List.of("began", "skipped", "skipped", "skipped", "epoch"), Files.readAllLines(folder.resolve("journal.jsonl")).stream().limit(5)
        .map(line -> line.replaceAll(".*\"event\":\"([a-z]+)\".*", "$1")).toList());
  }

  @Test
  void a_workbench_that_goes_on_tells_nothing_twice() {
    Recipe recipe = training("on-bad-sample: skip 3\n").recipe();
    Workbench first = Workbench.of(recipe, data);
    assertEquals("test 0; train 0", first.sieve().skipped().text());
    Workbench second = Workbench.goingOn(recipe, data, Skipped.parse("test 0; train 0"));
    assertEquals(2, first.sieve().news().size());
    assertEquals(List.of(), second.sieve().news());
    assertEquals(first.sieve().skipped(), second.sieve().skipped());
  }

  /** Batches of one, so that damaged samples make empty batches; stopped at and behind each of them. */
  @Test
  void a_run_that_was_interrupted_ends_in_the_same_bytes() throws IOException {
    Training training = training("on-bad-sample: skip 3\ncheckpoint: [30 steps]\n").batch(1).on(data);
    Path whole = home.resolve("whole");
    training.into(whole).run().close();
    int found = Math.max(1, journal(whole, "step").size() - stepsBehind(whole));
    for (int stop : new int[] {found, found + 1, 58, 90}) {
      Path folder = home.resolve("stopped-" + stop);
      training.into(folder).listen(stopAt(stop)).run().close();
      Training.resume(folder).on(data).within(Limits.NONE.workers(1 + stop % 3)).run().close();
      for (String name : List.of("journal.jsonl", "steps.csv", "epochs.csv", "evaluation.json", "checkpoints/step-00000116.safetensors")) {
        assertArrayEquals(Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(folder.resolve(name)), name + " stopped at " + stop);
      }
    }
  }

  @Test
  void a_run_does_not_go_on_with_other_data() throws IOException {
    Path folder = home.resolve("changed");
    training("on-bad-sample: skip 3\n").on(data).into(folder).listen(stopAt(3)).run().close();
    Files.copy(Path.of(data.train().origin(7)), Path.of(data.train().origin(33)));
    var error = assertThrows(IllegalArgumentException.class, () -> Training.resume(folder).on(data).run());
    assertTrue(error.getMessage().contains("step-00000003.safetensors: the training set is not what the run began with: train "), error.getMessage());
  }

  /** Steps behind the damaged sample that training itself came upon. */
  private int stepsBehind(Path folder) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("journal.jsonl"));
    int at = lines.indexOf(lines.stream().filter(line -> line.contains("\"index\":33,")).findFirst().orElseThrow());
    return (int) lines.subList(at, lines.size()).stream().filter(line -> line.startsWith("{\"event\":\"step\"")).count();
  }

  private static Listener stopAt(long step) {
    return new Listener() {
      @Override
      public void stepped(Run run) {
        if (run.step() == step) {
          run.stop("a test");
        }
      }
    };
  }

  @Test
  void the_environment_names_seed_and_data() throws IOException {
    Path folder = home.resolve("env");
    training("on-bad-sample: skip 3\n").epochs(1).seed(5).on(data).into(folder).run().close();
    JsonNode tree = JSON.readTree(folder.resolve("environment.json").toFile());
    assertEquals(List.of("sonde", "libtorch", "java", "os", "processor", "processors", "threads", "malloc", "precision", "seed", "data"),
        new ArrayList<>(tree.properties().stream().map(java.util.Map.Entry::getKey).toList()));
    assertEquals(5, tree.get("seed").asLong());
    assertEquals(data.train().fingerprint(), tree.get("data").get("train").asText());
    assertEquals(data.test().fingerprint(), tree.get("data").get("test").asText());
    assertFalse(tree.get("data").get("train").equals(tree.get("data").get("test")));
  }
}
