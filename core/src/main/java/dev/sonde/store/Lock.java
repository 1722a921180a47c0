package dev.sonde.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right of one process to write a run folder: a lock of the operating system on the file {@code lock} in it, which holds the process's number as text.
 *
 * <p>The system takes the lock from a process that dies, however it dies; the file itself stays and means nothing. On network file systems it holds as
 * far as their locks do.
 */
public final class Lock implements AutoCloseable {
  private final FileChannel channel;

  private Lock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of a folder that exists.
   *
   * @throws IllegalArgumentException where another run holds it
   * @throws UncheckedIOException     where the folder cannot be written
   */
  public static Lock of(Path folder) {
    Path file = folder.resolve("lock");
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (attempt(channel) == null) {
        channel.close();
        throw new IllegalArgumentException(folder + " is in use by process " + Files.readString(file).strip()
            + "; wait until that run has ended, or choose another folder");
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
      return new Lock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + file + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  /** Gives it back; may be called twice. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot give back a lock: " + e.getMessage(), e);
    }
  }
}
