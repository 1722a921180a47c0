package dev.sonde.store;

import dev.sonde.data.BadData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of one run: {@code step-00001200.safetensors} after its 1200th step, and {@code best.safetensors}.
 *
 * @param folder that holds them, and nothing else of importance
 */
public record Checkpoints(Path folder) {
  private static final Pattern STEP = Pattern.compile("step-([0-9]{8,18})\\.safetensors");
  private static final Pattern PART = Pattern.compile("\\..*\\.part");

  /** Where the checkpoint after {@code step} steps is, or will be. */
  public Path file(long step) {
    return folder.resolve(String.format(Locale.ROOT, "step-%08d.safetensors", step));
  }

  /** Where the best one is, or will be. */
  public Path best() {
    return folder.resolve("best.safetensors");
  }

  /** Those by step, the highest step first; none where there is no folder. */
  public List<Path> newestFirst() {
    return files().stream().filter(file -> step(file) >= 0).sorted(Comparator.comparingLong(Checkpoints::step).reversed()).toList();
  }

  public Optional<Path> newest() {
    return newestFirst().stream().findFirst();
  }

  /** The step in a checkpoint's name, or -1 where the name has none. */
  public static long step(Path file) {
    Matcher name = STEP.matcher(String.valueOf(file.getFileName()));
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }

  /**
   * The newest one that is whole, every checksum included, and that {@code fits}; the caller closes it.
   *
   * @param fits    throws {@link BadData}, or says no, for one that is not to be used
   * @param damaged is told of each newer one that is damaged, or that the disk cannot read, in one sentence
   */
  public Optional<Checkpoint> intact(Predicate<Checkpoint> fits, Consumer<String> damaged) {
    for (Path file : newestFirst()) {
      try {
        Checkpoint checkpoint = Checkpoint.open(file);
        if (holds(checkpoint, fits)) {
          return Optional.of(checkpoint);
        }
        checkpoint.close();
      } catch (BadData | UncheckedIOException e) {
        damaged.accept(e.getMessage());
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Checkpoint checkpoint, Predicate<Checkpoint> fits) {
    try {
      checkpoint.verify();
      return fits.test(checkpoint);
    } catch (RuntimeException e) {
      checkpoint.close();
      throw e;
    }
  }

  /**
   * Renames those after {@code step}, which a run that goes on from there will write again: nothing is lost, and none of them counts any more. A
   * power cut does not bring them back.
   */
  public void setAsideAfter(long step) {
    List<Path> later = newestFirst().stream().filter(file -> step(file) > step).toList();
    later.forEach(file -> attempt("set aside", file, () ->
        Files.move(file, file.resolveSibling(file.getFileName() + ".aside"), StandardCopyOption.REPLACE_EXISTING)));
    if (!later.isEmpty()) {
      AtomicFile.settle(folder);
    }
  }

  /** Removes all by step but the newest, and what processes that died in the middle of writing left behind. */
  public void keep(int newest) {
    Stream.concat(newestFirst().stream().skip(newest), files().stream().filter(file -> PART.matcher(file.getFileName().toString()).matches()))
        .forEach(file -> attempt("remove", file, () -> Files.deleteIfExists(file)));
  }

  private interface Change {
    void run() throws IOException;
  }

  private static void attempt(String what, Path file, Change change) {
    try {
      change.run();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot " + what + " " + file + ": " + e.getMessage(), e);
    }
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder + ": " + e.getMessage(), e);
    }
  }
}
