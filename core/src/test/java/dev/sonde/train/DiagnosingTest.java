package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.LeakCheck;
import dev.sonde.data.Seed;
import dev.sonde.data.Shapes;
import dev.sonde.data.Split;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.probe.Diagnosis;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a diagnosis leaves in the run's files, and that it leaves nothing in the training. */
@ExtendWith(LeakCheck.class)
class DiagnosingTest {
  private static final Split SHAPES = new Split(Shapes.of(16, 160, Seed.of(1)), Shapes.of(16, 40, Seed.of(2)));
  /** Everything that could go wrong: ReLUs that overwrite, batch normalisation, dropout, a sum, a concatenation, a flattened map. */
  private static final Network NETWORK = NetworkBuilder.of("mixed", Shape.image(3, 16, 16)).conv(8, 3).relu().maxPool(2, 2).as("block1")
      .residual(b -> b.conv(Layer.Conv.of(8, 3).padding(1)).batchNorm().relu()).relu().dropout(0.2)
      .branches(b -> b.conv(4, 1).relu(), b -> b.conv(Layer.Conv.of(4, 3).padding(1)).batchNorm().relu()).as("block2")
      .flatten().linear(24).relu().dropout(0.5).linear(10).build();

  @TempDir Path folder;

  /** Loads what lives as long as the process, before anything is counted. */
  @BeforeAll
  static void warm() {
    Training.of(recipe().with("epochs", "1").with("diagnose", "2")).on(SHAPES).run().close();
  }

  private static Recipe recipe() {
    return Recipe.of(NETWORK, "shapes").with("batch", "32").with("epochs", "2").with("rate", "0.02")
        .with("optimizer", "sgd momentum=0.9 decay=5e-4").with("clip", "5").with("init", "[{at: '*', weight: he}]")
        .with("supervise", "{conv1: {head: linear, weight: 0.3, loss: squared-hinge}, block1: {head: googlenet, weight: 0.4 recursive}, "
            + "block2: {head: pooled, weight: 0.2, margin: 0.1}}");
  }

  private static List<double[]> weights(Run run) {
    try (Scope scope = Scope.silent()) {
      return run.model().state().values().stream().map(Tensors::doubles).toList();
    }
  }

  private static List<Diagnosis> diagnoses(Recipe recipe, Path out) {
    List<Diagnosis> all = new ArrayList<>();
    Listener watch = new Listener() {
      @Override
      public void stepped(Run run) {
        run.diagnosis().ifPresent(all::add);
      }
    };
    Training.of(recipe).on(SHAPES).into(out).listen(watch).run().close();
    return all;
  }

  private static List<String> journal(Path run) throws IOException {
    return Files.readAllLines(run.resolve("journal.jsonl"));
  }

  private void same(Recipe recipe) throws IOException {
    Path off = folder.resolve("off");
    Path on = folder.resolve("on");
    try (Run plain = Training.of(recipe).on(SHAPES).into(off).run();
        Run diagnosed = Training.of(recipe.with("diagnose", "1")).on(SHAPES).into(on).run()) {
      assertTrue(plain.diagnosis().isEmpty() && diagnosed.diagnosis().isPresent());
      List<double[]> a = weights(plain);
      List<double[]> b = weights(diagnosed);
      for (int i = 0; i < a.size(); i++) {
        assertArrayEquals(a.get(i), b.get(i));
      }
    }
    List<String> steps = journal(on).stream().filter(line -> !line.startsWith("{\"event\":\"diagnosed\"")).toList();
    assertEquals(journal(off), steps);
    assertEquals(journal(off).size() + 10, journal(on).size());
    assertEquals(Files.readString(off.resolve("steps.csv")), Files.readString(on.resolve("steps.csv")));
  }

  @Test
  void training_is_bit_identical_with_and_without_diagnosis() throws IOException {
    same(recipe());
  }

