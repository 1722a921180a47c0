package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class FullDiskTest {
  @TempDir private Path folder;

  @BeforeAll
  static void what_lives_as_long_as_the_process() {
    new Toy(1, "sgd").close();
    new Toy(1, "adam").close();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String refused(Path file, int bytes) {
    return assertThrows(UncheckedIOException.class, () -> AtomicFile.write(file, bytes, channel ->
        Blocks.append(channel, ByteBuffer.allocate(bytes)))).getMessage();
  }

  @Test
  void a_disk_without_room_says_how_much_is_missing_and_is_not_begun_to_be_filled() throws IOException {
    Disk disk = new Disk(folder);
    Path file = disk.path().resolve("big");
    AtomicFile.text(file, "old");
    int before = disk.changes().size();
    disk.shrink(120_000, true);
    assertEquals("cannot write " + file + ": it needs 584 kB and the disk has 120 kB free; make room for 464 kB in " + folder
        + "; the old file is unchanged", refused(file, 584_000));
    assertEquals("cannot write " + file + ": it needs 122 kB and the disk has 120 kB free; make room for 2 kB in " + folder
        + "; the old file is unchanged", refused(file, 121_234));
    assertEquals(before, disk.changes().size(), "nothing was written");
    assertEquals("old", Files.readString(folder.resolve("big")));
  }

  @Test
  void a_disk_that_fills_up_meanwhile_keeps_the_checkpoint_before() throws IOException {
    Disk disk = new Disk(folder);
    Checkpoints checkpoints = new Checkpoints(disk.path());
    try (Toy toy = new Toy(1, "adam"); Capture capture = Capture.empty()) {
      capture.take(toy.contents(100));
      capture.writeTo(checkpoints.file(100));
      long needed = Files.size(folder.resolve("step-00000100.safetensors"));
      byte[] first = Files.readAllBytes(folder.resolve("step-00000100.safetensors"));
      for (long room = 0; room < needed; room += needed / 7) {
        disk.shrink(room, false);
        String message = assertThrows(UncheckedIOException.class, () -> capture.writeTo(checkpoints.file(200))).getMessage();
        assertTrue(message.startsWith("cannot write " + checkpoints.file(200) + ": No space left on device, though the disk says that it has "), message);
        assertTrue(message.endsWith(" free; it needs " + needed + " bytes"), message);
        assertThrows(UncheckedIOException.class, () -> capture.writeTo(checkpoints.file(100)));
        assertEquals(List.of("step-00000100.safetensors"), names(folder));
        assertArrayEquals(first, Files.readAllBytes(folder.resolve("step-00000100.safetensors")));
      }
      disk.shrink(needed, true);
      capture.writeTo(checkpoints.file(200));
      assertEquals(List.of(), damaged(checkpoints));
    }
  }

  private static List<String> damaged(Checkpoints checkpoints) {
    List<String> damaged = new ArrayList<>();
    checkpoints.intact(checkpoint -> true, damaged::add).orElseThrow().close();
    return damaged;
  }

  /** A real one, of one mebibyte; it takes the rights to mount it. */
  @Test
  void a_real_disk_that_is_full() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    Assumptions.assumeTrue(mount("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString()), "a small disk cannot be mounted here");
    try {
      AtomicFile.text(small.resolve("kept"), "old");
      String known = refused(small.resolve("kept"), 3_000_000);
      assertTrue(known.startsWith("cannot write " + small.resolve("kept") + ": it needs 3000 kB and the disk has 10"), known);
      assertTrue(known.contains(" kB free; make room for 19") && known.endsWith(" kB in " + small + "; the old file is unchanged"), known);
      String unknown = assertThrows(UncheckedIOException.class, () -> AtomicFile.write(small.resolve("kept"), channel ->
          Blocks.append(channel, ByteBuffer.allocate(3_000_000)))).getMessage();
      assertEquals("cannot write " + small.resolve("kept") + ": No space left on device; the old file is unchanged", unknown);
      assertEquals(List.of("kept"), names(small));
      assertEquals("old", Files.readString(small.resolve("kept")));
    } finally {
      mount("umount", small.toString());
    }
  }

  private static boolean mount(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }
}
