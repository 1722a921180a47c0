package dev.sonde.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The folder where downloaded public sets live, one folder each, and the way they get there.
 *
 * <p>A set gathers in {@code NAME.part} and is renamed to {@code NAME} when all of its files are there, checked and unpacked: a
 * folder under its own name is always whole. An interrupted download is continued by asking again.
 *
 * <pre>{@code
 * Path folder = Downloads.in(Downloads.home()).fetch(Catalogue.named("mnist"));
 * Split mnist = Datasets.open("mnist");
 * }</pre>
 */
public final class Downloads {

  /** Someone who watches a download. */
  @FunctionalInterface
  public interface Watcher {
    /**
     * Called often while a file comes.
     *
     * @param file its name
     * @param done bytes on disk
     * @param total bytes of the whole file
     */
    void came(String file, long done, long total);
  }

  private final Path home;
  private final Watcher watcher;

  private Downloads(Path home, Watcher watcher) {
    this.home = home;
    this.watcher = watcher;
  }

  /** The usual folder: the environment's {@code SONDE_DATA}, else {@code .cache/sonde} in the user's home. */
  public static Path home() {
    String chosen = System.getenv("SONDE_DATA");
    return chosen == null || chosen.isBlank() ? Path.of(System.getProperty("user.home"), ".cache", "sonde") : Path.of(chosen);
  }

  /** Downloads into a folder, watched by nobody. */
  public static Downloads in(Path home) {
    return new Downloads(home, (file, done, total) -> {});
  }

  /** The same, watched. */
  public Downloads watched(Watcher watcher) {
    return new Downloads(home, watcher);
  }

  /** Where a set lies, or will lie. */
  public Path folder(PublicSet set) {
    return home.resolve(set.name());
  }

  /** Whether a set is there, whole. */
  public boolean has(PublicSet set) {
    return Files.isDirectory(folder(set));
  }

  /**
   * Brings a set, unless it is there already, and returns its folder.
   *
   * @throws BadData if what an address sends is not the known file
   * @throws UncheckedIOException if the net or the disk fails; what came is kept and continued by the next call
   */
  public Path fetch(PublicSet set) {
    if (has(set)) {
      return folder(set);
    }
    Path part = home.resolve(set.name() + ".part");
    try {
      Files.createDirectories(part);
      for (Remote remote : set.files()) {
        bring(remote, part);
      }
      if (!set.classes().isEmpty()) {
        Files.write(part.resolve("classes.txt"), set.classes());
      }
      return Files.move(part, folder(set), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(set.name() + " cannot be stored in " + home + ": " + WholeFile.reason(e), e);
    }
  }

  private void bring(Remote remote, Path folder) throws IOException {
    Path file = new Transfer(remote, folder, done -> watcher.came(remote.name(), done, remote.bytes())).run();
    if (remote.name().endsWith(".tar.gz")) {
      List<Path> unpacked = Tar.unpack(file, folder);
      if (unpacked.isEmpty()) {
        throw new BadData(file + " is an archive without a file");
      }
      Files.delete(file);
    }
  }
}
