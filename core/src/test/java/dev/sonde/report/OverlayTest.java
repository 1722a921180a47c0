package dev.sonde.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayTest {
  @TempDir Path folder;

  private Path with;
  private Path without;

  @BeforeEach
  void write() throws IOException {
    with = folder.resolve("with");
    without = folder.resolve("without");
    new RunFixture(with).network("cnds-8", List.of("pool4")).length(2, 10).run().finished();
    new RunFixture(without).network("cnds-8", List.of()).length(3, 10).run().finished();
  }

  @Test
  void only_the_keys_that_differ_are_told() {
    List<Overlay.Row> rows = Overlay.of(List.of(with, without)).rows();
    assertEquals(Map.of("epochs", "2", "supervise.pool4.head", "cnds", "supervise.pool4.weight", "0.3 recursive"), rows.get(0).differing());
    assertEquals(Map.of("epochs", "3"), rows.get(1).differing());
  }

  @Test
  void a_row_has_the_runs_numbers() {
    Overlay.Row row = Overlay.of(List.of(with, without)).rows().get(0);
    assertEquals("with", row.name());
    assertEquals("cnds-8", row.network());
    assertEquals(List.of("pool4"), row.heads());
    assertEquals("finished", row.state());
    assertEquals(20, row.steps());
    assertTrue(row.best().orElseThrow() >= row.last().orElseThrow());
  }

  @Test
  void a_network_that_is_written_out_counts_as_one_key() throws IOException {
    String network = "network: {name: tiny, input: 3x8x8, nodes: [{name: conv1, layer: conv, filters: %d, kernel: 3}]}\ndata: shapes\n";
    Files.writeString(with.resolve("recipe.yaml"), network.formatted(4));
    Files.writeString(without.resolve("recipe.yaml"), network.formatted(8));
    List<Overlay.Row> rows = Overlay.of(List.of(with, without)).rows();
    assertEquals(List.of("network"), List.copyOf(rows.get(0).differing().keySet()));
    assertTrue(rows.get(0).differing().get("network").startsWith("tiny (1 node"), rows.get(0).differing().toString());
    assertTrue(!rows.get(0).differing().equals(rows.get(1).differing()));
  }

  @Test
  void runs_of_one_name_are_told_apart_by_their_folders() throws IOException {
    new RunFixture(folder.resolve("other/with")).length(1, 2).run();
    List<Overlay.Row> rows = Overlay.of(List.of(with, folder.resolve("other/with"))).rows();
    assertEquals(List.of(folder.getFileName() + "/with", "other/with"), rows.stream().map(Overlay.Row::name).toList());
  }

  @Test
  void one_run_is_no_comparison() {
    assertThrows(IllegalArgumentException.class, () -> Overlay.of(List.of(with)));
    assertThrows(IllegalArgumentException.class, () -> Overlay.of(List.of(with, folder)));
  }

  @Test
  void the_page_has_the_curves_of_all() throws IOException {
    Path page = Report.compare(List.of(with, without), folder.resolve("compare.html"));
    JsonNode tree = Overlay.of(List.of(with, without)).tree();
    assertEquals("compare", tree.get("kind").asText());
    assertEquals(2, tree.get("runs").size());
    assertEquals(20, tree.at("/runs/0/steps/x").size());
    assertEquals("[\"supervise.pool4.head\",\"supervise.pool4.weight\",\"epochs\"]", tree.get("differing").toString());
    assertTrue(Files.readString(page).contains("\"kind\":\"compare\""));
  }
}
