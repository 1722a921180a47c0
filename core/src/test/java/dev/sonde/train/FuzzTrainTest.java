package dev.sonde.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sonde.data.Fingerprints;
import dev.sonde.data.Skipped;
import dev.sonde.data.Tolerance;
import dev.sonde.data.Transform;
import dev.sonde.fuzz.Fuzz;
import dev.sonde.loss.Loss;
import dev.sonde.net.Initializer;
import dev.sonde.net.Plain;
import dev.sonde.net.Shape;
import dev.sonde.probe.Budget;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Head;
import dev.sonde.supervise.HeadList;
import dev.sonde.supervise.Weighting;
import dev.sonde.torch.Optimizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recipes, their words, and run folders from strangers.
 *
 * <p>The long form: {@code mvn -pl core test -Dtest=FuzzTrainTest -Dsonde.fuzz=20000}.
 */
class FuzzTrainTest {
  private static final Path GOLDEN = Path.of("src/test/resources/runs/1");
  private static final Path RECIPES = Path.of("../recipes");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHECKPOINT = "checkpoints/step-00000007.safetensors";

  @TempDir private Path folder;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void recipes() throws IOException {
    List<byte[]> corpus = new ArrayList<>(Stream.of(
        "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\ntrain: [*c, *c, *c, *c, *c, *c]",
        "network: dsn-cifar\ndata: shapes\nepochs: 99999999999999999999", "network: {name: a, input: 3x4x4, nodes: [{name: out, layer: linear, features: 4}]}\ndata: x",
        "k".repeat(50_000) + ": 1", "network: " + "n".repeat(500_000), "{a: ".repeat(5000), "[".repeat(5000), "- ".repeat(5000), "? ".repeat(5000), "!!java.net.URL [x]",
        "network: cnds-8\ndata: shapes\nsupervise: {conv4: {head: cnds, loss: cross-entropy, weight: 0.3 decaying, rate: 2, margin: 0.1}}\ngroups: [{at: '*', rate: 2}]\n"
            + "phases: [{epochs: 3, rate: 0.1 cosine 0, heads: on}, {epochs: 1}]\ncheckpoint: [1 epoch, 100 steps, 10 minutes]\non-bad-sample: skip 7\n"
            + "on-bad-loss: rollback 3 rate 0.1\ninit: [{at: 'conv*', weight: gaussian 0.01, bias: 0.1}]\nweights: {files: [a.pth], lenient: yes}\nspike: 10\n").map(FuzzTrainTest::utf8).toList());
    corpus.add(bytes(GOLDEN.resolve("recipe.yaml")));
    try (Stream<Path> files = Files.walk(RECIPES)) {
      files.filter(file -> file.toString().endsWith(".yaml")).sorted().limit(8).forEach(file -> corpus.add(bytes(file)));
    }
    Fuzz.reader("recipe", corpus, bytes -> Recipe.parse(Recipe.read(Files.write(folder.resolve("recipe.yaml"), bytes)).yaml(), "its own text"));
  }

  /** Texts that stand in recipes and behind options. */
  @Test
  void words() {
    Map<String, Consumer<String>> readers = new LinkedHashMap<>();
    readers.put("3x32x32 4096 3×224×224", Shape::parse);
    readers.put("0.1 cosine 0|0.3 decaying|0.1 steps 10,20 0.1|0.03 recursive|1 halving|0.5", Schedule::parse);
    readers.put("cnds|dsn|c1|conv 3 64|pixel start gaussian 0.01|as-is", Head::parse);
    readers.put("cross-entropy|squared-hinge margin=0.1|balanced-bce|cross-entropy weights=1,2,3 ignore=255", Loss::parse);
    readers.put("sgd momentum=0.9 decay=5e-4 nesterov|adam beta1=0.9", Optimizer::parse);
    readers.put("pad-crop 4|flip|center-crop 227|scale 0.5|normalize 0.5,0.5,0.5 0.2,0.2,0.2|random-crop 32|resize 256", Transform::parse);
    readers.put("gaussian 0.01|he|xavier|uniform 0.1|constant 0", Initializer::parse);
    readers.put("skip 7|fail", Tolerance::parse);
    readers.put("conv4: 0.3 decaying|conv4 conv5: 0.3 with cnds|halving conv1 conv2 with dsn", text -> HeadList.parse(text, Loss.crossEntropy()));
    readers.put("flops 0.1|5 %|2", Weighting::parse);
    readers.put("10 %|0.5|2 heads", Budget::parse);
    readers.put("300,450,600 flip|whole|window 321 0.66", Views::parse);
    readers.put("halving|plain|supervised: supervise=auto|a: rate=0.1, b=2", Arm::parse);
    readers.put("momentum 0.01|frozen|frozen momentum 0.01", Norm::parse);
    readers.put("rollback 3 rate 0.1|stop", Rescue::parse);
    readers.put("1 epoch|100 steps|10 minutes|1 epoch, 100 steps", text -> Saves.parse(List.of(text.split(",")), 3));
    readers.put("{\"epoch\":2,\"batch\":17,\"step\":417}|{}", text -> Place.parse(text, "a file"));
    readers.put("train 0123456789abcdef test 0123456789abcdef", Fingerprints::parse);
    readers.put("test 3; train 7 1024|train 1", Skipped::parse);
    readers.put("0.5 1 2 3", text -> Spikes.parse(10, text));
    readers.forEach((corpus, reader) -> Fuzz.reader("words " + corpus.replaceAll("\\W+", "-"), Stream.of(corpus.split("\\|")).map(FuzzTrainTest::utf8).toList(),
        bytes -> {
          String text = new String(bytes, StandardCharsets.UTF_8);
          Plain.require(TextNode.valueOf(text), "a recipe"); // as recipes do
          reader.accept(text);
        }));
  }

