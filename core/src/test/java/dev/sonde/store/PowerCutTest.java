package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The power fails after every single change that the store makes to a disk; {@code -Dsonde.cuts=20} lets chance decide 20 times each. */
@ExtendWith(LeakCheck.class)
class PowerCutTest {
  private static final int DRAWS = Integer.getInteger("sonde.cuts", 3);

  @TempDir private Path folder;

  @BeforeAll
  static void what_lives_as_long_as_the_process() {
    new Toy(1, "sgd").close();
    new Toy(1, "adam").close();
  }

  /** Five checkpoints, two kept, the best one replaced twice, and one step back between. */
  private List<Disk.Change> story() throws IOException {
    Disk disk = new Disk(Files.createDirectories(folder.resolve("disk")));
    Checkpoints checkpoints = new Checkpoints(disk.path().resolve("run/checkpoints"));
    AtomicFile.folders(checkpoints.folder());
    try (Toy toy = new Toy(1, "sgd momentum=0.9"); Capture capture = Capture.empty()) {
      for (long step = 100; step <= 500; step += 100) {
        toy.move(step);
        capture.take(toy.contents(step));
        capture.writeTo(checkpoints.file(step));
        disk.note(new Disk.Promised(step));
        checkpoints.keep(2);
        if (step % 200 == 0) {
          capture.writeTo(checkpoints.best());
        }
      }
      disk.note(new Disk.Promised(400));
      checkpoints.setAsideAfter(400);
    }
    return disk.changes();
  }

  @Test
  void the_newest_checkpoint_whose_write_had_returned_is_there_or_a_newer_one() throws IOException {
    List<Disk.Change> story = story();
    assertTrue(story.size() > 100, "only " + story.size() + " changes");
    int states = 0;
    PowerCut cut = PowerCut.onAnEmptyDisk();
    for (int i = 0; i < story.size(); i++) {
      cut.take(story.get(i));
      for (PowerCut.Luck luck : PowerCut.Luck.values()) {
        for (int draw = 0; draw < (luck.compareTo(PowerCut.Luck.FILES) >= 0 ? DRAWS : 1); draw++) {
          check(cut, luck, i * 31L + draw, "cut behind " + i + ", " + luck + " " + draw);
          states++;
        }
      }
    }
    assertTrue(states > 1000, "only " + states + " states");
  }

  private void check(PowerCut cut, PowerCut.Luck luck, long seed, String where) throws IOException {
    Path found = folder.resolve("found/run/checkpoints");
    cut.layOut(Files.createDirectories(folder.resolve("found")), luck, seed);
    List<String> damaged = new ArrayList<>();
    long step = new Checkpoints(found).intact(checkpoint -> true, damaged::add).map(checkpoint -> {
      try (checkpoint) {
        return Toy.step(checkpoint);
      }
    }).orElse(-1L);
    assertTrue(step >= cut.promised(), where + ": step " + step + " after " + cut.promised() + " was promised");
    assertEquals(List.of(), damaged, where + ": a file under its final name is whole");
    clear(folder.resolve("found"));
  }

  @Test
  void what_was_set_aside_does_not_come_back() throws IOException {
    PowerCut cut = PowerCut.onAnEmptyDisk();
    story().forEach(cut::take);
    for (PowerCut.Luck luck : PowerCut.Luck.values()) {
      Path found = folder.resolve(luck + "/run/checkpoints");
      cut.layOut(Files.createDirectories(folder.resolve(luck.name())), luck, 1);
      assertEquals(400, Checkpoints.step(new Checkpoints(found).newest().orElseThrow()), luck.toString());
    }
  }

  private static void clear(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
