package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.data.BadData;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that PyTorch itself wrote: names, sizes, types, sums, first and last elements. */
class StateDictTest {
  private static final Path SHARED = Path.of(System.getProperty("sonde.shared", "../shared"));

  @TempDir Path folder;

  private static Path file(String name) {
    Path file = SHARED.resolve(name);
    Assumptions.assumeTrue(Files.exists(file), "the file is absent: " + file + " (set -Dsonde.shared)");
    return file;
  }

  private static JsonNode expected(String name) {
    try {
      return new ObjectMapper().readTree(file("golden/pth/expected.json").toFile()).get(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"state_dict_zip.pth", "state_dict_legacy.pth", "training_checkpoint.pth.tar", "mixed_types_and_views.pth"})
  void every_tensor_is_as_pytorch_says(String name) {
    JsonNode expected = expected(name);
    try (StateDict dict = StateDict.open(file("golden/pth/" + name)); Scope scope = Scope.silent()) {
      List<String> names = new ArrayList<>();
      expected.fieldNames().forEachRemaining(names::add);
      assertEquals(names, List.copyOf(dict.names()));
      for (String tensor : names) {
        same(tensor, expected.get(tensor), dict);
      }
    }
  }

  private static void same(String name, JsonNode expected, StateDict dict) {
    double[] values = dict.shape(name).contains(0L) ? new double[0] : Tensors.doubles(dict.tensor(name));
    List<Long> shape = new ArrayList<>();
    expected.get("shape").forEach(n -> shape.add(n.longValue()));
    assertEquals(shape, dict.shape(name), name);
    assertEquals(shape, Blocks.shape(dict.tensor(name)), name);
    assertEquals(expected.get("dtype").asText(), "torch." + dict.dtype(name).torchName(), name);
    assertEquals(expected.get("sum").asDouble(), Arrays.stream(values).sum(), 1e-12, name);
    if (values.length > 0) {
      assertEquals(expected.get("first").asDouble(), values[0], name);
      assertEquals(expected.get("last").asDouble(), values[values.length - 1], name);
    }
  }

  @Test
  void a_pickled_module_is_called_one() {
    Path file = file("golden/pth/whole_module.pth");
    String message = assertThrows(BadData.class, () -> StateDict.open(file)).getMessage();
    assertTrue(message.contains("is a pickled module (\"torch.nn.modules.") && message.contains("not a state dict")
        && message.endsWith("save model.state_dict()"), message);
    assertEquals(1, message.lines().count());
  }

  /** A prefix that loses no storage anybody needs may still open; none may do anything but open or be refused. */
  @ParameterizedTest
  @ValueSource(strings = {"state_dict_zip.pth", "state_dict_legacy.pth", "mixed_types_and_views.pth"})
  void every_seventh_prefix_is_refused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(file("golden/pth/" + name));
    for (int length = 0; length < whole.length; length += 7) {
      Path cut = Files.write(folder.resolve("cut.pth"), Arrays.copyOf(whole, length));
      String message = assertThrows(BadData.class, () -> StateDict.open(cut)).getMessage();
      assertEquals(1, message.lines().count(), message);
    }
  }

  @Test
  void public_checkpoints_open() {
    try (StateDict resnet = StateDict.open(file("data/checkpoints/resnet20-12fca82f.th"));
        StateDict espnet = StateDict.open(file("data/checkpoints/espnet_p_2_q_8_camvid.pth"))) {
      assertEquals(97, resnet.names().size());
      assertTrue(resnet.names().contains("module.layer3.2.bn2.running_var"));
      assertEquals(189, espnet.names().size());
      long values = espnet.names().stream().mapToLong(name -> espnet.shape(name).stream().reduce(1L, (a, b) -> a * b)).sum();
      assertEquals(358_193, values);
    }
  }
}
