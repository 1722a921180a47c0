package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Datasets;
import dev.sonde.data.Split;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.store.Checkpoint;
import dev.sonde.store.Checkpoints;
import dev.sonde.store.Disk;
import dev.sonde.store.PowerCut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole run on a disk whose power fails, or that fills up: it goes on from its newest checkpoint and ends in the bytes of a run that nothing happened to.
 *
 * <p>The short form looks at every fourth state behind a power cut and goes on from some; {@code -Dsonde.resumes=100000} goes on from every one of them, and
 * fills the disk at every write.
 */
class RunOnADiskTest {
  private static final int RESUMES = Integer.getInteger("sonde.resumes", 12);
  /** Changes behind which a run may count as finished. */
  private static final int END = 6;
  private static final Split SHAPES = Datasets.open("shapes:size=8,train=24,test=8");
  private static final List<String> EQUAL = List.of("recipe.yaml", "journal.jsonl", "steps.csv", "epochs.csv", "evaluation.json",
      "checkpoints/step-00000009.safetensors", "checkpoints/best.safetensors");

  @TempDir private Path folder;
  private Disk disk;
  private Path run;

  @BeforeEach
  void a_new_disk() throws IOException {
    disk = new Disk(Files.createDirectories(folder.resolve("disk")));
    run = disk.path().resolve("out/run");
  }

  /** Nine steps in three epochs, a checkpoint after every second step and every epoch; the last evaluation is not the best, whose checkpoint would force all. */
  private static Training training() {
    Network network = NetworkBuilder.of("tiny", Shape.image(3, 8, 8)).conv(3, 3).relu().maxPool(2, 2).as("pool1").flatten().linear(10).build();
    return Training.of(Recipe.of(network, "shapes").with("batch", "8").with("train", "[flip, scale 0.01]").with("eval", "[scale 0.01]")
        .with("supervise", "{pool1: {head: pooled, weight: 0.3 decaying}}").with("phases", "[{epochs: 3, rate: 0.01}]")
        .with("checkpoint", "[2 steps, 1 epoch]").with("keep", "2").with("seed", "5")).on(SHAPES);
  }

  private static final class Promises implements Listener {
    private final Disk disk;

    Promises(Disk disk) {
      this.disk = disk;
    }

    @Override
    public void saved(Run run, Path checkpoint) {
      if (Checkpoints.step(checkpoint) >= 0) {
        disk.note(new Disk.Promised(Checkpoints.step(checkpoint)));
      }
    }
  }

  private Training failingAt(long step) {
    return training().into(run).listen(new Promises(disk)).listen(new Listener() {
      @Override
      public void stepped(Run run) {
        if (run.step() == step) {
          throw new IllegalStateException("as if by kill");
        }
      }
    });
  }

  /** What is done with a folder in which a run was interrupted, at whatever moment. */
  private static void finish(Path run) {
    if (!Files.exists(run.resolve("recipe.yaml"))) {
      training().into(run).run().close();
    } else if (!Training.finished(run)) {
      Training.resume(run).on(SHAPES).run().close();
    }
  }

  private Path whole() throws IOException {
    Path whole = folder.resolve("whole");
    if (!Files.exists(whole)) {
      training().into(whole).run().close();
    }
    return whole;
  }

  private void assertSame(Path found, String where) throws IOException {
    for (String name : EQUAL) {
      assertArrayEquals(Files.readAllBytes(whole().resolve(name)), Files.readAllBytes(found.resolve(name)), where + ": " + name);
    }
  }

  @Test
  void after_a_power_cut_behind_any_change_it_ends_in_the_same_bytes() throws IOException {
    assertThrows(IllegalStateException.class, () -> failingAt(5).run());
    Training.resume(run).on(SHAPES).listen(new Promises(disk)).run().close();
    assertSame(run, "the disk of the story");
    List<Disk.Change> story = disk.changes();
    PowerCut cut = PowerCut.onAnEmptyDisk();
    int each = RESUMES > 1000 ? 1 : 4;
    int states = story.size() * PowerCut.Luck.values().length / each;
    int state = 0;
    int resumed = 0;
    for (int i = 0; i < story.size(); i++) {
      cut.take(story.get(i));
      for (PowerCut.Luck luck : PowerCut.Luck.values()) {
        boolean end = i >= story.size() - END;
        for (int draw = 0; draw < (end && luck == PowerCut.Luck.FILES ? 6 : (i + luck.ordinal()) % each == 0 ? 1 : 0); draw++) {
          boolean whole = (state + 1) * (long) RESUMES / states > state * (long) RESUMES / states || end;
          check(cut, luck, i + draw * story.size(), whole);
          resumed += whole ? 1 : 0;
          state++;
        }
      }
    }
    System.out.printf("power cut: %d changes, %d states, newest checkpoint found in all; %d gone on from to the end, all in the same bytes%n",
        story.size(), state, resumed);
    assertEquals(9, cut.promised(), "the last checkpoint was promised");
  }

