package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.BadData;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that want to run something, to fill the memory, or are just broken: one sentence each, and nothing else happens. */
class MaliciousPickleTest {
  @TempDir Path folder;

  private String refusal(byte[] content) {
    Path file = PickleWriter.write(folder, content);
    String message = assertThrows(BadData.class, () -> StateDict.open(file).close()).getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private String refused(PickleWriter pickle) {
    return refusal(PickleWriter.zip(pickle.end(), Map.of()));
  }

  private StateDict sound(byte[] content) {
    return StateDict.open(PickleWriter.write(folder, content));
  }

  @Test
  void the_sound_sample_opens() {
    try (StateDict dict = sound(PickleWriter.small()); Scope scope = Scope.silent()) {
      assertEquals(List.of(2L, 2L), dict.shape("w"));
      assertArrayEquals(new float[] {1, 2, 3, 4}, Tensors.floats(dict.tensor("w")));
    }
  }

  @ParameterizedTest
  @CsvSource({"os, system", "posix, system", "builtins, eval", "builtins, exec", "builtins, getattr", "subprocess, Popen",
      "__builtin__, eval",
      "numpy.core.multiarray, scalar", "java.lang, Runtime", "torch, load", "__main__, Net", "torch, ComplexFloatStorage"})
  void a_global_is_refused_by_its_name(String module, String name) {
    PickleWriter call = PickleWriter.of().global(module, name).text("touch /tmp/x").raw(0x85, 'R');
    assertTrue(refused(call).contains("refers to \"" + module + "." + name + "\""));
    PickleWriter stack = PickleWriter.of().text(module).text(name).raw(0x93, ')', 'R');
    assertTrue(refused(stack).contains("refers to \"" + module + "." + name + "\""));
  }

  @Test
  void a_name_that_would_forge_a_second_line_is_shown_on_one() {
    assertTrue(refused(PickleWriter.of().text("os\nsonde: all is well").text("system").raw(0x93)).contains("os?sonde"));
  }

  @Test
  void a_whole_module_is_called_one() {
    assertTrue(refused(PickleWriter.of().global("torch.nn.modules.linear", "Linear").raw(')', 0x81)).contains("is a pickled module"));
  }

  @Test
  void every_seventh_prefix_is_refused() {
    byte[] whole = PickleWriter.small();
    for (int length = 0; length < whole.length; length += 7) {
      refusal(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void every_flipped_byte_is_refused_or_gives_a_tensor_inside_the_file() {
    byte[] whole = PickleWriter.small();
    int refused = 0;
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) 0xff;
      try (StateDict dict = sound(flipped); Scope scope = Scope.silent()) {
        dict.names().forEach(name -> assertTrue(dict.tensor(name).numel() <= 4));
      } catch (BadData expected) {
        refused++;
      }
    }
    assertTrue(refused > 150, "refused only " + refused);
  }

  @ParameterizedTest
  @CsvSource({
      "4, 1, 4, 1", "4, 0, 5, 1", "4, 0, 2, 4", "4, -1, 2, 1", "4, 0, -2, 1", "4, 0, 2, -1", "4, 0, 4611686018427387904, 4",
      "4, 9223372036854775807, 1, 1", "4, 0, 5, 0", "4, 0, 1000000000000, 0"})
  void elements_outside_of_the_storage_are_refused(long elements, long offset, long size, long stride) {
    byte[] pickle = PickleWriter.dict("w", elements, offset, new long[] {size}, stride);
    assertTrue(refusal(PickleWriter.zip(pickle, Map.of("0", PickleWriter.floats(1, 2, 3, 4)))).contains("a tensor"));
  }

  @ParameterizedTest
  @CsvSource({"5", "3", "0", "1000000000000", "4611686018427387904"})
  void a_storage_of_another_size_than_announced_is_refused(long elements) {
    byte[] pickle = PickleWriter.dict("w", elements, 0, new long[] {0}, 1);
    assertTrue(refusal(PickleWriter.zip(pickle, Map.of("0", PickleWriter.floats(1, 2, 3, 4)))).contains("16 bytes, but " + elements));
  }

  @Test
  void a_missing_storage_is_named() {
    assertTrue(refusal(PickleWriter.zip(PickleWriter.dict("w", 4, 0, new long[] {4}, 1), Map.of())).endsWith("it has no entry a/data/0"));
  }

  @Test
  void a_compressed_entry_is_refused_before_it_can_grow() {
    byte[] bomb = PickleWriter.zip(Map.of("a/data.pkl", new byte[1 << 20]), ZipEntry.DEFLATED);
    assertTrue(refusal(bomb).contains("a/data.pkl is compressed"));
  }

  @Test
  void an_entry_that_claims_more_than_the_file_is_refused() {
    byte[] content = PickleWriter.small();
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(content.length - 6);
    bytes.putInt(directory + 24, 0x7fff_ffff);
    assertTrue(refusal(content).contains("entries claim"));
  }

  /** Twice 2^63 - 1 and 2 are 2^64, which comes out as nothing. */
  @Test
  void claims_that_overflow_when_added_are_refused() {
    byte[] content = PickleWriter.claiming(Long.MAX_VALUE, Long.MAX_VALUE, 2);
    assertTrue(refusal(content).endsWith("a/0 alone claims " + Long.MAX_VALUE));
  }

  @Test
  void a_list_that_holds_itself_harms_nobody() {
    PickleWriter loop = PickleWriter.of().raw('}', 'q', 1).text("me").raw('h', 1, 's').text("list").raw(']', 'q', 2, 'h', 2, 'a', 's');
    byte[] pickle = loop.text("w").tensor("0", 1, 0, new long[] {1}, 1).raw('s').end();
    try (StateDict dict = sound(PickleWriter.zip(pickle, Map.of("0", PickleWriter.floats(7))))) {
      assertEquals(1, dict.names().size());
    }
    assertTrue(refused(PickleWriter.of().raw('}', 'q', 1).text("model").raw('h', 1, 's')).contains("no named tensors"));
    PickleWriter key = PickleWriter.of().raw('}', ']', 'q', 1, 'h', 1, 'a', 'K', 1, 's');
    assertTrue(refused(key).contains("no named tensors; it has the keys none"));
  }

  @Test
  void one_table_held_many_times_is_looked_through_once() {
    PickleWriter many = PickleWriter.of().raw('}', '(');
    for (int i = 0; i < 150_000; i++) {
      many.raw('J', i, i >> 8, i >> 16, 0, 'K', 1);
    }
    many.raw('u', 'q', 0, '0', '}', '(');
    for (int i = 0; i < 150_000; i++) {
      many.raw('J', i, i >> 8, i >> 16, 0, 'h', 0);
    }
    byte[] pickle = PickleWriter.zip(many.raw('u').end(), Map.of());
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertTrue(refusal(pickle).contains("it has the keys none")));
  }

  @Test
  void tables_that_hold_each_other_under_known_keys_are_looked_through_once_at_each_depth() {
    List<String> known = List.of("state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "module", "params");
    PickleWriter ring = PickleWriter.of().raw('}', 'q', 0, '}', 'q', 1);
    for (int table = 0; table < 2; table++) {
      ring.raw('h', table, '(');
      known.forEach(key -> ring.text(key).raw('N'));
      for (int i = 0; i < 200_000; i++) {
        ring.raw('J', i, i >> 8, i >> 16, 0, 'K', 1);
      }
      int other = 1 - table;
      known.forEach(key -> ring.text(key).raw('h', other));
      ring.raw('u');
    }
    byte[] pickle = PickleWriter.zip(ring.end(), Map.of());
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertTrue(refusal(pickle).contains("no named tensors; it has the keys")));
  }

  @Test
  void keys_are_shown_on_one_short_line() {
    String message = refused(PickleWriter.of().raw('}').text("a\n\u001b[2J\u009b\u2028" + "x".repeat(1 << 20)).raw('K', 1, 's'));
    assertTrue(message.endsWith("it has the keys \"a??[2J??" + "x".repeat(92) + "…\""), message);
  }

  @Test
  void a_hundred_thousand_nested_lists_are_no_deep_call() {
    PickleWriter deep = PickleWriter.of();
    for (int i = 0; i < 100_000; i++) {
      deep.raw(']');
    }
    for (int i = 1; i < 100_000; i++) {
      deep.raw('a');
    }
    assertTrue(refused(deep).contains("holds no state dict"));
  }

  @Test
  void a_memo_that_doubles_itself_stays_small() {
    PickleWriter laughs = PickleWriter.of().raw(')', 'q', 0);
    for (int i = 0; i < 200; i++) {
      laughs.raw('h', i, 'h', i, 0x86, 'q', i + 1);
    }
    assertTrue(refused(laughs).contains("holds no state dict"));
  }

  @Test
  void endless_steps_and_copies_are_refused() {
    PickleWriter steps = PickleWriter.of();
    for (int i = 0; i <= Unpickler.MOST_STEPS; i++) {
      steps.raw(')');
    }
    assertTrue(refused(steps).contains("more than 1000000 steps"));
    PickleWriter copies = PickleWriter.of().raw(']', 'q', 0, '(');
    for (int i = 0; i < 10_000; i++) {
      copies.raw('K', i & 0xff, ')', 0x86);
    }
    copies.raw('e');
    for (int i = 0; i < 200; i++) {
      copies.global("collections", "OrderedDict").raw('h', 0, 0x85, 'R');
    }
    assertTrue(refused(copies).contains("more than 1000000 steps"));
  }

  @Test
  void an_announced_text_takes_no_memory_before_it_is_there() {
    assertTrue(refused(PickleWriter.of().raw(0x8d, 0, 0, 0, 0, 0, 0, 1, 0)).contains("a text of 281474976710656 bytes is announced"));
    assertTrue(refused(PickleWriter.of().raw('B', 0xff, 0xff, 0xff, 0xff)).contains("a text of 4294967295 bytes is announced"));
    assertTrue(refused(PickleWriter.of().raw(0x8b, 0xff, 0xff, 0xff, 0x7f)).contains("a number of 2147483647 bytes"));
  }

  @ParameterizedTest
  @CsvSource({"R", "t", "s", "a", "0", "Q", "b", "h", "q", "1", "i", "o"})
  void an_opcode_without_its_values_is_refused(char opcode) {
    assertTrue(refused(PickleWriter.of().raw(opcode)).contains("is damaged"));
  }

  @Test
  void what_is_no_weights_file_is_told_so() {
    assertTrue(refusal("<!DOCTYPE html><html>".getBytes()).endsWith("is a web page, not weights; the download went wrong"));
    assertTrue(refusal("version https://git-lfs.github.com/spec/v1\noid".getBytes()).contains("git lfs pull"));
    assertTrue(refusal("hello".getBytes()).contains("no file of torch.save"));
    assertTrue(refusal(new byte[0]).contains("no file of torch.save"));
    byte[] script = PickleWriter.zip(Map.of("a/data.pkl", new byte[] {1}, "a/code/x.py", new byte[] {1}), ZipEntry.STORED);
    assertTrue(refusal(script).contains("TorchScript"));
  }

  @Test
  void two_sets_of_tensors_are_not_guessed_between() {
    PickleWriter both = PickleWriter.of().raw('}');
    for (String name : List.of("generator", "critic")) {
      both.text(name).raw('}').text("w").tensor("0", 1, 0, new long[] {1}, 1).raw('s', 's');
    }
    String message = refusal(PickleWriter.zip(both.end(), Map.of("0", PickleWriter.floats(7))));
    assertTrue(message.contains("more than one set of named tensors; it has the keys \"generator\", \"critic\""), message);
  }
}
