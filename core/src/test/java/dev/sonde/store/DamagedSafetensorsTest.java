package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.BadData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DamagedSafetensorsTest {
  private static final String A = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
  private static final String SOUND = "{\"__metadata__\":{\"k\":\"v\"}," + A
      + ",\"b\":{\"dtype\":\"I16\",\"shape\":[1,3],\"data_offsets\":[8,14]}}";

  @TempDir Path folder;

  private static byte[] bytes(String text, int data) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + utf8.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(utf8.length).put(utf8).array();
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("damaged.safetensors"), content);
  }

  private String refusal(byte[] content) throws IOException {
    Path file = file(content);
    String message = assertThrows(BadData.class, () -> Safetensors.open(file).close()).getMessage();
    assertTrue(message.startsWith(file + " is damaged"), message);
    return message;
  }

  @Test
  void the_sound_sample_opens() throws IOException {
    try (Safetensors stored = Safetensors.open(file(bytes(SOUND, 14)))) {
      assertEquals(2, stored.names().size());
    }
  }

  @Test
  void every_prefix_of_a_file_is_refused() throws IOException {
    byte[] whole = bytes(SOUND, 14);
    for (int length = 0; length < whole.length; length++) {
      refusal(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void bytes_after_the_last_tensor_are_refused() throws IOException {
    assertTrue(refusal(bytes(SOUND, 15)).endsWith("its tensors take 14 bytes, but 15 follow the header"));
  }

  /** A flipped bit may still give another sound file (another name, another type of equal width); it may never give anything but that. */
  @Test
  void every_flipped_bit_of_the_header_is_refused_or_gives_a_sound_file() throws IOException {
    byte[] whole = bytes(SOUND, 14);
    int refused = 0;
    for (int bit = 0; bit < (whole.length - 14) * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      refused += outcome(flipped) ? 0 : 1;
    }
    assertTrue(refused > 600, "refused only " + refused);
  }

  private boolean outcome(byte[] content) throws IOException {
    try (Safetensors stored = Safetensors.open(file(content))) {
      long bytes = stored.names().stream()
          .mapToLong(name -> stored.shape(name).stream().reduce((long) stored.dtype(name).width(), (a, b) -> a * b)).sum();
      assertEquals(14, bytes);
      return true;
    } catch (BadData expected) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({"9223372036854775807", "-1", "100000001", "0", "1"})
  void an_impossible_length_of_the_header_is_refused_before_memory_is_asked_for(long length) throws IOException {
    byte[] content = bytes(SOUND, 14);
    ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
    assertTrue(refusal(content).contains("announces a header of " + Long.toUnsignedString(length) + " bytes"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}"
          + " | 8 | Duplicate field 'a'",
      "{'a':{'dtype':'F8','shape':[8],'data_offsets':[0,8]}} | 8 | tensor \"a\" has the unknown dtype \"F8\"; known are [F64, F32",
      "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | 8 | tensor \"a\" of F32 [3] does not fit the 8 bytes between its offsets",
      "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | 8 | has data_offsets [8, 0] instead of a begin and an end",
      "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | 8 | has shape [-2] instead of whole numbers",
      "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | 8 | has shape [2.0] instead of whole numbers",
      "{'a':{'dtype':'U8','shape':[4294967296,4294967296],'data_offsets':[0,0]}} | 0 | does not fit the 0 bytes",
      "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,99999999999999999999]}} | 8 | instead of whole numbers",
      "{'a':{'dtype':'F32','shape':[2]}} | 8 | tensor \"a\" is not described by exactly dtype, shape, data_offsets",
      "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'more':1}} | 8 | tensor \"a\" is not described by exactly",
      "{'a':7} | 0 | tensor \"a\" is not described by exactly",
      "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}"
          + " | 12 | tensor \"b\" begins at byte 4, inside of byte 8",
      "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}}"
          + " | 12 | tensor \"b\" begins at byte 8, apart from byte 4",
      "{'__metadata__':{'k':1}} | 0 | its __metadata__ does not map texts to texts",
      "{'__metadata__':[]} | 0 | its __metadata__ does not map texts to texts",
      "[] | 0 | its header is no JSON object",
      "{} {} | 0 | its header is no valid JSON",
      "{'a': | 0 | its header is no valid JSON",
  })
  void a_header_that_contradicts_itself_is_refused_by_name(String text, int data, String said) throws IOException {
    String message = refusal(bytes(text.replace('\'', '"'), data));
    assertTrue(message.contains(said.replace('\'', message.contains("Duplicate") ? '\'' : '"')), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void a_header_that_is_not_utf8_is_refused() throws IOException {
    byte[] content = bytes(SOUND, 14);
    content[8 + SOUND.indexOf("k")] = (byte) 0xff;
    assertTrue(refusal(content).endsWith("its header is not UTF-8 text"));
  }
}
