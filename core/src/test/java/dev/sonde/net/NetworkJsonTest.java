package dev.sonde.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkJsonTest {
  private static final Shape MAP = Shape.image(4, 8, 8);

  /** Every kind, with defaults and without. */
  static List<Layer> layers() {
    return List.of(
        Layer.Conv.of(8, 3), new Layer.Conv(8, 3, 2, 1, 2, 4, false),
        new Layer.TransposedConv(8, 2, 1, 0, true), new Layer.TransposedConv(8, 3, 2, 1, false),
        Layer.BatchNorm.standard(), new Layer.BatchNorm(1e-3, 0.001), new Layer.BatchNorm(1e-12, 1), new Layer.Relu(), new Layer.Relu6(),
        new Layer.MaxPool(2, 2, 0, false), new Layer.MaxPool(3, 2, 1, true), new Layer.MaxPool(2, 1, 0, false),
        new Layer.AveragePool(2, 2, 0, false, true), new Layer.AveragePool(3, 1, 1, true, false), new Layer.AdaptiveAveragePool(3),
        new Layer.Flatten(), new Layer.Dropout(0.5), new Layer.Dropout(1.0 / 3), new Layer.Dropout(0.1, true),
        new Layer.LocalResponseNorm(5, 1e-4, 0.75, 1), new Layer.LocalResponseNorm(3, 1e-5, 0.5, 2), new Layer.Linear(3, true),
        new Layer.Linear(3, false), new Layer.Add(), new Layer.Concat(),
        new Layer.Resize(2, false), new Layer.Resize(3, true), new Layer.ResizeLike(false), new Layer.ResizeLike(true),
        new Layer.ChannelPad(2, 1), new Layer.ChannelPad(0, 3), new Layer.Identity());
  }

  private static Network holding(Layer layer) {
    boolean two = layer instanceof Layer.Add || layer instanceof Layer.Concat || layer instanceof Layer.ResizeLike;
    Node node = new Node("node", layer, two ? List.of("first", Network.INPUT) : List.of("first"));
    return new Network("net", layer instanceof Layer.Linear ? Shape.vector(6) : MAP, List.of(
        new Node("first", new Layer.Relu(), List.of(Network.INPUT)), node));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void every_kind_comes_back_from_json_and_yaml(Layer layer) {
    Network network = holding(layer);
    assertEquals(network, NetworkJson.parse(NetworkJson.text(network)));
    assertEquals(network, NetworkJson.parse(NetworkJson.yaml(network)));
  }

  @Test
  void the_layers_above_are_all_kinds() {
    assertEquals(Layer.class.getPermittedSubclasses().length, layers().stream().map(Object::getClass).distinct().count());
  }

  static Stream<String> oddNames() {
    return Stream.of("1", "1.5", "true", "null", "~", "layer1.0", "on", "NO", "a: b", "a #b", "# c", "1e3", "0x10", "12:30",
        "- d", "naïve", "{x}", "a\tb", "a:", " a ", "a\nb", "NaN", ".inf", "+1", "-", "!x", "&x", "*x", "\"q\"", "it's",
        "a, b", "[x]", "a\\b", "y", "Null");
  }

  @ParameterizedTest
  @MethodSource("oddNames")
  void odd_names_come_back_as_texts(String name) {
    Network network = new Network(name, MAP, List.of(new Node(name, new Layer.Relu(), List.of(Network.INPUT))));
    assertEquals(network, NetworkJson.parse(NetworkJson.text(network)));
    assertEquals(network, NetworkJson.parse(NetworkJson.yaml(network)));
  }

  @Test
  void yaml_by_hand_may_be_brief() {
    Network network = NetworkJson.parse("""
        name: brief
        input: 1x8x8
        nodes:
          - {name: conv1, layer: conv, filters: 4, kernel: 3}
          - {name: bn1, layer: batch-norm, epsilon: 1e-3}
          - {name: sum, layer: add, from: [conv1, bn1]}
          - {name: out, layer: relu, from: conv1}
        """);
    assertEquals(new Layer.BatchNorm(1e-3, 0.1), network.node("bn1").layer());
    assertEquals(List.of("conv1"), network.output().inputs());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{name: a, layer: conv, filter: 4, kernel: 3} | node \"a\" needs the key \"filters\"",
    "{name: a, layer: conv, filters: 4, kernel: 3, pading: 1} | node \"a\" has an unknown key \"pading\"; the nearest is \"padding\"",
    "{name: a, layer: convv} | no layer is called \"convv\"; the nearest is \"conv\"",
    "{name: a, layer: conv, filters: 4.5, kernel: 3} | \"filters\" of node \"a\" must be a whole number, not 4.5",
    "{name: a, layer: conv, filters: '4', kernel: 3} | must be a whole number, not \"4\"",
    "{name: a, layer: conv, filters: 4, kernel: 3, bias: 1} | \"bias\" of node \"a\" must be true or false, not 1",
    "{name: a, layer: dropout, rate: much} | \"rate\" of node \"a\" must be a number",
    "{name: a, layer: dropout, rate: 1.5} | dropout rate 1.5",
    "{name: 7, layer: relu} | \"name\" of nodes[0] must be a text, not 7",
    "{name: a, layer: relu, from: b} | reads \"b\", which no earlier node is called",
    "{name: a, layer: relu, name: b} | uplicate",
    "relu | nodes[0] must be a mapping"
  })
  void faults_are_refused_by_name(String node, String part) {
    String text = "name: net\ninput: 1x8x8\nnodes:\n  - " + node + "\n";
    String message = assertThrows(IllegalArgumentException.class, () -> NetworkJson.parse(text)).getMessage();
    assertTrue(message.contains(part), message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "'' | the network must be a mapping", "'[]' | must be a mapping", "'{\"name\": ' | neither JSON nor YAML",
    "'{name: n, input: 3x4x4, nodes: x}' | \"nodes\" of network n must be a list",
    "'{name: n, input: 3x4, nodes: []}' | a shape has 1 size",
    "'{name: n, input: 3x4x4, nodes: []}' | network n has no nodes",
    "'{name: n, input: 3x4x4, nodes: [], node: 1}' | the nearest is \"nodes\""
  })
  void texts_that_are_no_network_say_why(String text, String part) {
    String message = assertThrows(IllegalArgumentException.class, () -> NetworkJson.parse(text)).getMessage();
    assertTrue(message.contains(part), message);
  }
}
