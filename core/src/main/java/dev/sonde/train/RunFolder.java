package dev.sonde.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.data.BadData;
import dev.sonde.store.AtomicFile;
import dev.sonde.store.Checkpoint;
import dev.sonde.store.Checkpoints;
import dev.sonde.store.Lines;
import dev.sonde.store.Lock;
import dev.sonde.store.Room;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one run, open for writing by this process alone.
 *
 * <pre>
 * recipe.yaml                    what was meant, every default written out; never changes once the run has begun
 * environment.json               versions, processor, threads, at the beginning ({@link Environment})
 * journal.jsonl                  what happened, one event a line ({@link Journal}); the same for the same recipe, interrupted or not
 * steps.csv                      the loss parts and accuracies of every step
 * epochs.csv                     accuracies of every evaluation
 * evaluation.json                confusions, worst misses and least sure hits of the last evaluation, with pictures ({@link EvaluationFile})
 * probe.json                     where the gradient vanished and why heads hang where they do; with supervise: auto
 * report.html                    all of it for people; written by the report's listener
 * speed.csv                      images/s and data wait of every epoch: what differs from run to run
 * sessions.jsonl                 when the run was begun, taken up again, saved and stopped ({@link Sessions})
 * checkpoints/step-00001200.safetensors   after that many steps; the newest few ({@link Checkpoint})
 * checkpoints/best.safetensors   of the highest accuracy so far, or mean IoU where pixels are named
 * lock                           of the process that writes ({@link Lock})
 * </pre>
 *
 * <p><b>Going on.</b> A checkpoint notes how long the journal and the two tables were. A run that goes on from it cuts them back to there: the steps
 * behind it are taken again and write the same lines. Checkpoints behind it are set aside under another name.
 */
