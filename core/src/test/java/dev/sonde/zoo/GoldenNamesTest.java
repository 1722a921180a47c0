package dev.sonde.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Parameters;
import dev.sonde.net.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameter names and sizes against public reference networks, whose state the golden folder lists. */
class GoldenNamesTest {
  /** The state of the reference: name → sizes, in its order, without batch counters and auxiliary classifiers. */
  private static Map<String, List<Integer>> state(String name) throws IOException {
    Path folder = Path.of(System.getProperty("sonde.shared", "../shared"), "golden");
    Assumptions.assumeTrue(Files.isDirectory(folder), "golden values are absent: no folder " + folder + " (set -Dsonde.shared)");
    JsonNode state = new ObjectMapper().readTree(folder.resolve(name + ".json").toFile()).get("state");
    Map<String, List<Integer>> sizes = new LinkedHashMap<>();
    state.properties().forEach(entry -> {
      if (!entry.getKey().endsWith("num_batches_tracked") && !entry.getKey().matches("(aux|svm|.*DSN_).*")) {
        List<Integer> shape = new ArrayList<>();
        entry.getValue().forEach(size -> shape.add(size.intValue()));
        sizes.put(entry.getKey(), shape);
      }
    });
    return sizes;
  }

  private static Map<String, List<Integer>> withBuffers(Network network) {
    Map<String, List<Integer>> all = new LinkedHashMap<>(network.parameters());
    Map<String, Shape> shapes = network.shapes();
    for (Node node : network.nodes()) {
      Parameters.buffers(node, shapes.get(node.inputs().get(0))).forEach((suffix, sizes) -> all.put(node.name() + "." + suffix, sizes));
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"resnet18, resnet-18", "googlenet, googlenet", "mobilenet_v2, mobilenet-v2", "dsn_cifar10, dsn-cifar"})
  void names_and_sizes_are_the_reference_s(String golden, String name) throws IOException {
    Map<String, List<Integer>> expected = state(golden);
    assertEquals(new TreeMap<>(expected), new TreeMap<>(withBuffers(Zoo.network(name, Zoo.defaultInput(name), 10))));
  }

  @ParameterizedTest
  @CsvSource({"vgg16, vgg-16, 10", "cnds8, cnds-8, 205", "dsn_cifar10, dsn-cifar, 10"})
  void order_and_sizes_are_the_reference_s(String golden, String name, int classes) throws IOException {
    List<List<Integer>> expected = new ArrayList<>(state(golden).values());
    assertEquals(expected, new ArrayList<>(Zoo.network(name, Zoo.defaultInput(name), classes).parameters().values()));
  }
}
