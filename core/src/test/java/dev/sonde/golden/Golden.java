package dev.sonde.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.data.Mask;
import dev.sonde.net.Initialization;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import dev.sonde.store.Safetensors;
import dev.sonde.supervise.Head;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Assumptions;

/** One reference network of the golden folder: its numbers, and the parameters that follow from their names. */
final class Golden {
  final JsonNode json;
  private final Path outputs;

  private Golden(JsonNode json, Path outputs) {
    this.json = json;
    this.outputs = outputs;
  }

  static Golden open(String name) {
    Path folder = Path.of(System.getProperty("sonde.shared", "../shared"), "golden");
    Assumptions.assumeTrue(Files.isDirectory(folder), "golden values are absent: no folder " + folder + " (set -Dsonde.shared)");
    try {
      return new Golden(new ObjectMapper().readTree(folder.resolve(name + ".json").toFile()), folder.resolve(name + ".safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The formula of the folder's README: {@code u} of element {@code i} of {@code name}, in [0, 1). */
  private static double even(long hash, long i) {
    long z = hash + (i + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    z = z ^ z >>> 31;
    return (z >>> 40) / (double) (1 << 24);
  }

  private static long hash(String name) {
    long h = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      h = (h ^ (b & 0xff)) * 0x100000001b3L;
    }
    return h;
  }

  private static double[] parameter(String name, List<Integer> sizes) {
    long count = sizes.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    double[] values = new double[Math.toIntExact(count)];
    long h = hash(name);
    double fan = sizes.size() < 2 ? 0 : Math.sqrt(6.0 * sizes.get(0) / count);
    for (int i = 0; i < values.length; i++) {
      double u = even(h, i);
      double v = 2 * u - 1;
      double value = name.endsWith("running_var") ? 1 + 0.5 * u : name.endsWith("running_mean") || name.endsWith("bias") ? 0.1 * v
          : sizes.size() < 2 ? 1 + 0.1 * v : v * fan;
      values[i] = (float) value;
    }
    return values;
  }

  /** Fills a model's parameters and buffers as if they were called by the golden {@code names}, in order. */
  static void fill(Model model, List<String> names) {
    Map<String, long[]> own = new LinkedHashMap<>();
    model.state().forEach((name, tensor) -> own.put(name, tensor.shape()));
    if (own.size() != names.size()) {
      throw new AssertionError(model.network().name() + " has " + own.keySet() + " but the reference " + names);
    }
    Iterator<String> name = names.iterator();
    own.forEach((key, sizes) -> {
      try (Scope scope = Scope.silent()) {
        List<Integer> extent = Arrays.stream(sizes).mapToObj(Math::toIntExact).toList();
        model.load(key, Tensors.of(parameter(name.next(), extent), model.precision(), sizes));
      }
    });
  }

  /**
   * Fills a model's parameters and buffers, each by its golden name, and gives the parameters back under those names.
   *
   * @param name golden name of what is called so here
   */
  Map<String, Tensor> fill(Model model, UnaryOperator<String> name) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    try (Scope scope = Scope.silent()) {
      model.state().forEach((own, tensor) -> {
        List<Integer> sizes = Arrays.stream(tensor.shape()).mapToObj(Math::toIntExact).toList();
        String golden = name.apply(own);
        if (!json.get("state").has(golden) || !sizes.equals(Arrays.stream(sizes(json.get("state").get(golden))).boxed().toList())) {
          throw new AssertionError(own + " " + sizes + " is to be " + golden + ", which is " + json.get("state").get(golden) + " in the reference");
        }
        model.load(own, Tensors.of(parameter(golden, sizes), model.precision(), tensor.shape()));
      });
    }
    model.parameters().forEach((own, tensor) -> named.put(name.apply(own), tensor));
    return named;
  }

  /** Golden names of parameters that start with {@code prefix}. */
  List<String> state(String prefix) {
    List<String> names = new ArrayList<>();
    json.get("state").fieldNames().forEachRemaining(name -> {
      if (name.startsWith(prefix) && !name.endsWith("num_batches_tracked")) {
        names.add(name);
      }
    });
    return names;
  }

  Tensor images(Precision precision) {
    return input("image", precision);
  }

  /** The input {@code [N, C, H, W]} called {@code what}: the image, or a map that a decoder is fed with. */
  Tensor input(String what, Precision precision) {
    String key = json.get("name").asText() + "." + what;
    int[] sizes = sizes(json.get("inputs").get(key));
    double[] values = new double[Arrays.stream(sizes).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((2 * even(hash(key), i) - 1) * Math.sqrt(3));
    }
    return Tensors.of(values, precision, sizes[0], sizes[1], sizes[2], sizes[3])
        .contiguous(org.bytedeco.pytorch.global.torch.MemoryFormat.ChannelsLast);
  }

  /** The classes {@code [N]} or {@code [N, h, w]}; what the reference ignores has the class that losses ignore here. */
  Tensor labels() {
    String key = json.get("name").asText() + ".label";
    JsonNode spec = json.get("inputs").get(key);
    int classes = spec.get("classes").asInt();
    long[] sizes = Arrays.stream(sizes(spec.get("shape"))).asLongStream().toArray();
    double[] values = new double[Math.toIntExact(Arrays.stream(sizes).reduce(1, (a, b) -> a * b))];
    for (int i = 0; i < values.length; i++) {
      boolean ignored = spec.has("ignore") && even(hash(key + ":ignore"), i) < 0.1;
      values[i] = ignored ? Mask.IGNORE : Math.min(Math.floor(even(hash(key), i) * classes), classes - 1);
    }
    return Tensors.of(values, Precision.FLOAT64, sizes).to(org.bytedeco.pytorch.global.torch.ScalarType.Long);
  }

  double[] output(String name) {
    try (Safetensors file = Safetensors.open(outputs)) {
      return Tensors.doubles(file.tensor(name));
    }
  }

  private static int[] sizes(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  /** The same network whose dropout drops nothing. */
  static Network withoutDropout(Network network) {
    return new Network(network.name(), network.input(), network.nodes().stream()
        .map(node -> node.layer() instanceof Layer.Dropout ? new Node(node.name(), new Layer.Dropout(0), node.inputs()) : node).toList());
  }

  /** The same head without dropout. */
  static Head withoutDropout(Head head) {
    return new Head() {
      @Override
      public Network on(Shape tap, int classes) {
        return withoutDropout(head.on(tap, classes));
      }

      @Override
      public Initialization initialization() {
        return head.initialization();
      }
    };
  }
}