  @Test
  void a_head_at_a_diagnosed_layer_stays_off_where_its_phase_says_so() throws IOException {
    same(recipe().with("phases", "[{epochs: 1, rate: 0.02}, {epochs: 1, rate: 0.01, heads: off}]"));
    for (String line : journal(folder.resolve("on"))) {
      JsonNode event = new ObjectMapper().readTree(line);
      if (event.get("event").asText().equals("diagnosed")) {
        Set<String> parts = Set.copyOf(names(event.get("layers").get("conv1").get("parts")));
        assertEquals(event.get("epoch").asInt() == 0 ? Set.of("main", "conv1", "block1", "block2") : Set.of("main"), parts);
      }
    }
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void the_first_step_is_diagnosed_and_then_every_nth() throws IOException {
    List<Diagnosis> seen = diagnoses(recipe().with("diagnose", "3"), folder.resolve("run"));
    List<Integer> steps = new ArrayList<>();
    int written = 0;
    String before = "";
    for (String line : journal(folder.resolve("run"))) {
      JsonNode event = new ObjectMapper().readTree(line);
      if (event.get("event").asText().equals("diagnosed")) {
        steps.add(event.get("step").asInt());
        assertEquals(seen.get(written++), read(event));
        String step = "{\"event\":\"step\",\"step\":" + event.get("step") + ",\"epoch\":" + event.get("epoch") + ",";
        assertTrue(before.startsWith(step), before);
      }
      before = line;
    }
    assertEquals(List.of(1, 4, 7, 10), steps);
    assertEquals(4, seen.size());
  }

  /** The record that a journal's line was written from. */
  private static Diagnosis read(JsonNode event) {
    Map<String, Diagnosis.Finding> layers = new LinkedHashMap<>();
    for (String layer : names(event.get("layers"))) {
      JsonNode finding = event.get("layers").get(layer);
      Map<String, Diagnosis.Pull> parts = new LinkedHashMap<>();
      for (String part : names(finding.get("parts"))) {
        JsonNode pull = finding.get("parts").get(part);
        assertEquals(!part.equals("main"), pull.has("cosine"), part);
        OptionalDouble cosine = pull.hasNonNull("cosine") ? OptionalDouble.of(pull.get("cosine").doubleValue()) : OptionalDouble.empty();
        parts.put(part, new Diagnosis.Pull(pull.get("norm").doubleValue(), pull.get("share").doubleValue(), cosine));
      }
      layers.put(layer, new Diagnosis.Finding(finding.get("joint").doubleValue(), finding.get("main").doubleValue(), parts));
    }
    return new Diagnosis(layers);
  }

  @Test
  void every_number_is_finite_and_within_its_bounds_and_layers_stand_in_network_order() {
    for (Diagnosis diagnosis : diagnoses(recipe().with("diagnose", "1"), folder.resolve("run"))) {
      assertEquals(List.of("conv1", "conv2", "conv3", "conv4", "fc1", "fc2"), List.copyOf(diagnosis.layers().keySet()));
      diagnosis.layers().forEach((layer, finding) -> {
        assertTrue(Double.isFinite(finding.joint()) && finding.joint() > 0 && Double.isFinite(finding.main()) && finding.main() > 0, layer);
        assertEquals(1, finding.parts().values().stream().mapToDouble(Diagnosis.Pull::share).sum(), 1e-12);
        finding.parts().values().forEach(pull -> assertTrue(Double.isFinite(pull.norm()) && Math.abs(pull.cosine().orElse(0)) <= 1, layer));
      });
      assertEquals(Set.of("main"), diagnosis.layers().get("fc1").parts().keySet());
      assertEquals(Set.of("main", "block2"), diagnosis.layers().get("conv4").parts().keySet());
    }
  }

  @Test
  void a_part_that_sends_nothing_is_written_with_an_absent_cosine_as_null() throws IOException {
    String silent = "{block1: {head: pooled, weight: 1, margin: 1e9}}";
    diagnoses(recipe().with("supervise", silent).with("diagnose", "100"), folder.resolve("run"));
    String line = journal(folder.resolve("run")).stream().filter(event -> event.contains("\"diagnosed\"")).findFirst().orElseThrow();
    assertTrue(line.contains("\"block1\":{\"norm\":0.0,\"share\":0.0,\"cosine\":null}"), line);
  }

  @Test
  void two_hundred_diagnosed_steps_leave_as_many_pointers_as_ten() {
    List<Long> pointers = new ArrayList<>();
    Listener watch = new Listener() {
      @Override
      public void stepped(Run run) {
        pointers.add(Pointer.totalCount());
      }
    };
    Training.of(recipe().with("diagnose", "1").with("epochs", "20").with("batch", "16")).on(SHAPES).listen(watch).run().close();
    assertEquals(200, pointers.size());
    assertEquals(Set.of(pointers.get(10)), Set.copyOf(pointers.subList(10, 200)));
  }
}
