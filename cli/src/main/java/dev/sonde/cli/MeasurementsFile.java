package dev.sonde.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.cli.Measurements.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The JSON of {@code sonde bench --json}, which {@code --compare} reads:
 *
 * <pre>
 * network, input         name of the body, and its shape
 * heads                  taps, comma between; empty for none
 * headMacsShare          multiply-accumulates of the heads by those of the body
 * precision              float32 or bfloat16
 * processors, threads    granted to the process; computing
 * allocator, java        in force; version
 * timings                by row: batch (images of one repetition), imagesPerSecond (by the median), medianSeconds, leastSeconds,
 *                        lowSeconds and highSeconds (quartiles), repetitions; and of rows about arithmetic flops (of one repetition),
 *                        gigaflops (a second), ofSgemm (their share of the row sgemm)
 * memory                 by row: forecastBytes, peakBytes (where the system tells)
 * </pre>
 */
final class MeasurementsFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MeasurementsFile() {}

  static String text(Measurements all) {
    Machine machine = all.machine();
    ObjectNode tree = JSON.createObjectNode().put("network", all.network()).put("input", all.input()).put("heads", all.heads())
        .put("headMacsShare", all.share()).put("precision", all.precision()).put("processors", machine.processors()).put("threads", machine.threads())
        .put("allocator", machine.allocator()).put("java", machine.java());
    ObjectNode timings = tree.putObject("timings");
    all.rows().forEach((what, row) -> write(timings.putObject(what), all, what));
    ObjectNode memory = tree.putObject("memory");
    all.memory().forEach((what, held) -> write(memory.putObject(what), held));
    return tree.toPrettyString();
  }

  private static void write(ObjectNode node, Measurements all, String what) {
    Measurement row = all.rows().get(what);
    Timing t = row.timing();
    node.put("batch", t.images()).put("imagesPerSecond", t.rate()).put("medianSeconds", t.median()).put("leastSeconds", t.least())
        .put("lowSeconds", t.low()).put("highSeconds", t.high()).put("repetitions", t.repetitions());
    row.gigaflops().ifPresent(rate -> node.put("flops", row.flops()).put("gigaflops", rate));
    all.ofSgemm(what).ifPresent(share -> node.put("ofSgemm", share));
  }

  private static void write(ObjectNode node, Memory held) {
    node.put("forecastBytes", held.forecast());
    held.peak().ifPresent(bytes -> node.put("peakBytes", bytes));
  }

  /** Throws {@link IllegalArgumentException} for a file that is none of ours. */
  static Measurements read(Path file) {
    try {
      return parse(file, JSON.readTree(Files.readString(file)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + " holds no JSON; write one with sonde bench NETWORK --json > " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static Measurements parse(Path file, JsonNode tree) {
    Map<String, Measurement> rows = new LinkedHashMap<>();
    tree.path("timings").fields().forEachRemaining(row -> rows.put(row.getKey(), row(file, row.getKey(), row.getValue())));
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(file + " holds no \"timings\"; write one with sonde bench NETWORK --json > " + file);
    }
    Map<String, Memory> memory = new LinkedHashMap<>();
    tree.path("memory").fields().forEachRemaining(row -> memory.put(row.getKey(), new Memory(row.getValue().path("forecastBytes").asLong(),
        row.getValue().has("peakBytes") ? OptionalLong.of(row.getValue().path("peakBytes").asLong()) : OptionalLong.empty())));
    Machine machine = new Machine(tree.path("processors").asInt(), tree.path("threads").asInt(), tree.path("allocator").asText(),
        tree.path("java").asText());
    return new Measurements(tree.path("network").asText(), tree.path("input").asText(), tree.path("heads").asText(),
        tree.path("headMacsShare").asDouble(), tree.path("precision").asText("float32"), machine, rows, memory);
  }

  private static Measurement row(Path file, String what, JsonNode row) {
    double median = row.path("medianSeconds").asDouble();
    if (!(median > 0)) {
      throw new IllegalArgumentException(file + " says no \"medianSeconds\" above 0 for \"" + what
          + "\"; write it again with sonde bench NETWORK --json");
    }
    Timing timing = new Timing(row.path("batch").asInt(), median, row.path("leastSeconds").asDouble(median),
        row.path("lowSeconds").asDouble(median), row.path("highSeconds").asDouble(median), row.path("repetitions").asInt());
    return new Measurement(timing, row.path("flops").asDouble());
  }
}
