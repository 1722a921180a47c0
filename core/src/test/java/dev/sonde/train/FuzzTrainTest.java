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
import dev.sonde.store.Checkpoint;
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
  private static final Recipe RECIPE = Recipe.of("dsn-mnist", "shapes");
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
    readers.put("halving|mean|half", Weighting::parse);
    readers.put("10%|200MB|none", Budget::parse);
    readers.put("300,450,600 flip|whole|window 321 0.66", Views::parse);
    readers.put("halving|plain|supervised: supervise=auto|a: rate=0.1, b=2", Arm::parse);
    readers.put("momentum 0.01|frozen|frozen momentum 0.01", text -> RECIPE.with("norm", text));
    readers.put("rollback 3 rate 0.1|stop", text -> RECIPE.with("on-bad-loss", text));
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
  void journals() {
    Fuzz.reader("events", List.of(bytes(GOLDEN.resolve("journal.jsonl")), utf8("{\"event\":\"ended\"}\n{\"event\":\"evaluated\"}\n")), bytes -> {
      Files.write(folder.resolve("journal.jsonl"), bytes);
      Recipe recipe = Recipe.read(GOLDEN.resolve("recipe.yaml"));
      Events.in(folder).finished(recipe);
      TrialFolder trial = new TrialFolder(folder, recipe);
      trial.accuracy();
      trial.dense();
    });
  }

  /** What a run would go on with, in a folder that is otherwise sound. */
  @Test
  void speeds_and_lengths_of_a_run_to_go_on_with() throws IOException {
    Fuzz.reader("resume speed", List.of(bytes(GOLDEN.resolve("speed.csv")), utf8("99999999999999999999,1,2,3\n")), bytes -> {
      Files.write(copied().resolve("speed.csv"), bytes);
      RunFolder.resume(folder.resolve("run")).close();
    });
    byte[] whole = bytes(GOLDEN.resolve(CHECKPOINT));
    List<byte[]> lengths = List.of(utf8(header(whole).get("__metadata__").get("lengths").textValue()), utf8("{\"journal.jsonl\":-1,\"steps.csv\":-1,\"epochs.csv\":-1}"));
    Fuzz.reader("resume lengths", lengths, bytes -> {
      Files.write(copied().resolve(CHECKPOINT), with(header(whole), whole, "lengths", new String(bytes, StandardCharsets.UTF_8)));
      RunFolder.resume(folder.resolve("run")).close();
    });
  }

  @Test
  void notes_of_a_checkpoint_to_go_on_from() throws IOException {
    byte[] whole = bytes(GOLDEN.resolve(CHECKPOINT));
    ObjectNode header = header(whole);
    Care care = Recipe.read(GOLDEN.resolve("recipe.yaml")).care();
    for (String key : List.of("place", "spikes", "best", "rollbacks", "data", "skipped")) {
      List<byte[]> corpus = List.of(utf8(header.get("__metadata__").path(key).asText("0")), utf8("{\"a\":1}"), utf8("7"), utf8("-1"), utf8("train 7 1024; test 3"));
      Fuzz.reader("note " + key, corpus, bytes -> {
        Path file = Files.write(folder.resolve("x.safetensors"), with(header, whole, key, new String(bytes, StandardCharsets.UTF_8)));
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
          new Standing(care).read(checkpoint);
          Fingerprints.parse(checkpoint.note("data"));
          Skipped.parse(checkpoint.notes().getOrDefault("skipped", ""));
        }
      });
    }
  }

  private static ObjectNode header(byte[] whole) throws IOException {
    return (ObjectNode) JSON.readTree(Arrays.copyOfRange(whole, 8, 8 + length(whole)));
  }

  private Path copied() throws IOException {
    Path run = folder.resolve("run");
    Files.createDirectories(run.resolve("checkpoints"));
    for (String name : List.of("recipe.yaml", "journal.jsonl", "steps.csv", "epochs.csv", CHECKPOINT)) {
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
