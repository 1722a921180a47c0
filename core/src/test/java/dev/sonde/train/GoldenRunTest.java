package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Run folders of earlier versions, each stopped in the middle of its last epoch, are read and gone on with for ever. */
class GoldenRunTest {
  private static final Path GOLDEN = Path.of("src/test/resources/runs/1");

  @TempDir Path folder;

  @Test
  void the_first_format_goes_on_to_its_end() throws IOException {
    try (Stream<Path> files = Files.walk(GOLDEN)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve(GOLDEN.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    List<String> before = Files.readAllLines(folder.resolve("journal.jsonl"));
    try (Run run = Training.resume(folder).run()) {
      assertEquals(10, run.step());
      assertEquals(2, run.epoch());
    }
    List<String> after = Files.readAllLines(folder.resolve("journal.jsonl"));
    assertEquals(before.subList(0, before.size() - 1), after.subList(0, before.size() - 1), "what had happened stays");
    assertTrue(after.get(after.size() - 1).startsWith("{\"event\":\"ended\",\"steps\":10"), after.get(after.size() - 1));
    assertTrue(Files.size(Report.write(folder)) > 10_000);
  }
}
