package dev.sonde.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sonde.store.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What each head of a run costs in training, measured beside its forecast in {@code probe.json}. */
public final class HeadTimes {
  private HeadTimes() {}

  /**
   * Rehearses steps with and without each head of {@code run} by turns, after the run, and writes the shares into its folder's {@code probe.json}, if there is one.
   *
   * @return by tap: time that the head adds, as a share of the step without heads
   */
  public static Map<String, Double> measure(Run run) {
    Map<String, Double> shares = Rehearsal.shares(run.body(), run.recipe().supervise(), run.recipe().batch());
    run.folder().map(folder -> folder.resolve("probe.json")).filter(Files::isRegularFile).ifPresent(file -> write(file, shares));
    return shares;
  }

  private static void write(Path file, Map<String, Double> shares) {
    try {
      JsonNode tree = new ObjectMapper().readTree(Files.readString(file));
      tree.path("cost").forEach(cost -> ((ObjectNode) cost).put("measured", shares.get(cost.path("tap").asText())));
      AtomicFile.text(file, tree.toPrettyString() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
