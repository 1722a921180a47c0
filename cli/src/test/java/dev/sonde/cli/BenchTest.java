package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code sonde bench}: that it runs, and that what it says agrees with itself. Absolute times are nobody's promise. */
class BenchTest {
  @TempDir Path folder;

  private String bench(String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of("bench", Tiny.network(folder), "--batch", "16", "--supervise", Tiny.HEAD));
    words.addAll(List.of(options));
    return Session.ok(words.toArray(String[]::new));
  }

  @Test
  void everything_is_measured_and_agrees_with_itself() throws Exception {
    Path file = folder.resolve("all.json");
    Files.writeString(file, bench("--seconds", "0.1", "--json"));
    JsonNode tree = new ObjectMapper().readTree(file.toFile());
    for (String row : List.of("train", "train with heads", "probe", "predict 1", "predict 32", "loader", "checkpoint copy",
        "checkpoint write", "sgemm")) {
      assertTrue(tree.path("timings").path(row).path("medianSeconds").asDouble() > 0, row + " was not measured: " + tree);
    }
    Measurements all = MeasurementsFile.read(file);
    all.rows().forEach((name, row) -> {
      Timing t = row.timing();
      assertTrue(t.least() <= t.low() && t.low() <= t.median() && t.median() <= t.high() && t.repetitions() >= 3, name + ": " + t);
    });
    assertTrue(all.ofSgemm(Measurements.TRAIN).orElseThrow() < 1.5, "a step cannot be faster than the matrix product: " + tree);
    assertTrue(all.ratio(Measurements.PROBE, Measurements.TRAIN).orElseThrow() < 20);
    double one = all.rows().get(Measurements.PREDICT + 1).timing().rate();
    double many = all.rows().get(Measurements.PREDICT + 32).timing().rate();
    assertTrue(many > 0.5 * one, "32 images at once are handled at " + many + " a second, single ones at " + one);
    assertTrue(Session.ok("bench", "--compare", file.toString(), file.toString()).contains("within noise"));
  }

  @Test
  void a_profile_names_every_layer_and_adds_up() throws Exception {
    JsonNode tree = new ObjectMapper().readTree(bench("--seconds", "0.2", "--profile", "--json"));
    double sum = 0;
    for (JsonNode part : tree.path("parts")) {
      sum += part.path("seconds").asDouble();
    }
    double step = tree.path("meanSeconds").asDouble();
    assertEquals(step, sum, 0.1 * step, tree.toString());
    assertEquals(sum / step, tree.path("covered").asDouble(), 1e-9);
    for (String leg : List.of("batch to tensors", "forward", "loss", "backward", "optimizer", "release")) {
      assertTrue(tree.path("parts").findValuesAsText("leg").contains(leg), leg + " is missing in " + tree);
    }
  }

  @Test
  void a_training_tells_its_own_profile() throws Exception {
    String said = Session.ok("train", Tiny.network(folder), Tiny.DATA, "batch=8", "epochs=1", "--supervise", Tiny.HEAD, "--profile", "--out",
        folder.resolve("run").toString());
    assertTrue(said.contains("the average of 7 steps:"), said);
    for (String line : List.of("data wait ", "forward +conv1 ", "forward +heads/pool1/", "backward +conv1 ", "optimizer ", "all .* 100.0 % ")) {
      assertTrue(said.lines().anyMatch(text -> text.matches(line + ".*")), "no line " + line + " in\n" + said);
    }
  }

  @Test
  void what_cannot_be_measured_is_refused() {
    assertEquals("sonde: --only trian names nothing to measure; the nearest is \"train\"; known are train, heads, probe, predict, loader,"
        + " checkpoint", Session.of("bench", "cnds-8", "--only", "trian").err().strip());
    assertTrue(Session.of("bench").err().contains("nothing to measure; name a network"));
    assertEquals(Complaint.MISUSE, Session.of("bench", "cnds-8", "--threads", "0").code());
    assertEquals("sonde: \"half\" is no precision; known are float32 and bfloat16", Session.of("bench", "cnds-8", "--precision", "half").err().strip());
  }
}
