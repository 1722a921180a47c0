package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
  @TempDir Path folder;

  @Test
  void the_next_folder_is_the_first_free_number() throws IOException {
    assertEquals(folder.resolve("run-0001"), Runs.next(folder, "run"));
    Files.createDirectories(folder.resolve("run-0001"));
    assertEquals(folder.resolve("run-0002"), Runs.next(folder, "run"));
    assertEquals(folder.resolve("demo-0001"), Runs.next(folder, "demo"));
  }

  @Test
  void a_run_folder_means_its_best_checkpoint_then_its_last() throws IOException {
    Path last = folder.resolve("checkpoints/step-00000010.safetensors");
    Path best = folder.resolve("checkpoints/best.safetensors");
    Files.createDirectories(last.getParent());
    Files.writeString(last, "");
    assertEquals(last, Runs.checkpoint(folder));
    Files.writeString(best, "");
    assertEquals(best, Runs.checkpoint(folder));
    assertEquals(last, Runs.checkpoint(last));
  }

  @Test
  void a_folder_without_a_checkpoint_is_refused() {
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Runs.checkpoint(folder)).getMessage().contains("is no run folder"));
    assertThrows(IllegalArgumentException.class, () -> Runs.checkpoint(folder.resolve("absent")));
  }
}
