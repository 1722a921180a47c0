package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryTest {
  private static final Pattern END = Pattern.compile("memory ([0-9.]+) ([MG])B at most, ([0-9.]+) ([MG])B by forecast");

  @TempDir Path folder;

  @Test
  void a_run_above_its_bound_is_refused_in_one_sentence_and_leaves_nothing() throws IOException {
    Path run = folder.resolve("run");
    Session session = Session.of("train", Tiny.network(folder), Tiny.DATA, "--max-memory", "30M", "--out", run.toString());
    assertEquals(2, session.code(), session.err());
    assertEquals(1, session.err().lines().count(), session.err());
    assertTrue(session.err().contains("more than the 30 MB of --max-memory: process "), session.err());
    assertFalse(Files.exists(run));
  }

  @Test
  void a_run_to_go_on_with_is_refused_too() throws IOException {
    Path run = folder.resolve("run");
    Session.ok("train", Tiny.network(folder), Tiny.DATA, "epochs=2", "batch=8", "steps=12", "--out", run.toString());
    Files.writeString(run.resolve("journal.jsonl"), Files.readString(run.resolve("journal.jsonl")).replaceAll("(?m)^[{]\"event\":\"ended\".*\n", ""));
    Session session = Session.of("resume", run.toString(), "--max-memory", "30M");
    assertEquals(2, session.code(), session.err());
    assertTrue(session.err().contains("--max-memory"), session.err());
    Session.ok("resume", run.toString(), "--max-memory", "16G");
  }

  @Test
  void an_ablation_is_refused_before_its_first_run() throws IOException {
    Path out = folder.resolve("ablation");
    Session session = Session.of("ablate", Tiny.network(folder), Tiny.DATA, "--supervise", Tiny.HEAD, "--max-memory", "30M", "--out", out.toString());
    assertEquals(2, session.code(), session.err());
    assertTrue(session.err().contains("arm none: a batch of ") && session.err().contains("--max-memory"), session.err());
    assertFalse(Files.exists(out));
  }

  @ParameterizedTest
  @CsvSource({"6G,6000000000", "1.5GB,1500000000", "800M,800000000", "20 kb,20000", "512,512", "7b,7", "2T,2000000000000"})
  void amounts_are_read(String text, long bytes) {
    assertEquals(bytes, MemoryOptions.bytes(text));
  }

  @ParameterizedTest
  @CsvSource({"six", "-1G", "1.2345G", "G", "''", "6GG", "6X"})
  void what_is_no_amount_is_refused(String text) {
    assertTrue(assertThrows(IllegalArgumentException.class, () -> MemoryOptions.bytes(text)).getMessage().contains("write 6G"));
  }

  /** In a process of its own, because what ran before in this one has left its memory behind. */
  @ParameterizedTest
  @CsvSource({"cnds-8,'shapes:size=32,train=96,test=40',batch=32", "resnet18dilated+c1,'shapes:size=64,train=16,test=4,masks=yes',batch=4"})
  @EnabledOnOs(OS.LINUX)
  void the_forecast_holds_what_the_run_took_and_not_twice_as_much(String network, String data, String batch) throws Exception {
    String out = train(network, data, batch, "epochs=1");
    Matcher end = END.matcher(out);
    assertTrue(end.find(), out);
    double measured = Double.parseDouble(end.group(1)) * (end.group(2).equals("G") ? 1000 : 1);
    double forecast = Double.parseDouble(end.group(3)) * (end.group(4).equals("G") ? 1000 : 1);
    assertTrue(forecast >= measured && forecast < 2 * measured, end.group());
  }

  private String train(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-XX:TieredStopAtLevel=1",
        "-XX:+UseParallelGC", "-cp", System.getProperty("java.class.path"), Main.class.getName(), "train"));
    command.addAll(List.of(words));
    command.addAll(List.of("--out", folder.resolve("run").toString()));
    Path output = folder.resolve("output");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertTrue(process.waitFor(300, TimeUnit.SECONDS), "the process did not end");
    assertEquals(0, process.exitValue(), Files.readString(output));
    return Files.readString(output);
  }
}
