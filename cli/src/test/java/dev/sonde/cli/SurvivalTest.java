package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Kill -9 at random moments; {@code -Dsonde.kills=50} makes it long, the short form runs always. */
@DisabledOnOs(OS.WINDOWS)
class SurvivalTest {
  private static final int KILLS = Integer.getInteger("sonde.kills", 3);
  private static final List<String> EQUAL = List.of("recipe.yaml", "journal.jsonl", "steps.csv", "epochs.csv", "evaluation.json", "report.html",
      "checkpoints/step-00000450.safetensors", "checkpoints/best.safetensors");

  @TempDir Path folder;

  private Process start(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-XX:TieredStopAtLevel=1",
        "-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(words));
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile()).start();
  }

  private Process train(Path run) throws IOException {
    return start("train", Tiny.network(folder), "shapes:size=16,train=600,test=40", "batch=4", "epochs=3", "--supervise", Tiny.HEAD,
        "checkpoint=[25 steps, 1 epoch]", "--out", run.toString());
  }

  private void finish(Process process) throws Exception {
    assertTrue(process.waitFor(300, TimeUnit.SECONDS), "the process did not end");
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("output")));
  }

  @Test
  void a_run_killed_at_random_moments_ends_in_the_same_bytes() throws Exception {
    Path whole = folder.resolve("whole/run");
    long millis = millis(() -> finish(train(whole)));
    Random random = new Random(5);
    int ended = 0;
    for (int killed = 0; killed < KILLS; ) {
      Path run = folder.resolve("run-" + (killed + ended) + "/run");
      long start = System.nanoTime();
      Process process = train(run);
      if (process.waitFor(random.nextLong(millis), TimeUnit.MILLISECONDS)) { // it went quicker than those before: another moment is drawn
        ended++;
        millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      } else {
        process.destroyForcibly().waitFor();
        killed++;
        finish(Files.exists(run.resolve("recipe.yaml")) ? start("resume", run.toString(), "--workers", String.valueOf(1 + killed % 3)) : train(run));
      }
      for (String name : EQUAL) {
        assertArrayEquals(Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(run.resolve(name)), name + " of run " + (killed + ended));
      }
    }
    System.out.printf("kill -9: %d runs were killed on their way and taken up again, all ended in the same bytes; so did %d that were quicker than their moment%n",
        KILLS, ended);
  }

  private interface Work {
    void carryOut() throws Exception;
  }

  private static long millis(Work work) throws Exception {
    long start = System.nanoTime();
    work.carryOut();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
