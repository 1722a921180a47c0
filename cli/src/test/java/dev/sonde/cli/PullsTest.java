package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.probe.Diagnosis;
import dev.sonde.probe.Diagnosis.Finding;
import dev.sonde.probe.Diagnosis.Pull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The diagnoses of an epoch on the terminal. */
class PullsTest {
  @TempDir Path folder;

  /** Layers conv1, conv2, …, in each of which pool4 has a share of 3/4 and the given cosine. */
  private static Diagnosis diagnosis(double... cosines) {
    Map<String, Finding> layers = new LinkedHashMap<>();
    for (double cosine : cosines) {
      Map<String, Pull> parts = new LinkedHashMap<>();
      parts.put("main", new Pull(1, 0.25, OptionalDouble.empty()));
      parts.put("pool4", new Pull(3, 0.75, OptionalDouble.of(cosine)));
      layers.put("conv" + (layers.size() + 1), new Finding(2e-6, 1e-9, parts));
    }
    return new Diagnosis(layers);
  }

  private static List<String> lines(Diagnosis... diagnoses) {
    Pulls pulls = new Pulls();
    List.of(diagnoses).forEach(pulls::add);
    return pulls.lines();
  }

  @Test
  void the_lowest_layer_shows_the_mean_over_the_epochs_diagnoses() {
    assertEquals(List.of("gradient of conv1: main 25 %, pool4 75 % (cosine 0.25); mean 2.0e-06, of main alone 1.0e-09"),
        lines(diagnosis(0.5, 1), diagnosis(0, 1)));
  }

  @Test
  void a_head_that_fights_the_main_loss_in_most_layers_is_named() {
    assertEquals("pool4 pulls against the main loss in 2 of 3 layers", lines(diagnosis(0.2, -0.3, -0.06)).get(1));
    assertEquals("pool4 pulls against the main loss in 1 of 1 layer", lines(diagnosis(-0.9)).get(1));
    assertEquals(1, lines(diagnosis(-0.3, 0.2)).size());
    assertEquals(1, lines(diagnosis(-0.01, -0.04)).size());
  }

  @Test
  void no_minus_stands_before_a_rounded_zero() {
    assertTrue(lines(diagnosis(-0.001)).get(0).contains("(cosine 0.00)"));
  }

  @Test
  void a_part_that_ran_in_some_diagnoses_only_has_its_share_of_all() {
    Diagnosis alone = new Diagnosis(Map.of("conv1", new Finding(1e-9, 1e-9, Map.of("main", new Pull(1, 1, OptionalDouble.empty())))));
    assertEquals("gradient of conv1: mean 1.0e-09", lines(alone).get(0));
    assertTrue(lines(alone, diagnosis(0.5)).get(0).startsWith("gradient of conv1: main 63 %, pool4 38 % (cosine 0.50); mean "),
        lines(alone, diagnosis(0.5)).get(0));
    assertEquals(List.of(), lines());
  }

  @Test
  void training_takes_the_number_with_and_without_its_word() throws IOException {
    String network = Tiny.network(folder);
    String shown = Session.ok("train", network, Tiny.DATA, "--supervise", Tiny.HEAD, "--epochs", "1", "--batch", "32",
        "--diagnose", "every=2", "--out", folder.resolve("a").toString());
    String origin = " {7}gradient of conv1: main \\d+ %, pool1 \\d+ % \\(cosine -?[0-9.]+\\); mean .*";
    assertTrue(shown.lines().anyMatch(line -> line.matches(origin)), shown);
    assertTrue(Files.readString(folder.resolve("a/recipe.yaml")).contains("diagnose: 2\n"));
    List<String> journal = Files.readAllLines(folder.resolve("a/journal.jsonl"));
    assertEquals(2, journal.stream().filter(line -> line.startsWith("{\"event\":\"diagnosed\"")).count());
    Session.ok("train", network, Tiny.DATA, "--epochs", "1", "--diagnose", "7", "--out", folder.resolve("b").toString());
    assertTrue(Files.readString(folder.resolve("b/recipe.yaml")).contains("diagnose: 7\n"));
    String plain = Session.ok("train", network, Tiny.DATA, "--epochs", "1", "--out", folder.resolve("c").toString());
    assertFalse(plain.contains("gradient of") || Files.readString(folder.resolve("c/journal.jsonl")).contains("diagnosed"), plain);
  }

  @Test
  void a_number_that_is_none_is_refused() throws IOException {
    String out = folder.resolve("a").toString();
    Session session = Session.of("train", Tiny.network(folder), Tiny.DATA, "--diagnose", "every=often", "--out", out);
    assertEquals(2, session.code());
    assertEquals("sonde: --diagnose every=often names no number of steps; write --diagnose every=100", session.err().strip());
  }
}