  @Test
  void journals_and_tables_of_a_run_to_go_on_with() throws IOException {
    for (String name : List.of("journal.jsonl", "speed.csv", "steps.csv", "sessions.jsonl", "recipe.yaml")) {
      Fuzz.reader("resume " + name, List.of(bytes(GOLDEN.resolve(name))), bytes -> {
        Path run = copied();
        Files.write(run.resolve(name), bytes);
        resumed(run);
        TrialFolder trial = new TrialFolder(run, Recipe.read(GOLDEN.resolve("recipe.yaml")));
        trial.accuracy();
        trial.dense();
      });
    }
  }

  /** The notes by which a run goes on, in a checkpoint that is otherwise sound. */
  @Test
  void notes_of_a_run_to_go_on_with() throws IOException {
    byte[] whole = bytes(GOLDEN.resolve(CHECKPOINT));
    ObjectNode header = (ObjectNode) JSON.readTree(Arrays.copyOfRange(whole, 8, 8 + length(whole)));
    List<String> keys = new ArrayList<>();
    header.get("__metadata__").fieldNames().forEachRemaining(keys::add);
    keys.removeAll(List.of("checksum", "checksums"));
    for (String key : keys) {
      List<byte[]> corpus = List.of(utf8(header.get("__metadata__").get(key).textValue()), utf8("{\"a\":1}"), utf8("7"), utf8("[1,2]"));
      Fuzz.reader("resume note " + key, corpus, bytes -> {
        Path run = copied();
        Files.write(run.resolve(CHECKPOINT), with(header, whole, key, new String(bytes, StandardCharsets.UTF_8)));
        resumed(run);
      });
    }
  }

  private static void resumed(Path run) {
    try (RunFolder home = RunFolder.resume(run)) {
      home.from().ifPresent(checkpoint -> {
        new Standing(RunFolder.recipe(run).care()).read(checkpoint);
        Fingerprints.parse(checkpoint.note("data"));
        Skipped.parse(checkpoint.notes().getOrDefault("skipped", ""));
      });
    }
  }

  private Path copied() throws IOException {
    Path run = folder.resolve("run");
    Files.createDirectories(run.resolve("checkpoints"));
    for (String name : List.of("recipe.yaml", "journal.jsonl", "steps.csv", "epochs.csv", "speed.csv", CHECKPOINT)) {
      Files.write(run.resolve(name), bytes(GOLDEN.resolve(name)));
    }
    return run;
  }

  private static int length(byte[] bytes) {
    return (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private static byte[] with(ObjectNode header, byte[] whole, String key, String text) throws IOException {
    ObjectNode changed = header.deepCopy();
    ((ObjectNode) changed.get("__metadata__")).remove(List.of("checksum", "checksums"));
    ((ObjectNode) changed.get("__metadata__")).put(key, text);
    byte[] head = JSON.writeValueAsBytes(changed);
    byte[] tensors = Arrays.copyOfRange(whole, 8 + length(whole), whole.length);
    return ByteBuffer.allocate(8 + head.length + tensors.length).order(ByteOrder.LITTLE_ENDIAN).putLong(head.length).put(head).put(tensors).array();
  }
}
