package dev.sonde.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.data.BadData;
import dev.sonde.net.Plain;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The first part of a safetensors file: which tensors there are and where their bytes lie ({@link Safetensors} has the format).
 *
 * @param entries  tensors by name, in the order of the file's text
 * @param metadata free texts by key, checksums not among them
 * @param sums     {@link Checksum} of each tensor's bytes by name; empty where the file has none
 */
record Header(Map<String, Entry> entries, Map<String, String> metadata, Map<String, String> sums) {
  /** The reference reader's bound on the header's length, in bytes. */
  static final long LONGEST = 100_000_000;
  static final String METADATA = "__metadata__";

  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  /** The bytes of the file up to the first tensor: length, text, padding. Their number does not depend on the checksums' values. */
  byte[] bytes() {
    byte[] text = sealed();
    if (text.length > LONGEST) {
      throw new IllegalArgumentException("a header of %d bytes is longer than safetensors allows (%d); shorten the metadata".formatted(
          text.length, LONGEST));
    }
    return ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text).array();
  }

  /** {@link #text} padded and sealed. */
  private byte[] sealed() {
    byte[] text = text().toString().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    if (!sums.isEmpty()) {
      Checksum.seal(padded);
    }
    return padded;
  }

  private ObjectNode text() {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode texts = JSON.createObjectNode();
    if (!sums.isEmpty()) {
      texts.put(Checksum.HEADER, Checksum.NONE).put(Checksum.TENSORS, Checksum.text(sums));
    }
    metadata.forEach(texts::put);
    if (!texts.isEmpty()) {
      root.set(METADATA, texts);
    }
    entries.forEach((name, entry) -> root.set(name, entry.json()));
    return root;
  }

  /**
   * Reads the text of a header.
   *
   * @param file  what error messages call the file
   * @param bytes number of bytes in the file after the header
   * @throws BadData if it is not JSON of this format, or places tensors over each other, apart from each other, or outside the file
   */
  static Header parse(String file, byte[] text, long bytes) {
    JsonNode root = json(file, text);
    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    root.properties().forEach(field -> {
      if (field.getKey().equals(METADATA)) {
        metadata.putAll(texts(file, field.getValue()));
      } else {
        entries.put(field.getKey(), Entry.parse(file, field.getKey(), field.getValue()));
      }
    });
    covering(file, entries, bytes);
    return new Header(entries, metadata, sums(file, text, metadata, entries.keySet()));
  }

  /** Takes the checksums out of the metadata; the header is held to its own. Another program's text under one of the keys alone is left. */
  private static Map<String, String> sums(String file, byte[] text, Map<String, String> metadata, Set<String> names) {
    if (!metadata.containsKey(Checksum.TENSORS)) {
      return Map.of();
    }
    Checksum.check(file, text);
    metadata.remove(Checksum.HEADER);
    return Checksum.parse(file, metadata.remove(Checksum.TENSORS), names);
  }

  private static JsonNode json(String file, byte[] text) {
    try {
      JsonNode root = JSON.readTree(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString());
      if (!root.isObject()) {
        throw new BadData("%s is damaged: its header is no JSON object".formatted(file));
      }
      return root;
    } catch (CharacterCodingException failure) {
      throw new BadData("%s is damaged: its header is not UTF-8 text".formatted(file), failure);
    } catch (JsonProcessingException failure) {
      throw new BadData("%s is damaged: its header is no valid JSON (%s)".formatted(file, Plain.said(failure)), failure);
    }
  }

  private static Map<String, String> texts(String file, JsonNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    node.properties().forEach(field -> texts.put(field.getKey(), field.getValue().textValue()));
    if (!node.isObject() || texts.containsValue(null)) {
      throw new BadData("%s is damaged: its %s does not map texts to texts".formatted(file, METADATA));
    }
    return texts;
  }

  /** Sorted by place, every tensor must begin where the one before ends, and the last end where the file does. */
  private static void covering(String file, Map<String, Entry> entries, long bytes) {
    List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
    sorted.sort(Comparator.<Map.Entry<String, Entry>>comparingLong(e -> e.getValue().begin()).thenComparingLong(e -> e.getValue().end()));
    long end = 0;
    for (Map.Entry<String, Entry> next : sorted) {
      if (next.getValue().begin() != end) {
        throw new BadData("%s is damaged: tensor %s begins at byte %d, %s byte %d where the one before it ends".formatted(
            file, Plain.quoted(next.getKey()), next.getValue().begin(), next.getValue().begin() < end ? "inside of" : "apart from", end));
      }
      end = next.getValue().end();
    }
    if (end != bytes) {
      throw new BadData("%s is damaged: its tensors take %d bytes, but %d follow the header".formatted(file, end, bytes));
    }
  }
}
