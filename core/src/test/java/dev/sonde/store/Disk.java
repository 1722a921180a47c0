package dev.sonde.store;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A disk under the real code: a folder of the machine, seen through a file system that keeps a book of every change and can be too small.
 *
 * <p>Kept is what decides over a power cut: when a file was made, written, forced, renamed or removed, and when its folder was forced.
 */
public final class Disk extends FileSystemProvider {
  private final DiskFileSystem files = new DiskFileSystem(this);
  private final Path root;
  private final List<Change> changes = new ArrayList<>();
  private long room = Long.MAX_VALUE;
  private boolean honest = true;

  /** One line of the book; paths are relative to the disk's root. */
  public sealed interface Change {}

  record Made(String file) implements Change {}

  record Folder(String folder) implements Change {}

  record Written(String file, long at, byte[] bytes) implements Change {
    @Override
    public String toString() {
      return bytes.length + " bytes at " + at + " of " + file;
    }
  }

  record Cut(String file, long size) implements Change {}

  record Forced(String file) implements Change {}

  record Renamed(String from, String to) implements Change {}

  record Removed(String file) implements Change {}

  record FolderForced(String folder) implements Change {}

  /** What the program under test had been promised at this moment. */
  public record Promised(long step) implements Change {}

  /** Bytes that a change took of the disk. */
  public static int bytes(Change change) {
    return change instanceof Written written ? written.bytes().length : 0;
  }

  /** A disk whose files lie in {@code root}. */
  public Disk(Path root) {
    this.root = root;
  }

  /** The root as a path of this disk. */
  public Path path() {
    return new DiskPath(files, root);
  }

  /** The book so far. */
  public synchronized List<Change> changes() {
    return List.copyOf(changes);
  }

  /** Makes an entry. */
  public synchronized void note(Change change) {
    changes.add(change);
  }

  /**
   * From now on at most this many bytes more can be written.
   *
   * @param honest whether the disk says so when it is asked for its room
   */
  public synchronized void shrink(long bytes, boolean honest) {
    room = bytes;
    this.honest = honest;
  }

  static Path real(Path path) {
    return ((DiskPath) path).real();
  }

  private String name(Path path) {
    return root.toAbsolutePath().relativize(real(path).toAbsolutePath()).toString();
  }

  private final class Channel extends DiskChannel {
    private final String file;
    private final boolean folder;
    private final boolean appends;

    Channel(FileChannel real, Path path, boolean appends) {
      super(real);
      file = name(path);
      folder = Files.isDirectory(real(path));
      this.appends = appends;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      synchronized (Disk.this) {
        int written = write(bytes, appends ? real.size() : position());
        position(appends ? real.size() : position() + written);
        return written;
      }
    }

    /** As much as there is room for; the next one fails then. */
    @Override
    public int write(ByteBuffer bytes, long at) throws IOException {
      synchronized (Disk.this) {
        if (room == 0 && bytes.hasRemaining()) {
          throw new IOException("No space left on device");
        }
        byte[] copy = new byte[(int) Math.min(bytes.remaining(), room)];
        bytes.get(copy);
        room -= copy.length;
        ByteBuffer rest = ByteBuffer.wrap(copy);
        while (rest.hasRemaining()) {
          real.write(rest, at + rest.position());
        }
        note(new Written(file, at, copy));
        return copy.length;
      }
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      synchronized (Disk.this) {
        real.truncate(size);
        note(new Cut(file, size));
        return this;
      }
    }

    @Override
    public void force(boolean metadata) {
      note(folder ? new FolderForced(file) : new Forced(file));
    }
  }

  @Override
  public synchronized FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
    boolean made = !Files.exists(real(path));
    Set<OpenOption> asked = new HashSet<>(options);
    boolean appends = asked.remove(StandardOpenOption.APPEND) && asked.add(StandardOpenOption.WRITE);
    FileChannel channel = FileChannel.open(real(path), asked, attributes);
    if (made) {
      note(new Made(name(path)));
    } else if (asked.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      note(new Cut(name(path), 0));
    }
    return new Channel(channel, path, appends);
  }

  @Override
  public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public synchronized void move(Path from, Path to, CopyOption... options) throws IOException {
    Files.move(real(from), real(to), options);
    note(new Renamed(name(from), name(to)));
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    Files.delete(real(path));
    note(new Removed(name(path)));
  }

  @Override
  public synchronized void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    Files.createDirectory(real(folder), attributes);
    note(new Folder(name(folder)));
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> real = Files.newDirectoryStream(real(folder));
    List<Path> all = new ArrayList<>();
    for (Path path : real) {
      Path own = new DiskPath(files, path);
      if (filter.accept(own)) {
        all.add(own);
      }
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return all.iterator();
      }

      @Override
      public void close() throws IOException {
        real.close();
      }
    };
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    FileStore real = Files.getFileStore(real(path));
    return new FileStore() {
      @Override
      public String name() {
        return real.name();
      }

      @Override
      public String type() {
        return real.type();
      }

      @Override
      public boolean isReadOnly() {
        return false;
      }

      @Override
      public long getTotalSpace() throws IOException {
        return real.getTotalSpace();
      }

      @Override
      public long getUsableSpace() throws IOException {
        synchronized (Disk.this) {
          return honest ? Math.min(room, real.getUsableSpace()) : real.getUsableSpace();
        }
      }

      @Override
      public long getUnallocatedSpace() throws IOException {
        return getUsableSpace();
      }

      @Override
      public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return real.supportsFileAttributeView(type);
      }

      @Override
      public boolean supportsFileAttributeView(String name) {
        return real.supportsFileAttributeView(name);
      }

      @Override
      public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
        return real.getFileStoreAttributeView(type);
      }

      @Override
      public Object getAttribute(String attribute) throws IOException {
        return real.getAttribute(attribute);
      }
    };
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    real(path).getFileSystem().provider().checkAccess(real(path), modes);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options) throws IOException {
    return Files.readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
    return Files.readAttributes(real(path), attributes, options);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
    return Files.getFileAttributeView(real(path), type, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
    Files.setAttribute(real(path), attribute, value, options);
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) {
    throw new UnsupportedOperationException("copying");
  }

  @Override
  public boolean isSameFile(Path a, Path b) throws IOException {
    return Files.isSameFile(real(a), real(b));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return Files.isHidden(real(path));
  }

  @Override
  public String getScheme() {
    return "disk";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return files;
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }
}
