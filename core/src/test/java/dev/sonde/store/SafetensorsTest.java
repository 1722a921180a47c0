package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.BadData;
import dev.sonde.torch.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsTest {
  @TempDir Path folder;
  private PointerScope scope;

  @BeforeAll
  static void natives() {
    Native.load();
  }

  @BeforeEach
  void open() {
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private Path file() {
    return folder.resolve("some.safetensors");
  }

  private static Tensor counting(long... shape) {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    return torch.arange(new Scalar(count)).to(ScalarType.Float).reshape(shape);
  }

  @ParameterizedTest
  @EnumSource(Dtype.class)
  void every_type_comes_back_bit_by_bit(Dtype type) {
    Tensor tensor = counting(3, 5).sub(new Scalar(7)).to(type.scalar());
    Safetensors.write(file(), Map.of("x", tensor), Map.of());
    try (Safetensors stored = Safetensors.open(file())) {
      Tensor back = stored.tensor("x");
      assertEquals(type, stored.dtype("x"));
      assertEquals(type.scalar(), back.scalar_type().intern());
      assertEquals(type.width(), back.element_size());
      assertTrue(tensor.equal(back));
    }
  }

  @Test
  void numbers_without_dimensions_and_empty_tensors_come_back() {
    Safetensors.write(file(), Map.of("scalar", torch.tensor(2.5f).reshape(), "empty", torch.empty(0, 4)), Map.of());
    try (Safetensors stored = Safetensors.open(file())) {
      assertEquals(List.of(), stored.shape("scalar"));
      assertEquals(2.5, stored.tensor("scalar").item_float());
      assertEquals(List.of(0L, 4L), stored.shape("empty"));
      assertEquals(0, stored.tensor("empty").numel());
    }
  }

  @Test
  void texts_and_names_keep_their_order_and_letters() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("zulu.\"ü\"", counting(1).to(ScalarType.Byte));
    tensors.put("alpha", counting(2));
    Safetensors.write(file(), tensors, Map.of("recipe", "läuft: \"ja\"\n"));
    try (Safetensors stored = Safetensors.open(file())) {
      assertEquals(List.copyOf(tensors.keySet()), List.copyOf(stored.names()));
      assertEquals(Map.of("recipe", "läuft: \"ja\"\n"), stored.metadata());
    }
  }

  @Test
  void channels_last_and_transposed_tensors_are_stored_in_logical_row_major_order() throws IOException {
    Tensor last = counting(2, 3, 4, 5).contiguous(MemoryFormat.ChannelsLast);
    Tensor turned = counting(4, 3).t();
    assertTrue(last.stride(1) == 1 && turned.stride(0) == 1);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("last", last);
    tensors.put("turned", turned);
    Safetensors.write(file(), tensors, Map.of());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position((int) (8 + bytes.getLong(0)));
    for (int i = 0; i < 120; i++) {
      assertEquals(i, bytes.getFloat());
    }
    assertEquals(0, bytes.getFloat());
    assertEquals(3, bytes.getFloat());
    try (Safetensors stored = Safetensors.open(file())) {
      assertTrue(turned.equal(stored.tensor("turned")));
    }
  }

  @Test
  void copy_into_a_parameter_keeps_its_layout_and_converts_between_floating_types() {
    Tensor values = counting(2, 3, 4, 5);
    Safetensors.write(file(), Map.of("x", values), Map.of());
    Tensor target = torch.zeros(2, 3, 4, 5).to(ScalarType.Double).contiguous(MemoryFormat.ChannelsLast).set_requires_grad(true);
    try (Safetensors stored = Safetensors.open(file())) {
      stored.copyInto("x", target);
    }
    assertEquals(1, target.stride(1));
    assertTrue(values.to(ScalarType.Double).equal(target.detach()));
  }

  @Test
  void copy_into_another_shape_or_kind_is_refused_by_name() {
    Safetensors.write(file(), Map.of("fc.weight", counting(10, 2)), Map.of());
    try (Safetensors stored = Safetensors.open(file())) {
      BadData shape = assertThrows(BadData.class, () -> stored.copyInto("fc.weight", torch.zeros(7, 2)));
      assertTrue(shape.getMessage().endsWith("its tensor \"fc.weight\" is [10, 2], expected is [7, 2]"), shape.getMessage());
      BadData kind = assertThrows(BadData.class, () -> stored.copyInto("fc.weight", torch.zeros(10, 2).to(ScalarType.Long)));
      assertTrue(kind.getMessage().endsWith("holds F32, expected is I64"), kind.getMessage());
      String unknown = assertThrows(IllegalArgumentException.class, () -> stored.tensor("fc.bias")).getMessage();
      assertTrue(unknown.startsWith("no tensor named \"fc.bias\" in") && unknown.endsWith("it has fc.weight"), unknown);
    }
  }

  @Test
  void a_tensor_longer_than_one_block_comes_back_whole() {
    Tensor tensor = torch.arange(new Scalar((1L << 24) + 77)).to(ScalarType.Int).mul(new Scalar(40503));
    Safetensors.write(file(), Map.of("before", counting(3), "big", tensor), Map.of());
    try (Safetensors stored = Safetensors.open(file())) {
      assertTrue(tensor.equal(stored.tensor("big")));
    }
  }

  @Test
  void the_layout_is_the_one_python_writes() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b", counting(3).to(ScalarType.Byte));
    tensors.put("a", torch.ones(1, 2));
    Safetensors.write(file(), tensors, Map.of("format", "p"));
    String found = new String(Files.readAllBytes(file()), 8, 72, StandardCharsets.UTF_8);
    String sum = found.replaceFirst(".*\"checksum\":\"([0-9a-f]{8}).*", "$1");
    String text = "{\"__metadata__\":{\"checksum\":\"" + sum + "\",\"checksums\":\"{\\\"b\\\":\\\"92fd4bfa\\\",\\\"a\\\":\\\"fc885b61\\\"}\",\"format\":\"p\"},\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[8,11]},"
        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
    int padded = (text.length() + 7) / 8 * 8;
    assertTrue(padded > text.length(), "the sample must need padding");
    ByteBuffer expected = ByteBuffer.allocate(8 + padded + 11).order(ByteOrder.LITTLE_ENDIAN).putLong(padded);
    expected.put((text + " ".repeat(padded - text.length())).getBytes(StandardCharsets.UTF_8));
    expected.putFloat(1).putFloat(1).put(new byte[] {0, 1, 2});
    assertArrayEquals(expected.array(), Files.readAllBytes(file()));
  }

  @Test
  void a_file_that_python_wrote_is_read() {
    Path golden = Path.of(System.getProperty("sonde.shared", "absent"), "golden", "cnds8.safetensors");
    Assumptions.assumeTrue(Files.exists(golden), "the golden files are not beside this checkout (system property sonde.shared)");
    try (Safetensors stored = Safetensors.open(golden)) {
      assertEquals(List.of("main", "branch"), List.copyOf(stored.names()));
      assertEquals(List.of(4L, 205L), stored.shape("branch"));
      assertTrue(torch.isfinite(stored.tensor("branch")).all().item_bool());
      assertTrue(stored.tensor("main").abs().max().item_float() > 0.1);
    }
  }

  @Test
  void a_tensor_may_not_take_the_name_of_the_texts_nor_a_type_the_format_lacks() {
    assertThrows(IllegalArgumentException.class, () -> Safetensors.write(file(), Map.of("__metadata__", counting(1)), Map.of()));
    String message = assertThrows(IllegalArgumentException.class,
        () -> Safetensors.write(file(), Map.of("z", counting(1).to(ScalarType.ComplexFloat)), Map.of())).getMessage();
    assertTrue(message.startsWith("tensor \"z\" has elements of type ComplexFloat"), message);
    assertTrue(Files.notExists(file()));
  }

  @Test
  void a_missing_file_and_a_folder_are_named() {
    assertTrue(assertThrows(UncheckedIOException.class, () -> Safetensors.open(file())).getMessage().endsWith("there is no such file"));
    assertTrue(assertThrows(UncheckedIOException.class, () -> Safetensors.open(folder)).getMessage().endsWith("it is a folder"));
  }
}
