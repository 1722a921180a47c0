package dev.sonde.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.DoubleStream;

/** Numbers as a page carries them: five significant digits, and null where there is none. */
final class Digits {
  private static final MathContext FIVE = new MathContext(5);
  private static final double WHOLE = 1e12;

  private Digits() {}

  static JsonNode of(double value) {
    if (!Double.isFinite(value)) {
      return NullNode.getInstance();
    }
    return value == Math.rint(value) && Math.abs(value) < WHOLE ? LongNode.valueOf((long) value)
        : DoubleNode.valueOf(new BigDecimal(value, FIVE).doubleValue());
  }

  static ArrayNode of(DoubleStream values) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    values.forEach(value -> all.add(of(value)));
    return all;
  }

  /** A list of a file as the page carries it; what is no number becomes null. */
  static ArrayNode of(JsonNode list) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    list.forEach(item -> all.add(of(item.isNumber() ? item.doubleValue() : Double.NaN)));
    return all;
  }
}
