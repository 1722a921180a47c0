package dev.sonde.net;

import dev.sonde.fuzz.Fuzz;
import dev.sonde.zoo.Zoo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Networks from strangers: what is read can be printed, counted and written again.
 *
 * <p>The long form: {@code mvn -pl core test -Dtest=FuzzNetworkTest -Dsonde.fuzz=20000}.
 */
class FuzzNetworkTest {
  private static final Network MAPS = NetworkBuilder.of("maps", Shape.image(3, 8, 8)).conv(4, 3).as("c").batchNorm().relu().as("r").maxPool(2, 2).as("p")
      .conv(4, 1).as("side").flatten().linear(3).as("out").build();

  @Test
  void json_and_yaml() {
    List<String> broken = List.of(
        "name: a\ninput: 2147483647x2147483647x2147483647\nnodes: [{name: r, layer: relu}]",
        "name: a\ninput: 2147483647\nnodes: [{name: l, layer: linear, features: 2147483647}]",
        "name: a\ninput: 3x8x8\nnodes: [{name: l, layer: resize, scale: 2147483647}]",
        "name: a\ninput: 1x9x9\nnodes: [{name: l, layer: conv, filters: 2147483647, kernel: 2147483647, padding: 2147483647}]",
        "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nname: &n [*b, *b, *b, *b, *b, *b, *b, *b]",
        "name: " + "long".repeat(100_000), "long".repeat(10_000) + ": 1", "{a: ".repeat(5000), "[".repeat(5000), "- ".repeat(5000), "!!java.net.URL [x]");
    List<byte[]> corpus = Stream.concat(broken.stream(), Stream.of(NetworkJson.text(MAPS), NetworkJson.yaml(MAPS),
        NetworkJson.yaml(Zoo.network("resnet-20", Shape.image(3, 32, 32), 10))))
        .map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    Fuzz.reader("network", corpus, bytes -> {
      Network network = NetworkJson.parse(new String(bytes, StandardCharsets.UTF_8));
      network.toString();
      network.parameters();
      NetworkJson.text(network);
    });
  }
}
