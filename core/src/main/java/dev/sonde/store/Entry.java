package dev.sonde.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.data.BadData;
import dev.sonde.net.Plain;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * One tensor's line in a {@link Header}.
 *
 * @param shape sizes of its dimensions; empty for a single number
 * @param begin place of its first byte, counted from the end of the header
 * @param end   place after its last byte; {@code end - begin = product(shape) · width}
 */
record Entry(Dtype dtype, List<Long> shape, long begin, long end) {
  private static final List<String> KEYS = List.of("dtype", "shape", "data_offsets");
  private static final int MOST_SIZES = 64;

  Entry {
    shape = List.copyOf(shape);
  }

  static Entry at(long begin, Dtype dtype, List<Long> shape) {
    return new Entry(dtype, shape, begin, begin + shape.stream().reduce((long) dtype.width(), Math::multiplyExact));
  }

  long bytes() {
    return end - begin;
  }

  long[] sizes() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("dtype", dtype.name());
    shape.forEach(node.putArray("shape")::add);
    node.putArray("data_offsets").add(begin).add(end);
    return node;
  }

  static Entry parse(String file, String name, JsonNode node) {
    String where = "%s is damaged: tensor %s".formatted(file, Plain.quoted(name));
    if (!node.isObject() || node.size() != KEYS.size() || !KEYS.stream().allMatch(node::has)) {
      throw new BadData(where + " is not described by exactly " + String.join(", ", KEYS));
    }
    List<Long> offsets = wholes(where, "data_offsets", node.get("data_offsets"));
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw new BadData("%s has data_offsets %s instead of a begin and an end".formatted(where, Plain.text(offsets.toString())));
    }
    List<Long> shape = wholes(where, "shape", node.get("shape"));
    return sized(where, new Entry(dtype(where, node.get("dtype")), shape, offsets.get(0), offsets.get(1)));
  }

  private static Entry sized(String where, Entry entry) {
    if (entry.shape.size() > MOST_SIZES) {
      throw new BadData("%s has %d sizes; a tensor has at most %d".formatted(where, entry.shape.size(), MOST_SIZES));
    }
    if (!product(entry, 0).equals(BigInteger.valueOf(entry.bytes()))) {
      throw new BadData("%s of %s %s does not fit the %d bytes between its offsets".formatted(
          where, entry.dtype, entry.shape, entry.bytes()));
    }
    if (product(entry, 1).bitLength() >= Long.SIZE) {
      throw new BadData("%s of %s %s is empty, but its other sizes are too large for any tensor".formatted(where, entry.dtype, entry.shape));
    }
    return entry;
  }

  /** In bytes, sizes below {@code least} counted as it. Exact, because a shape's product may leave 64 bits and come back small. */
  private static BigInteger product(Entry entry, long least) {
    return entry.shape.stream().map(size -> BigInteger.valueOf(Math.max(least, size)))
        .reduce(BigInteger.valueOf(entry.dtype.width()), BigInteger::multiply);
  }

  private static Dtype dtype(String where, JsonNode node) {
    return Dtype.named(node.asText()).orElseThrow(() -> new BadData(
        "%s has the unknown dtype %s; known are %s".formatted(where, Plain.text(node.toString()), Arrays.toString(Dtype.values()))));
  }

  private static List<Long> wholes(String where, String key, JsonNode node) {
    boolean valid = node.isArray() && StreamSupport.stream(node.spliterator(), false)
        .allMatch(number -> number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0);
    if (!valid) {
      throw new BadData("%s has %s %s instead of whole numbers".formatted(where, key, Plain.text(node.toString())));
    }
    return StreamSupport.stream(node.spliterator(), false).map(JsonNode::longValue).toList();
  }
}
