package dev.sonde.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right of one process to write a run folder: a lock of the operating system on the file {@code lock} in it.
 *
 * <p>The file holds the number of the process in decimal digits and a line feed while it runs, and nothing after an orderly end; it stays, for
 * a file that is removed and made anew can be locked twice. The lock is on its last possible byte, so that the number can be read meanwhile on
 * systems where locked bytes cannot.
 *
 * <p>The system takes the lock from a process that dies, however it dies. On network file systems it holds as far as their locks do.
 */
public final class Lock implements AutoCloseable {
  /** Asked first, because a process loses its lock when it closes any channel on the file (fcntl, as POSIX has it). */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
  private static final long BYTE = Long.MAX_VALUE - 1;

  private final Path folder;
  private final FileChannel channel;

  private Lock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes the lock of a run folder, which must exist.
   *
   * @throws IllegalArgumentException if another process, or another run of this one, has it
   * @throws UncheckedIOException     if the folder or its disk takes no lock
   */
  public static Lock of(Path folder) {
    Path real = real(folder);
    if (!HELD.add(real)) {
      throw used(folder, "process " + ProcessHandle.current().pid() + ", which is this one");
    }
    try {
      return new Lock(real, locked(folder));
    } catch (IOException failure) {
      HELD.remove(real);
      throw new UncheckedIOException("cannot lock " + folder + ": " + failure.getMessage() + "; a run needs a disk that takes locks", failure);
    } catch (RuntimeException refused) {
      HELD.remove(real);
      throw refused;
    }
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot lock " + folder + ": there is no such folder", failure);
    }
  }

  private static FileChannel locked(Path folder) throws IOException {
    FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock(BYTE, 1, false);
      if (lock == null) {
        throw used(folder, "process " + holder(folder));
      }
      channel.truncate(0);
      Blocks.append(channel, ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
      return channel;
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  private static IllegalArgumentException used(Path folder, String holder) {
    return new IllegalArgumentException(folder + " is in use by " + holder + "; wait until that run ends, stop it, or choose another folder");
  }

  /** Empty for an instant at the beginning of a run. */
  private static String holder(Path folder) throws IOException {
    byte[] text = new byte[20];
    try (var in = Files.newInputStream(folder.resolve("lock"))) {
      String digits = new String(text, 0, in.readNBytes(text, 0, text.length), StandardCharsets.US_ASCII).strip();
      return digits.matches("[0-9]+") ? digits : "(of unknown number)";
    }
  }

  /** Gives the folder free. */
  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try (channel) {
      channel.truncate(0);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot free the lock of " + folder + ": " + failure.getMessage(), failure);
    } finally {
      HELD.remove(folder);
    }
  }
}
