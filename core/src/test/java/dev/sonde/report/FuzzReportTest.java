package dev.sonde.report;

import dev.sonde.fuzz.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Run folders from strangers, as the report and the comparison read them.
 *
 * <p>The long form: {@code mvn -pl core test -Dtest=FuzzReportTest -Dsonde.fuzz=20000}.
 */
class FuzzReportTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"journal.jsonl", "recipe.yaml"})
  void a_page_with_its_network(String name) throws IOException {
    new RunFixture(folder).length(1, 5).diagnose(2).run().finished();
    fuzz(name);
  }

  /** Without a network that is drawn, which takes most of the time. */
  @ParameterizedTest
  @ValueSource(strings = {"probe.json", "evaluation.json", "environment.json", "speed.csv"})
  void a_page(String name) throws IOException {
    new RunFixture(folder).network("nobody's", List.of("pool4")).length(2, 3).run().finished().evaluation(RunFixture.names(4)).probe();
    fuzz(name);
  }

  private void fuzz(String name) throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(name));
    byte[] part = Arrays.copyOf(whole, Math.min(whole.length, 6000));
    byte[] nested = ("{\"event\":\"step\",\"parts\":" + "[".repeat(5000)).getBytes(StandardCharsets.UTF_8);
    Fuzz.reader("report " + name, List.of(whole, part, nested), bytes -> {
      Files.write(folder.resolve(name), bytes);
      Text.script(Facts.of(folder).tree());
    });
  }

  @Test
  void a_comparison() throws IOException {
    Path other = folder.resolve("other");
    new RunFixture(folder).network("nobody's", List.of("pool4")).length(1, 2).run().finished();
    new RunFixture(other).network("nobody's", List.of("pool4")).length(1, 2).run().finished();
    byte[] recipe = Files.readAllBytes(folder.resolve("recipe.yaml"));
    Fuzz.reader("compare", List.of(recipe, "a: {b: {c: [1, 2]}}\nnetwork: {name: 7, nodes: 3}\n".getBytes(StandardCharsets.UTF_8)), bytes -> {
      Files.write(folder.resolve("recipe.yaml"), bytes);
      Overlay.of(List.of(folder, other)).tree();
    });
  }
}
