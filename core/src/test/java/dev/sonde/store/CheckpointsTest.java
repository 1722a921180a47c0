package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import dev.sonde.data.BadData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class CheckpointsTest {
  @TempDir private Path folder;
  private Checkpoints checkpoints;

  @BeforeAll
  static void what_lives_as_long_as_the_process() {
    new Toy(1, "sgd").close();
    new Toy(1, "adam").close();
  }

  @BeforeEach
  void steps_100_to_400() {
    checkpoints = new Checkpoints(folder.resolve("checkpoints"));
    try (Toy toy = new Toy(1, "sgd momentum=0.9")) {
      assertEquals(Optional.empty(), checkpoints.newest());
      folder.resolve("checkpoints").toFile().mkdir();
      for (long step : new long[] {100, 400, 200, 300}) {
        Checkpoint.write(checkpoints.file(step), toy.contents(step));
      }
      Checkpoint.write(checkpoints.best(), toy.contents(200));
    }
  }

  private List<String> names() {
    String[] names = folder.resolve("checkpoints").toFile().list();
    return List.of(names).stream().sorted().toList();
  }

  private void damage(long step) throws IOException {
    byte[] bytes = Files.readAllBytes(checkpoints.file(step));
    bytes[bytes.length - 50] ^= 4;
    Files.write(checkpoints.file(step), bytes);
  }

  private long intact(List<String> damaged) {
    try (Checkpoint found = checkpoints.intact(checkpoint -> true, damaged::add).orElseThrow()) {
      return Toy.step(found);
    }
  }

  @Test
  void newest_is_by_number_not_by_name() throws IOException {
    Files.copy(checkpoints.file(400), checkpoints.file(100_000_000));
    Files.writeString(folder.resolve("checkpoints/step-00000900.safetensors.aside"), "");
    Files.writeString(folder.resolve("checkpoints/step-900.safetensors"), "");
    assertEquals(List.of(100_000_000L, 400L, 300L, 200L, 100L), checkpoints.newestFirst().stream().map(Checkpoints::step).toList());
    assertEquals(Optional.of(checkpoints.file(100_000_000)), checkpoints.newest());
    assertEquals("step-00000400.safetensors", checkpoints.file(400).getFileName().toString());
  }

  @Test
  void the_newest_whole_one_is_found_and_each_damaged_one_named() throws IOException {
    List<String> damaged = new ArrayList<>();
    assertEquals(400, intact(damaged));
    assertEquals(List.of(), damaged);
    damage(400);
    Files.write(checkpoints.file(300), new byte[] {1, 2, 3});
    assertEquals(200, intact(damaged));
    assertEquals(2, damaged.size());
    assertTrue(damaged.get(0).startsWith(checkpoints.file(400) + " is damaged: the checksum of its tensor \""), damaged.get(0));
    assertTrue(damaged.get(1).startsWith(checkpoints.file(300) + " is damaged or no safetensors file"), damaged.get(1));
  }

  @Test
  void one_that_cannot_be_read_is_named_and_one_that_is_not_wanted_passed_over() throws IOException {
    List<String> damaged = new ArrayList<>();
    Files.delete(checkpoints.file(400));
    Files.createDirectory(checkpoints.file(400));
    try (Checkpoint found = checkpoints.intact(checkpoint -> Toy.step(checkpoint) < 300, damaged::add).orElseThrow()) {
      assertEquals(200, Toy.step(found));
    }
    assertEquals(List.of("cannot read " + checkpoints.file(400) + ": it is a folder"),
        damaged.stream().map(text -> text.replace("java.io.IOException: ", "")).toList());
    damaged.clear();
    assertEquals(Optional.empty(), checkpoints.intact(checkpoint -> {
      throw new BadData("of another network");
    }, damaged::add));
    assertEquals(4, damaged.size());
  }

  /** A header's flipped bit too, whatever it makes of the names and offsets there; the checksums have no room that nothing watches. */
  @Test
  void every_flipped_bit_is_found() throws IOException {
    byte[] whole = Files.readAllBytes(checkpoints.file(100));
    Path file = checkpoints.file(500);
    for (int at = 0; at < whole.length; at += at < 8 || at > whole.length / 2 ? 1 : 3) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      Files.write(file, flipped);
      assertThrows(BadData.class, () -> {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
          checkpoint.verify();
        }
      }, "byte " + at);
    }
  }

  @Test
  void keeping_two_removes_the_older_ones_and_leftovers() throws IOException {
    Files.writeString(folder.resolve("checkpoints/.step-00000400.safetensors.1f.part"), "");
    checkpoints.keep(2);
    assertEquals(List.of("best.safetensors", "step-00000300.safetensors", "step-00000400.safetensors"), names());
    checkpoints.keep(9);
    assertEquals(3, names().size());
  }

  @Test
  void a_run_that_goes_back_sets_the_later_ones_aside() throws IOException {
    byte[] later = Files.readAllBytes(checkpoints.file(400));
    checkpoints.setAsideAfter(200);
    assertEquals(List.of("best.safetensors", "step-00000100.safetensors", "step-00000200.safetensors", "step-00000300.safetensors.aside",
        "step-00000400.safetensors.aside"), names());
    assertArrayEquals(later, Files.readAllBytes(folder.resolve("checkpoints/step-00000400.safetensors.aside")));
    assertEquals(200, intact(new ArrayList<>()));
  }
}
