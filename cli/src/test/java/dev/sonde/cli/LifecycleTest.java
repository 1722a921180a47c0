package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.torch.Precision;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One small run, used by every command that takes one. */
class LifecycleTest {
  @TempDir static Path folder;

  private static String run;
  private static String console;

  @BeforeAll
  static void train() throws IOException {
    run = folder.resolve("run").toString();
    console = Session.ok("train", Tiny.network(folder), Tiny.DATA, "--supervise", Tiny.HEAD, "--epochs", "2", "--batch", "32", "--out",
        run);
  }

  private static Path picture(String name, int width, int height) throws IOException {
    Path file = folder.resolve(name);
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    return file;
  }

  @Test
  void training_says_what_it_does_and_where() {
    assertTrue(console.startsWith("tiny on " + Tiny.DATA + ": 1,514 parameters"), console);
    assertTrue(console.contains("head pool1") && console.contains("0.3 recursive"), console);
    assertTrue(console.contains("recipe " + Path.of(run, "recipe.yaml")), console);
    assertTrue(console.contains("6 steps in") && console.contains("run folder " + run), console);
  }

  @Test
  void training_shows_every_part_of_the_loss_and_every_heads_accuracy() {
    String part = "[0-9.]+ \\([0-9.]+ %\\)";
    String loss = " +loss [0-9.]+ = main " + part + " \\+ pool1 0\\.3000 · [0-9.]+ = " + part;
    assertTrue(console.lines().anyMatch(line -> line.matches(loss)), console);
    assertTrue(console.lines().anyMatch(line -> line.matches(" +heads on the test set: pool1 [0-9.]+ %")), console);
  }

  @Test
  void the_written_recipe_trains_again() {
    String again = Session.ok("train", Path.of(run, "recipe.yaml").toString(), "epochs=1", "--out", folder.resolve("again").toString());
    assertTrue(again.contains("3 steps in"), again);
  }

  @Test
  void a_folder_that_holds_a_run_is_not_written_over() throws IOException {
    Session session = Session.of("train", Tiny.network(folder), Tiny.DATA, "--out", run);
    assertEquals(2, session.code());
    assertTrue(session.err().contains("already holds a run"), session.err());
  }

  @Test
  void evaluation_defaults_to_the_runs_own_data() throws IOException {
    JsonNode found = new ObjectMapper().readTree(Session.ok("eval", run, "--json"));
    assertEquals(40, found.get("samples").asInt());
    assertEquals(1, found.get("accuracy").asDouble() + found.get("error").asDouble(), 1e-9);
    assertTrue(found.get("heads").has("pool1"), found.toString());
    assertTrue(Session.ok("eval", run, Tiny.DATA, "--half", "train").contains("96 images"));
  }

  @Test
  void evaluation_in_bfloat16_is_that_in_float32_rounded() throws IOException {
    double whole = new ObjectMapper().readTree(Session.ok("eval", run, "--json")).get("loss").asDouble();
    Session session = Session.of("eval", run, "--json", "--precision", "bfloat16");
    double rounded = new ObjectMapper().readTree(session.out()).get("loss").asDouble();
    assertEquals(whole, rounded, 0.05 * whole);
    assertEquals(Precision.BFLOAT16.here() == Precision.BFLOAT16, whole != rounded);
    assertEquals(Precision.BFLOAT16.here() != Precision.BFLOAT16, session.err().contains("has no instructions for bfloat16"), session.err());
    assertEquals(2, Session.of("predict", run, "x.png", "--precision", "float64").code());
  }

  @Test
  void evaluation_on_data_with_other_classes_is_refused() throws IOException {
    Path other = folder.resolve("two");
    for (String half : Arrays.asList("train", "test")) {
      for (String name : Arrays.asList("a", "b")) {
        Files.createDirectories(other.resolve(half).resolve(name));
        picture("two/" + half + "/" + name + "/x.png", 16, 16);
      }
    }
    Session session = Session.of("eval", run, other.toString());
    assertEquals(2, session.code());
    assertTrue(session.err().contains("10 outputs") && session.err().contains("2 classes"), session.err());
  }

  @Test
  void damaged_samples_are_left_out_of_an_evaluation_where_that_is_asked_for() throws IOException {
    Path data = folder.resolve("ten");
    for (String half : Arrays.asList("train", "test")) {
      for (int i = 0; i < 10; i++) {
        Files.createDirectories(data.resolve(half).resolve("class" + i));
        picture("ten/" + half + "/class" + i + "/x.png", 16, 16);
      }
    }
    Files.write(data.resolve("test/class3/x.png"), new byte[] {1, 2, 3});
    Session strict = Session.of("eval", run, data.toString());
    assertEquals(1, strict.code());
    assertTrue(strict.err().contains("class3"), strict.err());
    Session lenient = Session.of("eval", run, data.toString(), "--on-bad-sample", "skip 1", "--json");
    assertEquals(0, lenient.code(), lenient.err());
    assertEquals(9, new ObjectMapper().readTree(lenient.out()).get("samples").asInt());
    assertTrue(lenient.err().contains("left out: ") && lenient.err().contains("class3"), lenient.err());
  }

  @Test
  void pictures_of_any_size_are_named() throws IOException {
    Path small = picture("small.png", 16, 16);
    Path large = picture("large.png", 50, 31);
    JsonNode named = new ObjectMapper().readTree(Session.ok("predict", run, small.toString(), large.toString(), "--top", "10", "--json"));
    assertEquals(2, named.size());
    for (JsonNode one : named) {
      double sum = 0;
      for (JsonNode share : one.get("classes")) {
        sum += share.get("probability").asDouble();
      }
      assertEquals(1, sum, 1e-9);
    }
    assertEquals(large.toString(), named.get(1).get("picture").asText());
  }

