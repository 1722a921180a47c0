package dev.sonde.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A path of a {@link Disk}: one of the machine that knows where it belongs. */
record DiskPath(DiskFileSystem files, Path real) implements Path {
  private @Nullable Path own(@Nullable Path other) {
    return other == null ? null : new DiskPath(files, other);
  }

  private static Path plain(Path other) {
    return other instanceof DiskPath path ? path.real : other;
  }

  @Override
  public FileSystem getFileSystem() {
    return files;
  }

  @Override
  public boolean isAbsolute() {
    return real.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return own(real.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return own(real.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return own(real.getParent());
  }

  @Override
  public int getNameCount() {
    return real.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return own(real.getName(index));
  }

  @Override
  public Path subpath(int from, int to) {
    return own(real.subpath(from, to));
  }

  @Override
  public boolean startsWith(Path other) {
    return real.startsWith(plain(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return real.endsWith(plain(other));
  }

  @Override
  public Path normalize() {
    return own(real.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return own(real.resolve(plain(other)));
  }

  @Override
  public Path relativize(Path other) {
    return own(real.relativize(plain(other)));
  }

  @Override
  public URI toUri() {
    return real.toUri();
  }

  @Override
  public Path toAbsolutePath() {
    return own(real.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return own(real.toRealPath(options));
  }

  @Override
  public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int compareTo(Path other) {
    return real.compareTo(plain(other));
  }

  @Override
  public String toString() {
    return real.toString();
  }
}
