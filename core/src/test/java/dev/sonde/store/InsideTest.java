package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.BadData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class InsideTest {
  private static final List<String> NAMES = List.of("a", "b");

  @TempDir private Path folder;
  private Path run;

  @BeforeEach
  void write() throws IOException {
    run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("outside"), "mine");
    Files.writeString(run.resolve("inside"), "its own");
  }

  private void refused() {
    String message = assertThrows(BadData.class, () -> Inside.require(run, NAMES)).getMessage();
    assertTrue(message.startsWith(run.resolve("b") + " is a link to outside of its run folder"), message);
  }

  @Test
  void a_link_to_outside_is_refused() throws IOException {
    Files.createSymbolicLink(run.resolve("b"), Path.of("../outside"));
    refused();
  }

  @Test
  void a_link_to_nothing_is_refused_for_something_may_come_to_be_there() throws IOException {
    Files.createSymbolicLink(run.resolve("b"), folder.resolve("nothing"));
    refused();
  }

  @Test
  void links_within_and_a_folder_that_is_one_are_taken() throws IOException {
    Files.createSymbolicLink(run.resolve("b"), Path.of("inside"));
    assertDoesNotThrow(() -> Inside.require(run, NAMES));
    Path link = Files.createSymbolicLink(folder.resolve("link"), run);
    assertDoesNotThrow(() -> Inside.require(link, NAMES));
  }
}