  @Test
  void pictures_that_are_none_are_refused() throws IOException {
    assertEquals(2, Session.of("predict", run, folder.resolve("absent.png").toString()).code());
    Path broken = Files.writeString(folder.resolve("broken.png"), "no picture");
    Session session = Session.of("predict", run, broken.toString());
    assertEquals(1, session.code());
    assertTrue(session.err().contains("broken.png"), session.err());
  }

  @Test
  void stripping_removes_the_heads_and_proves_the_rest() throws IOException {
    Path body = folder.resolve("body.safetensors");
    String report = Session.ok("strip", run, body.toString());
    assertTrue(report.contains("proven: the output is bit-identical on 40 images"), report);
    assertTrue(report.lines().anyMatch(line -> line.matches("saved +90 +80 +.*B")), report);
    assertTrue(Files.size(body) < Files.size(Path.of(run, "checkpoints/best.safetensors")));
    JsonNode whole = new ObjectMapper().readTree(Session.ok("eval", run, "--json"));
    JsonNode alone = new ObjectMapper().readTree(Session.ok("eval", body.toString(), "--json"));
    assertEquals(whole.get("loss"), alone.get("loss"));
    assertFalse(alone.has("heads"));
  }

  @Test
  void cutting_at_a_head_keeps_what_it_needs_and_its_accuracy() throws IOException {
    Path cut = Path.of(run, "at-pool1.safetensors");
    String report = Session.ok("strip", run, "--at", "pool1");
    assertTrue(report.contains("proven: the output is bit-identical on 40 images"), report);
    assertTrue(report.lines().anyMatch(line -> line.matches("up to pool1 +314 .*")), report);
    assertTrue(report.contains("removed 2 nodes of the body that pool1 does not need and the optimizer's state"), report);
    JsonNode whole = new ObjectMapper().readTree(Session.ok("eval", run, "--json"));
    JsonNode alone = new ObjectMapper().readTree(Session.ok("eval", cut.toString(), "--json"));
    assertEquals(whole.get("heads").get("pool1"), alone.get("accuracy"));
    assertFalse(alone.has("heads"));
    Files.delete(cut);
  }

  @Test
  void cutting_where_no_head_hangs_names_those_that_do() {
    Session session = Session.of("strip", run, "--at", "conv1");
    assertEquals(2, session.code());
    assertTrue(session.err().contains("no head at \"conv1\" in ") && session.err().contains("; heads are at pool1"), session.err());
  }

  @Test
  void stripping_does_not_replace_a_file_unless_told() {
    String body = folder.resolve("twice.safetensors").toString();
    Session.ok("strip", run, body);
    assertEquals(2, Session.of("strip", run, body).code());
    assertTrue(Session.ok("strip", run, body, "--force").contains("proven"));
  }

  @Test
  void a_damaged_checkpoint_is_refused_in_one_sentence() throws IOException {
    byte[] whole = Files.readAllBytes(new dev.sonde.store.Checkpoints(Path.of(run, "checkpoints")).newest().orElseThrow());
    Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, whole.length / 2));
    for (String command : Arrays.asList("eval", "strip")) {
      Session session = Session.of(command, cut.toString());
      assertEquals(1, session.code());
      assertTrue(session.err().contains("cut.safetensors") && session.err().lines().count() == 1, session.err());
    }
  }

  @Test
  void a_loss_that_is_no_number_names_the_node() throws IOException {
    Session session = Session.of("train", Tiny.network(folder), Tiny.DATA, "rate=1e30", "--out", folder.resolve("nan").toString());
    assertEquals(1, session.code());
    assertTrue(session.err().contains("\"conv1\"") || session.err().contains("\"fc\""), session.err());
  }

  @Test
  void an_output_that_cannot_be_written_is_a_failure() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Session session = Session.of("train", Tiny.network(folder), Tiny.DATA, "--out", file.resolve("run").toString());
    assertEquals(1, session.code());
    assertTrue(session.err().startsWith("sonde: cannot write a run to "), session.err());
  }

  @Test
  void bench_measures_with_and_without_heads() throws IOException {
    JsonNode found = new ObjectMapper().readTree(Session.ok("bench", Tiny.network(folder), "--supervise", Tiny.HEAD, "--seconds", "0.01",
        "--batch", "4", "--json"));
    assertTrue(found.get("headMacsShare").asDouble() > 0);
    for (String what : Arrays.asList("train", "train with heads", "predict 1", "predict 32")) {
      assertTrue(found.get("timings").get(what).get("imagesPerSecond").asDouble() > 0, what);
    }
  }

  @Test
  void the_demo_trains_both_and_gives_its_verdict() throws IOException {
    Path out = folder.resolve("demo");
    String shown = Session.ok("demo", "--out", out.toString(), "data=shapes:size=32,train=16,test=10", "batch=8", "epochs=1");
    assertTrue(shown.contains("Accuracy on the test set") && shown.contains("Verdict: "), shown);
    assertTrue(Files.readString(out.resolve("verdict.txt")).contains("Verdict: "));
    assertTrue(Files.exists(out.resolve("plain/recipe.yaml")) && Files.exists(out.resolve("supervised/recipe.yaml")));
    assertTrue(Files.readString(out.resolve("compare.html")).contains("\"kind\":\"compare\""));
    assertTrue(Files.exists(out.resolve("plain/report.html")) && Files.exists(out.resolve("supervised/report.html")));
    assertTrue(Demo.recipe().supervise().size() > 0);
  }
}
