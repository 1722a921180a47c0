package dev.sonde.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The replacement of a file in one instant: whoever looks sees the old file or the new one, never a part.
 *
 * <p>The content goes to a hidden file in the same folder ({@code .NAME.RANDOM.part}), is forced to the disk, takes the final
 * name by an atomic rename, and the folder is forced to the disk too, so that the new name survives a power cut.
 * If any of this fails, the hidden file is removed and the old file stays as it was.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** What fills the new file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Replaces {@code file}, or creates it; its folder must exist.
   *
   * @throws UncheckedIOException if it cannot be written (no space, no such folder, no permission), in one sentence
   */
  public static void write(Path file, Content content) {
    write(file, 0, content);
  }

  /**
   * The same, where the length is known: a disk without that much room is not begun to be filled.
   *
   * @param bytes length of the new file
   */
  public static void write(Path file, long bytes, Content content) {
    Path folder = file.toAbsolutePath().getParent();
    Path part = folder.resolve("." + file.getFileName() + "." + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".part");
    try {
      Room.require(folder, bytes);
      fill(part, content);
      Files.move(part, file.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      force(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + file + ": " + reason(failure, part, bytes) + kept(file), failure);
    } finally {
      discard(part);
    }
  }

  /** The same with text, in UTF-8. */
  public static void text(Path file, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(file, bytes.length, channel -> Blocks.append(channel, ByteBuffer.wrap(bytes)));
  }

  private static void fill(Path part, Content content) throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      content.writeTo(channel);
      channel.force(true);
    }
  }

  /** Windows has no way to force a folder, and needs none. */
  private static void force(Path folder) throws IOException {
    if (!System.getProperty("os.name").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /**
   * Makes a folder, and those above it that are missing, so that they survive a power cut.
   *
   * @throws IOException where one of them cannot be made
   */
  public static void folders(Path folder) throws IOException {
    Path whole = folder.toAbsolutePath().normalize();
    Path there = whole;
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    Files.createDirectories(whole);
    for (Path made = whole; !made.equals(there); made = made.getParent()) {
      force(made.getParent());
    }
  }

  /**
   * Makes what was made, renamed or removed in a folder stay so through a power cut.
   *
   * @throws UncheckedIOException where the disk does not do it
   */
  public static void settle(Path folder) {
    try {
      force(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot force " + folder + " to the disk: " + failure.getMessage(), failure);
    }
  }

  private static void discard(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException ignored) {
      // The failure that led here is the one worth reporting; a leftover is hidden and harmless.
    }
  }

  private static String kept(Path file) {
    return Files.isRegularFile(file) ? "; the old file is unchanged" : "";
  }

  private static String reason(IOException failure, Path part, long bytes) {
    Path folder = part.getParent();
    if (!Files.isDirectory(folder)) {
      return "there is no folder " + folder;
    }
    discard(part); // the room it took is free again for the file
    return Room.lacking(failure, folder, bytes).orElseGet(() -> words(failure, folder));
  }

  private static String words(IOException failure, Path folder) {
    if (failure instanceof FileSystemException refused) {
      return folder + " does not take it (" + Optional.ofNullable(refused.getReason()).orElse(refused.getClass().getSimpleName()) + ")";
    }
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }
}
