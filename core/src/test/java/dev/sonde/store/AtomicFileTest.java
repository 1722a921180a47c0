package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("kept.txt");
  }

  private static void put(FileChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes()));
  }

  private List<String> listing() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void the_new_content_replaces_the_old_and_nothing_else_is_left() throws IOException {
    Files.writeString(file(), "old");
    AtomicFile.write(file(), channel -> put(channel, "new"));
    assertEquals("new", Files.readString(file()));
    assertEquals(List.of("kept.txt"), listing());
  }

  @Test
  void the_old_file_is_seen_until_the_new_one_is_complete() throws IOException {
    Files.writeString(file(), "old");
    AtomicFile.write(file(), channel -> {
      put(channel, "ne");
      assertEquals("old", Files.readString(file()));
      put(channel, "w");
    });
    assertEquals("new", Files.readString(file()));
  }

  @Test
  void a_full_disk_leaves_the_old_file_and_no_part() throws IOException {
    Files.writeString(file(), "old");
    UncheckedIOException failure = assertThrows(UncheckedIOException.class, () -> AtomicFile.write(file(), channel -> {
      put(channel, "half");
      throw new IOException("No space left on device");
    }));
    assertEquals("cannot write " + file() + ": No space left on device; the old file is unchanged", failure.getMessage());
    assertEquals("old", Files.readString(file()));
    assertEquals(List.of("kept.txt"), listing());
  }

  @Test
  void a_failure_of_the_content_leaves_nothing_behind() throws IOException {
    assertThrows(IllegalStateException.class, () -> AtomicFile.write(file(), channel -> {
      put(channel, "half");
      throw new IllegalStateException("lost");
    }));
    assertEquals(List.of(), listing());
  }

  @Test
  void a_missing_folder_is_named() {
    Path lost = folder.resolve("no").resolve("such.txt");
    String message = assertThrows(UncheckedIOException.class, () -> AtomicFile.write(lost, channel -> put(channel, "x"))).getMessage();
    assertEquals("cannot write " + lost + ": there is no folder " + lost.getParent(), message);
  }

  @Test
  void a_folder_of_that_name_is_not_replaced() throws IOException {
    Files.createDirectories(file().resolve("inside"));
    assertThrows(UncheckedIOException.class, () -> AtomicFile.write(file(), channel -> put(channel, "x")));
    assertEquals(List.of("kept.txt"), listing());
    assertFalse(Files.isRegularFile(file()));
  }
}
