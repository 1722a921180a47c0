package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Datasets;
import dev.sonde.data.Split;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.store.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was stopped and taken up again leaves the same bytes as one that was not. */
class ResumeTest {
  private static final Split SHAPES = Datasets.open("shapes:size=16,train=160,test=60");
  private static final List<String> EQUAL = List.of("recipe.yaml", "journal.jsonl", "steps.csv", "epochs.csv", "evaluation.json",
      "checkpoints/step-00000020.safetensors", "checkpoints/best.safetensors");

  @TempDir static Path whole;
  @TempDir Path folder;

  private static Recipe recipe() {
    Network network = NetworkBuilder.of("tiny", Shape.image(3, 16, 16)).conv(6, 3).batchNorm().relu().maxPool(2, 2).as("pool1").dropout(0.3)
        .conv(6, 3).relu().maxPool(2, 2).flatten().linear(10).build();
    return Recipe.of(network, "shapes").with("batch", "32").with("optimizer", "adam").with("train", "[flip, scale 0.01]").with("eval", "[scale 0.01]")
        .with("supervise", "{pool1: {head: pooled, weight: 0.3 decaying}}").with("diagnose", "3")
        .with("phases", "[{epochs: 2, rate: 0.01 cosine 0.001}, {epochs: 2, rate: 0.002, restart: yes}]").with("keep", "9");
  }

  @BeforeAll
  static void uninterrupted() {
    Training.of(recipe()).on(SHAPES).into(whole.resolve("run")).run().close();
  }

  private Training until(long step) {
    return Training.of(recipe()).on(SHAPES).into(folder).listen(new Listener() {
      @Override
      public void stepped(Run run) {
        if (run.step() == step) {
          run.stop("as if by Ctrl-C");
        }
      }
    });
  }

  private void assertSame() throws IOException {
    for (String name : EQUAL) {
      assertArrayEquals(Files.readAllBytes(whole.resolve("run").resolve(name)), Files.readAllBytes(folder.resolve(name)), name);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4, 5, 6, 10, 11, 17, 20})
  void a_run_taken_up_after_any_step_ends_in_the_same_bytes_with_more_workers(long step) throws IOException {
    until(step).run().close();
    List<Long> from = new ArrayList<>();
    Listener watch = new Listener() {
      @Override
      public void resumed(Run run, Resumption how) {
        from.add(run.step());
        assertEquals(List.of(), how.damaged());
        assertEquals(List.of(), how.changed());
      }
    };
    Training.resume(folder).on(SHAPES).within(Limits.NONE.workers(3)).listen(watch).run().close();
    assertEquals(List.of(step), from);
    assertSame();
  }

  @Test
  void a_damaged_newest_checkpoint_is_named_and_the_one_before_it_used() throws IOException {
    until(13).run().close();
    Path newest = new Checkpoints(folder.resolve("checkpoints")).newest().orElseThrow();
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 9] ^= 4;
    Files.write(newest, bytes);
    List<String> said = new ArrayList<>();
    Listener watch = new Listener() {
      @Override
      public void resumed(Run run, Resumption how) {
        assertEquals(10, run.step());
        said.addAll(how.damaged());
      }
    };
    Training.resume(folder).on(SHAPES).listen(watch).run().close();
    assertEquals(1, said.size());
    assertTrue(said.get(0).contains("step-00000013.safetensors is damaged: the checksum of its tensor"), said.get(0));
    assertSame();
  }

  @Test
  void another_machine_is_told() throws IOException {
    until(13).run().close();
    Path file = folder.resolve("environment.json");
    Files.writeString(file, Files.readString(file).replaceFirst("\"processor\" : \"[^\"]*\"", "\"processor\" : \"Another\""));
    List<String> said = new ArrayList<>();
    Listener watch = new Listener() {
      @Override
      public void resumed(Run run, Resumption how) {
        said.addAll(how.changed());
      }
    };
    Training.resume(folder).on(SHAPES).listen(watch).run().close();
    assertEquals(1, said.size());
    assertTrue(said.get(0).startsWith("the run began with processor Another and goes on with "), said.get(0));
  }

  @Test
  void a_torn_journal_and_lines_behind_the_checkpoint_are_taken_back() throws IOException {
    until(13).run().close();
    Files.writeString(folder.resolve("journal.jsonl"), "{\"event\":\"step\",\"st", java.nio.file.StandardOpenOption.APPEND);
    Training.resume(folder).on(SHAPES).run().close();
    assertSame();
  }

  @Test
  void a_run_without_a_checkpoint_begins_again() throws IOException {
    until(2).run().close();
    Files.delete(new Checkpoints(folder.resolve("checkpoints")).newest().orElseThrow());
    Training.resume(folder).on(SHAPES).run().close();
    assertSame();
  }

  @Test
  void a_run_whose_time_is_over_saves_and_goes_on() throws IOException {
    try (Run run = Training.of(recipe()).on(SHAPES).into(folder).within(Limits.NONE.time(Duration.ofNanos(1))).run()) {
      assertEquals(1, run.step());
    }
    Training.resume(folder).on(SHAPES).run().close();
    assertSame();
  }

  @Test
  void a_finished_run_is_not_gone_on_with() {
    var error = assertThrows(IllegalArgumentException.class, () -> Training.resume(whole.resolve("run")).on(SHAPES).run());
    assertTrue(error.getMessage().contains("has finished; to train on from its weights"), error.getMessage());
  }

  @Test
  void two_runs_on_one_folder_are_refused_and_the_lock_goes_with_its_holder() {
    until(2).run().close();
    try (RunFolder held = RunFolder.resume(folder)) {
      var error = assertThrows(IllegalArgumentException.class, () -> Training.resume(folder).on(SHAPES).run());
      assertTrue(error.getMessage().contains("is in use by process " + ProcessHandle.current().pid()), error.getMessage());
    }
    Training.resume(folder).on(SHAPES).run().close();
  }

  @Test
  void checkpoints_come_by_step_and_only_the_newest_stay() {
    Recipe often = recipe().with("checkpoint", "[3 steps]").with("keep", "2");
    Training.of(often).on(SHAPES).into(folder).run().close();
    List<String> names = new Checkpoints(folder.resolve("checkpoints")).newestFirst().stream().map(file -> file.getFileName().toString()).toList();
    assertEquals(List.of("step-00000020.safetensors", "step-00000018.safetensors"), names);
  }

  @Test
  void a_loss_that_is_no_number_goes_back_and_on_at_a_smaller_rate() throws IOException {
    Recipe wild = recipe().with("phases", "[{epochs: 2, rate: 1e30}]").with("supervise", "none").with("optimizer", "sgd momentum=0").with("on-bad-loss", "rollback 2 rate 1e-16");
    try (Run run = Training.of(wild).on(SHAPES).into(folder).run()) {
      assertEquals(10, run.step());
      assertTrue(Double.isFinite(run.breakdown().total()));
    }
    List<String> back = Files.readAllLines(folder.resolve("journal.jsonl")).stream().filter(line -> line.startsWith("{\"event\":\"rolledback\"")).toList();
    assertEquals(2, back.size());
    assertTrue(back.get(0).contains("\"to\":0,\"factor\":1.0E-16"), back.get(0));
    var once = wild.with("on-bad-loss", "rollback 1 rate 1e-16");
    assertThrows(NotFinite.class, () -> Training.of(once).on(SHAPES).into(folder.resolve("once")).run());
    assertFalse(new Checkpoints(folder.resolve("once/checkpoints")).newestFirst().isEmpty(), "the last good checkpoint stays");
  }
}