final class RunFolder implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String JOURNAL = "journal.jsonl";
  private static final List<String> GROWING = List.of(JOURNAL, Tables.STEPS, Tables.EPOCHS);

  private final Path folder;
  private final Lock lock;
  private final Checkpoints checkpoints;
  private final List<String> damaged = new ArrayList<>();
  private @Nullable Checkpoint from;
  private @Nullable Journal journal;
  private @Nullable Tables tables;

  private RunFolder(Path folder) {
    this.folder = folder;
    checkpoints = new Checkpoints(folder.resolve("checkpoints"));
    lock = Lock.of(folder);
  }

  /**
   * Makes a folder ready for a new run.
   *
   * @throws IllegalArgumentException where it already holds a run, or another process writes there
   */
  static RunFolder open(Path folder) {
    if (Files.exists(folder.resolve(JOURNAL))) {
      throw new IllegalArgumentException(folder + " already holds a run; choose another folder, remove it, or go on with it: sonde resume " + folder);
    }
    try {
      AtomicFile.folders(folder.resolve("checkpoints"));
      return new RunFolder(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a run to " + folder + ": " + e, e);
    }
  }

  /**
   * Opens the folder of a run that has not finished, at its newest checkpoint that is whole; at its beginning where there is none yet.
   *
   * @throws IllegalArgumentException where there is no run, it has finished, or another process is at it
   * @throws BadData                  where there are checkpoints, and all of them are damaged
   */
  static RunFolder resume(Path folder) {
    Recipe recipe = recipe(folder);
    if (Events.in(folder).finished(recipe)) {
      throw new IllegalArgumentException("the run in " + folder + " has finished; to train on from its weights, begin a run with weights="
          + new Checkpoints(folder.resolve("checkpoints")).newest().orElse(folder));
    }
    RunFolder home = new RunFolder(folder);
    try {
      home.goBack();
      return home;
    } catch (RuntimeException e) {
      home.close();
      throw e;
    }
  }

  /** The recipe of the run in a folder. */
  static Recipe recipe(Path folder) {
    Path file = folder.resolve("recipe.yaml");
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(folder + (Files.exists(folder) ? " holds no run to go on with: it has no recipe.yaml" : " does not exist")
          + "; name a run folder, such as out/run-0001");
    }
    return Recipe.read(file);
  }

  private void goBack() {
    from = checkpoints.intact(this::reached, damaged::add).orElse(null);
    if (from == null && checkpoints.newest().isPresent()) {
      throw new BadData("no checkpoint of " + folder + " is whole: " + String.join("; ", damaged) + "; to begin again, train into another folder");
    }
    cut(GROWING, from);
    checkpoints.setAsideAfter(from == null ? -1 : place(from).step());
    keepSpeeds(from == null ? 0 : place(from).epoch());
  }

  /** Whether the files of the run are at least as long as they were when {@code checkpoint} was taken. */
  private boolean reached(Checkpoint checkpoint) {
    place(checkpoint);
    JsonNode lengths = lengths(checkpoint);
    for (String name : GROWING) {
      if (size(folder.resolve(name)) < lengths.path(name).asLong()) {
        throw new BadData(checkpoint.file() + " is of no use: " + folder.resolve(name) + " ends before it");
      }
    }
    return true;
  }

  static Place place(Checkpoint checkpoint) {
    return Place.parse(checkpoint.note("place"), checkpoint.file().toString());
  }

  private static JsonNode lengths(Checkpoint checkpoint) {
    try {
      JsonNode lengths = JSON.readTree(checkpoint.note("lengths"));
      if (GROWING.stream().allMatch(name -> lengths.path(name).canConvertToLong() && lengths.path(name).asLong() >= 0)) {
        return lengths;
      }
    } catch (JsonProcessingException e) {
      throw new BadData(checkpoint.file() + " is damaged: its lengths are no JSON", e);
    }
    throw new BadData(checkpoint.file() + " is damaged: it does not say how long " + String.join(", ", GROWING) + " were");
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : -1;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private void cut(List<String> names, @Nullable Checkpoint to) {
    for (String name : names) {
      Path file = folder.resolve(name);
      try {
        if (to == null) {
          Files.deleteIfExists(file);
        } else {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(lengths(to).path(name).asLong());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot cut " + file + " back to the checkpoint: " + e.getMessage(), e);
      }
    }
  }

  /** Drops the speeds of epochs that will be finished again, and a last line that was torn. */
  private void keepSpeeds(int epoch) {
    Path file = folder.resolve(Tables.SPEED);
    if (!Files.exists(file)) {
      return;
    }
    StringBuilder kept = new StringBuilder();
    new Lines(file).read(bytes -> {
      String line = new String(bytes, StandardCharsets.UTF_8);
      if (!line.matches("[0-9]{1,9},.*") || Integer.parseInt(line.substring(0, line.indexOf(','))) < epoch) {
        kept.append(line).append('\n');
      }
    });
    AtomicFile.text(file, kept.toString());
  }

  /** The checkpoint that the run goes on from; absent at its beginning. */
  Optional<Checkpoint> from() {
    return Optional.ofNullable(from);
  }

  /** How the run goes on; absent at its beginning. */
  Optional<Resumption> resumption() {
    return from().map(checkpoint -> new Resumption(checkpoint.file(), damaged, Environment.changed(folder.resolve("environment.json"))));
  }

  Path path() {
    return folder;
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  /** Writes what is known before the run begins. */
  void intend(Recipe recipe) {
    AtomicFile.text(folder.resolve("recipe.yaml"), recipe.yaml());
  }

  /** The writers of the run's files, from here on. */
  List<Listener> listeners() {
    journal = new Journal(folder, from != null);
    tables = new Tables(folder, from != null);
    // the journal's last line says that the run has finished, so the files beside it come first
    return List.of(tables, new EvaluationFile(folder), journal, new Sessions(folder.resolve("sessions.jsonl")));
  }

  /** How long the growing files are, as a checkpoint notes it; everything written so far is counted. */
  String lengths() {
    flush();
    ObjectNode lengths = JSON.createObjectNode();
    GROWING.forEach(name -> lengths.put(name, size(folder.resolve(name))));
    return lengths.toString();
  }

  private void flush() {
    java.util.Objects.requireNonNull(journal).flush();
    java.util.Objects.requireNonNull(tables).flush();
  }

  /** Forces everything written so far to the disk, so that the journal's end, which follows, does not outlive what stands before it. */
  void settle() {
    flush();
    force();
  }

  /** Forces the growing files to the disk, and that they are there at all; on any thread. */
  void force() {
    for (String name : GROWING) {
      try (FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.WRITE)) {
        channel.force(true);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + folder.resolve(name) + ": " + Room.reason(e, folder), e);
      }
    }
    AtomicFile.settle(folder);
  }

  /** The newest whole checkpoint before {@code step}, for a rollback; the tables go back to it, the journal keeps what happened. The caller closes it. */
  Optional<Checkpoint> rollBack(long step) {
    Optional<Checkpoint> back = checkpoints.intact(checkpoint -> place(checkpoint).step() < step, damaged::add);
    back.ifPresent(checkpoint -> {
      java.util.Objects.requireNonNull(tables).flush();
      cut(List.of(Tables.STEPS, Tables.EPOCHS), checkpoint);
      checkpoints.setAsideAfter(place(checkpoint).step());
    });
    return back;
  }

  /** Gives the folder back; where nothing was begun, nothing is left. May be called twice. */
  @Override
  public void close() {
    if (from != null) {
      from.close();
    }
    lock.close();
    if (!Files.exists(folder.resolve("recipe.yaml")) && !Files.exists(folder.resolve("probe.json"))) {
      removeTraces();
    }
  }

  private void removeTraces() {
    try {
      Files.deleteIfExists(folder.resolve("lock"));
      Files.deleteIfExists(checkpoints.folder());
      Files.deleteIfExists(folder);
    } catch (java.nio.file.DirectoryNotEmptyException someoneElses) {
      // the folder was there before, with something in it: it stays
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clear " + folder + ": " + e.getMessage(), e);
    }
  }
}