  private void check(PowerCut cut, PowerCut.Luck luck, int seed, boolean whole) throws IOException {
    Path root = Files.createDirectories(folder.resolve("found"));
    Path found = new Disk(root).path().resolve("out/run"); // whose forcing costs no time
    int i = seed % disk.changes().size();
    String where = "cut behind change " + i + " (" + line(i) + "), " + luck + " " + seed;
    cut.layOut(root, luck, seed);
    long newest = newest(found, where);
    assertTrue(newest >= cut.promised(), where + ": step " + newest + " is the newest, but " + cut.promised() + " was promised");
    if (whole) {
      finish(found);
      assertSame(found, where);
    }
    clear(root);
  }

  private String line(int i) {
    String change = disk.changes().get(i).toString();
    return change.substring(0, Math.min(change.length(), 80));
  }

  /** The step of the checkpoint that the run would go on from; -1 where it would begin, or has not begun. */
  private static long newest(Path run, String where) {
    if (!Files.exists(run.resolve("recipe.yaml")) || Training.finished(run)) {
      return new Checkpoints(run.resolve("checkpoints")).newest().map(Checkpoints::step).orElse(-1L);
    }
    try (RunFolder home = RunFolder.resume(run)) {
      assertEquals(List.of(), home.resumption().map(Resumption::damaged).orElse(List.of()), where);
      return home.from().map(RunFolder::place).map(Place::step).orElse(-1L);
    }
  }

  @Test
  void on_a_disk_that_fills_up_at_any_write_the_checkpoints_stay_and_it_goes_on_when_there_is_room() throws IOException {
    training().into(run).run().close();
    List<Long> rooms = rooms(disk.changes());
    int step = Math.max(1, rooms.size() / RESUMES);
    for (int i = 0; i < rooms.size(); i += step) {
      fill(rooms.get(i), i % 2 == 0);
    }
  }

  @Test
  void a_journal_that_cannot_grow_ends_the_run_and_says_the_way_out() {
    String refused = assertThrows(UncheckedIOException.class, () -> training().into(run).listen(new Listener() {
      @Override
      public void saved(Run run, Path checkpoint) {
        if (Checkpoints.step(checkpoint) == 4) {
          disk.shrink(0, true);
        }
      }
    }).run()).getMessage();
    assertEquals("cannot write " + run.resolve("journal.jsonl") + ": No space left on device (0 bytes free); the checkpoints before are whole: make room,"
        + " then go on with sonde resume " + run, refused);
    assertEquals(Optional.of(4L), new Checkpoints(run.resolve("checkpoints")).newest().map(Checkpoints::step));
  }

  /** Bytes behind which each write of the story begins, and its middle. */
  private static List<Long> rooms(List<Disk.Change> story) {
    List<Long> rooms = new ArrayList<>();
    long at = 0;
    for (Disk.Change change : story) {
      rooms.add(at);
      rooms.add(at + Disk.bytes(change) / 2);
      at += Disk.bytes(change);
    }
    return rooms.stream().distinct().toList();
  }

  private void fill(long room, boolean honest) throws IOException {
    Disk small = new Disk(Files.createDirectories(folder.resolve("small")));
    Path found = small.path().resolve("out/run");
    small.shrink(room, honest);
    String where = "a disk of " + room + " bytes";
    Exception refused = assertThrows(UncheckedIOException.class, () -> training().into(found).listen(new Promises(small)).run(), where);
    assertTrue(refused.getMessage().matches("cannot (write|lock) [^\n]*"), refused.getMessage());
    assertTrue(refused.getMessage().contains("No space left on device") || refused.getMessage().contains(" free; make room for "), refused.getMessage());
    intact(new Checkpoints(found.resolve("checkpoints")), where);
    small.shrink(Long.MAX_VALUE, true);
    finish(found);
    assertSame(found, where);
    clear(folder.resolve("small"));
  }

  private static void intact(Checkpoints checkpoints, String where) {
    List<String> damaged = new ArrayList<>();
    for (Path file : checkpoints.newestFirst()) {
      Optional<Checkpoint> same = checkpoints.intact(checkpoint -> checkpoint.file().equals(file), damaged::add);
      same.ifPresent(Checkpoint::close);
      assertTrue(same.isPresent() && damaged.isEmpty(), where + ": " + damaged);
    }
  }

  private static void clear(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
