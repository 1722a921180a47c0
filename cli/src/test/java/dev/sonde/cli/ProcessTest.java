package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own can show. */
class ProcessTest {
  @TempDir Path folder;

  private Process start(List<String> options, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(words));
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile()).start();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "inspect", "inspect cnds-13 --json", "data", "data show shapes:train=10,test=10", "train --help"})
  void looking_loads_no_libtorch(String words) throws Exception {
    Path log = folder.resolve("classes");
    Process process = start(List.of("-Xlog:class+load:file=" + log), words.split(" "));
    assertEquals(0, process.waitFor(), output());
    String loaded = Files.readString(log);
    assertTrue(loaded.contains("dev.sonde.cli.Sonde"));
    assertFalse(loaded.contains("org.bytedeco.pytorch"), "libtorch's classes were loaded");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void a_terminated_run_saves_and_ends_with_143() throws Exception {
    Path run = folder.resolve("run");
    Process process = start(List.of("-Xmx1g"), "train", Tiny.network(folder), "shapes:size=16,train=2000,test=20", "batch=2",
        "epochs=1000", "--out", run.toString());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!(Files.exists(run.resolve("steps.csv")) && Files.size(run.resolve("steps.csv")) > 500)) {
      assertTrue(process.isAlive() && System.nanoTime() < end, output());
      Thread.sleep(50);
    }
    process.destroy();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process did not end");
    assertEquals(143, process.exitValue(), output());
    assertTrue(Files.exists(new dev.sonde.store.Checkpoints(run.resolve("checkpoints")).newest().orElseThrow()), output());
    assertTrue(output().contains("stopped: interrupted"), output());
    assertTrue(Files.readString(run.resolve("journal.jsonl")).contains("\"stopped\":\"interrupted\""));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void an_interrupted_ablation_ends_with_143_and_says_how_to_go_on() throws Exception {
    Path out = folder.resolve("ablation");
    Process process = start(List.of("-Xmx1g"), "ablate", Tiny.network(folder), "shapes:size=16,train=400,test=20", "batch=4", "epochs=2", "--supervise",
        Tiny.HEAD, "--seeds", "900", "--out", out.toString());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!Files.exists(out.resolve("seed-2/none/steps.csv"))) {
      assertTrue(process.isAlive() && System.nanoTime() < end, output());
      Thread.sleep(5);
    }
    process.destroy();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process did not end");
    assertEquals(143, process.exitValue(), output());
    assertTrue(output().contains("of 1800 runs are finished; the same command with --out " + out + " goes on from here"), output());
    assertFalse(Files.exists(out.resolve("ablation.json")));
  }
}
