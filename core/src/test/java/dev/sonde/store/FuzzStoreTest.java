package dev.sonde.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.LeakCheck;
import dev.sonde.data.Transform;
import dev.sonde.fuzz.Fuzz;
import dev.sonde.loss.Loss;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkJson;
import dev.sonde.net.Shape;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of weights from strangers: whatever stands in them is read, or refused in one sentence.
 *
 * <p>The long form: {@code mvn -pl core test -Dtest=FuzzStoreTest -Dsonde.fuzz=20000}.
 */
@ExtendWith(LeakCheck.class)
class FuzzStoreTest {
  private static final Path RUN = Path.of("src/test/resources/runs/1/checkpoints");
  private static final Path SHARED = Path.of(System.getProperty("sonde.shared", "../shared"));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Network BODY = NetworkBuilder.of("body", Shape.image(1, 4, 4)).conv(2, 1).as("side").flatten().linear(2).as("out").build();

  @TempDir private Path folder;

  @Test
  void safetensors() {
    List<byte[]> corpus = List.of(bytes(RUN.resolve("best.safetensors")), file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}", 16),
        file("{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"BF16\",\"shape\":[0,3],\"data_offsets\":[8,8]}}", 8),
        file("{\"a\":{\"dtype\":\"U8\",\"shape\":[9223372036854775807,9223372036854775807,0],\"data_offsets\":[0,0]}}", 0),
        file("{\"a\":{\"dtype\":\"U8\",\"shape\":" + "[".repeat(3000) + "}", 0),
        file("{\"a\":{\"dtype\":\"U8\",\"shape\":[1e400000000],\"data_offsets\":[0,0]}}", 0),
        file("{\"a\":{\"dtype\":\"U8\",\"shape\":[" + "9".repeat(1000) + "],\"data_offsets\":[0,0]}}", 0));
    Fuzz.reader("safetensors", corpus, FuzzStoreTest::sealed, bytes -> {
      try (Safetensors tensors = Safetensors.open(written("x.safetensors", bytes)); Scope scope = Scope.silent()) {
        tensors.verify();
        for (String name : tensors.names()) {
          tensors.shape(name);
          tensors.tensor(name);
        }
      }
    });
  }

  @Test
  void checkpoints() {
    List<byte[]> corpus = List.of(bytes(RUN.resolve("best.safetensors")), bytes(RUN.resolve("step-00000007.safetensors")));
    Fuzz.reader("checkpoint", corpus, FuzzStoreTest::sealed, this::checkpoint);
  }

  /** The texts of a header inside a header that is sound. */
  @Test
  void notes_of_a_checkpoint() throws IOException {
    ObjectNode header = header(RUN.resolve("step-00000007.safetensors"));
    for (String key : List.of("network", "classes", "eval", "prepare", "loss", "recipe", "heads", "head-networks", "palette")) {
      List<byte[]> corpus = new ArrayList<>();
      corpus.add(header.path("__metadata__").path(key).asText("{}").getBytes(StandardCharsets.UTF_8));
      corpus.add("[\"a\",\"b\",\"c\"]".getBytes(StandardCharsets.UTF_8));
      corpus.add(String.join(",", Collections.nCopies(JSON.readTree(header.get("__metadata__").get("classes").asText()).size(), "#102030")).getBytes(StandardCharsets.UTF_8));
      corpus.add(("{\"conv1\":" + JSON.writeValueAsString(NetworkJson.text(BODY)) + "}").getBytes(StandardCharsets.UTF_8));
      Fuzz.reader("checkpoint " + key, corpus, bytes -> checkpoint(with(header, key, bytes)));
    }
  }

  /** Reads all that predicting with a checkpoint reads. */
  private void checkpoint(byte[] bytes) throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(written("x.safetensors", bytes))) {
      checkpoint.verify();
      checkpoint.palette();
      checkpoint.heads();
      Loss.parse(checkpoint.loss());
      Transform.parse(checkpoint.eval());
      checkpoint.preparation();
      checkpoint.body(Precision.FLOAT32).close();
      for (Map.Entry<String, Network> head : checkpoint.headNetworks().entrySet()) {
        checkpoint.head(head.getKey(), head.getValue(), Precision.FLOAT32).close();
      }
    }
  }

  @Test
  void pickles() {
    List<byte[]> corpus = new ArrayList<>(List.of(PickleWriter.small(),
        PickleWriter.zip(PickleWriter.dict("w", 4, 0, new long[] {1 << 30, 1 << 30}, 0, 0), Map.of("0", PickleWriter.floats(1, 2, 3, 4))),
        PickleWriter.zip(PickleWriter.dict("w", 4, 0, new long[] {2, 2}, 1, 2), Map.of("0", PickleWriter.floats(1, 2, 3, 4))),
        PickleWriter.zip(Map.of("a/data.pkl", new byte[100]), ZipEntry.DEFLATED), PickleWriter.claiming(8, 16)));
    for (String name : List.of("state_dict_zip", "state_dict_legacy", "mixed_types_and_views")) {
      Path file = SHARED.resolve("golden/pth/" + name + ".pth");
      if (Files.exists(file)) {
        corpus.add(bytes(file));
      }
    }
    Fuzz.reader("pth", corpus, bytes -> dict(written("x.pth", bytes)));
  }

  /** A pickle alone, in an archive that is sound. */
  @Test
  void pickles_in_a_sound_archive() {
    List<byte[]> corpus = List.of(PickleWriter.dict("w", 4, 0, new long[] {2, 2}, 2, 1),
        PickleWriter.of().raw('}').text("state_dict").raw('}').text("w").tensor("0", 4, 1, new long[] {3}, 1).raw('s', 's').end(),
        PickleWriter.of().global("collections", "OrderedDict").raw(')', 'R', 'q', 1, '(').text("w").tensor("0", 4, 0, new long[] {}).text("n").number(7)
            .text("l").raw(']', '(', 'K', 1, 'K', 2, 'e').text("d").raw('h', 1, 'u').end());
    Map<String, byte[]> storage = Map.of("0", PickleWriter.floats(1, 2, 3, 4));
    Fuzz.reader("pickle", corpus, bytes -> dict(written("x.pth", PickleWriter.zip(bytes, storage))));
  }

  private static void dict(Path file) {
    try (StateDict dict = StateDict.open(file); Scope scope = Scope.silent()) {
      for (String name : dict.names()) {
        dict.shape(name);
        dict.tensor(name);
      }
    }
  }

  /** Names of tensors that are nearly those of a network. */
  @Test
  void weights() {
    String entry = ":{\"dtype\":\"F32\",\"shape\":";
    List<byte[]> corpus = List.of(file("{\"side.weight\"" + entry + "[2,1,1,1],\"data_offsets\":[0,8]},\"side.bias\"" + entry + "[2],\"data_offsets\":[8,16]},"
        + "\"out.weight\"" + entry + "[2,32],\"data_offsets\":[16,272]},\"out.bias\"" + entry + "[2],\"data_offsets\":[272,280]}}", 280));
    Fuzz.reader("weights", corpus, bytes -> {
      try (Weights weights = Weights.open(written("x.safetensors", bytes))) {
        weights.classes(BODY);
        weights.fit(BODY, Map.of()).lines();
      }
    });
  }

  private Path written(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static byte[] file(String header, int bytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text).array();
  }

  private static ObjectNode header(Path file) throws IOException {
    byte[] bytes = bytes(file);
    return (ObjectNode) JSON.readTree(Arrays.copyOfRange(bytes, 8, 8 + length(bytes)));
  }

  private static int length(byte[] bytes) {
    return (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** The golden checkpoint with one text of its header exchanged, and no checksums. */
  private static byte[] with(ObjectNode header, String key, byte[] text) throws IOException {
    ObjectNode changed = header.deepCopy();
    ObjectNode notes = (ObjectNode) changed.get(Header.METADATA);
    notes.remove(List.of(Checksum.HEADER, Checksum.TENSORS));
    notes.put(key, new String(text, StandardCharsets.UTF_8));
    byte[] whole = bytes(RUN.resolve("step-00000007.safetensors"));
    byte[] head = file(JSON.writeValueAsString(changed), whole.length - 8 - length(whole));
    int tensors = whole.length - 8 - length(whole);
    System.arraycopy(whole, whole.length - tensors, head, head.length - tensors, tensors);
    return head;
  }

  /** The header's checksum made right again. */
  private static byte[] sealed(byte[] bytes) {
    int length = bytes.length < 8 ? -1 : length(bytes);
    if (length < 0 || length > bytes.length - 8) {
      return bytes;
    }
    byte[] text = Arrays.copyOfRange(bytes, 8, 8 + length);
    if (new String(text, StandardCharsets.ISO_8859_1).contains("\"" + Checksum.HEADER + "\":\"")) {
      Checksum.seal(text);
      System.arraycopy(text, 0, bytes, 8, length);
    }
    return bytes;
  }
}
