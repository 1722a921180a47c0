package dev.sonde.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.data.Seed;
import dev.sonde.loss.Loss;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.Node;
import dev.sonde.net.Shape;
import dev.sonde.schedule.Progress;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Part;
import dev.sonde.supervise.Published;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import dev.sonde.zoo.Zoo;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CSAIL's encoders, decoders and deep supervision as PyTorch computed them in float64: scores, joint losses, gradients, inference. */
class SemanticGoldenTest {
  private static final Initialization ANY = Initialization.of(new Initializer.Constant(0), 0);
  private static final Progress START = Progress.atEpoch(0, 1);

  /** Decoders alone: the body reads conv5, the published head reads conv4, and both are inputs. */
  @ParameterizedTest
  @CsvSource({"c1, c1, FLOAT64", "c1, c1, FLOAT32", "c1_deepsup, c1, FLOAT64", "c1_deepsup, c1, FLOAT32", "c1_deepsup_ade20k, c1, FLOAT64",
    "c1_deepsup_ade20k, c1, FLOAT32", "ppm, ppm, FLOAT64", "ppm, ppm, FLOAT32", "ppm_deepsup, ppm, FLOAT64", "ppm_deepsup, ppm, FLOAT32"})
  void decoders_agree_with_the_reference(String name, String decoder, Precision precision) {
    Golden golden = Golden.open(name);
    Network conv5 = map(golden, "conv5");
    Network network = Golden.withoutDropout(Zoo.network(conv5, decoder, classes(golden)));
    try (Model body = Model.compile(network, ANY, Seed.of(1), precision);
        Objective objective = objective(map(golden, "conv4"), supervisions(golden, "any+" + decoder), golden, precision)) {
      Map<String, Tensor> named = fill(golden, body, objective);
      try (Scope scope = Scope.silent()) {
        inference(golden, body.forward(golden.input("conv5", precision)), precision);
      }
      try (Scope scope = Scope.recording()) {
        Tensor five = golden.input("conv5", precision).requires_grad_(true);
        Tensor four = golden.input("conv4", precision).requires_grad_(true);
        Map<String, Tensor> scores = new LinkedHashMap<>();
        objective.heads().forEach((tap, head) -> scores.put(tap, head.forward(four, true, Set.of()).output()));
        training(golden, new Activations(body.forward(five, true, Set.of()).output(), Map.of(), scores), objective, named, precision, 2e-2);
        Agreement.close("grad.conv5", golden.output("grad.conv5"), Tensors.doubles(five.grad()), precision);
        if (!scores.isEmpty()) {
          Agreement.close("grad.conv4", golden.output("grad.conv4"), Tensors.doubles(four.grad()), precision);
        }
      }
    }
  }

  /**
   * The last column bounds gradients in float32. In the UPerNet a mean over the whole map is normalised over a batch of two: what is left of its gradient is
   * the rest of terms that cancel, and one rounding of the image in float64 already moves it by 0.6 %.
   */
  @ParameterizedTest
  @CsvSource({"resnet18dilated_c1_deepsup, resnet18dilated+c1, FLOAT64, 0", "resnet18dilated_c1_deepsup, resnet18dilated+c1, FLOAT32, 0.02",
    "mobilenetv2dilated_c1_deepsup, mobilenetv2dilated+c1, FLOAT64, 0", "mobilenetv2dilated_c1_deepsup, mobilenetv2dilated+c1, FLOAT32, 0.02",
    "resnet50dilated_ppm_deepsup, resnet50dilated+ppm, FLOAT64, 0", "resnet50dilated_ppm_deepsup, resnet50dilated+ppm, FLOAT32, 0.02",
    "resnet50_upernet, resnet50+upernet, FLOAT64, 0", "resnet50_upernet, resnet50+upernet, FLOAT32, 0.25"})
  void whole_networks_agree_with_the_reference(String name, String network, Precision precision, double loosely) {
    Golden golden = Golden.open(name);
    Shape image = shape(golden, "image");
    Network drawn = Golden.withoutDropout(Zoo.network(network, image, classes(golden)));
    try (Model body = Model.compile(drawn, ANY, Seed.of(1), precision);
        Objective objective = objective(drawn, supervisions(golden, drawn.name()), golden, precision)) {
      Map<String, Tensor> named = fill(golden, body, objective);
      try (Scope scope = Scope.silent()) {
        Activations seen = body.forward(golden.images(precision), false, new LinkedHashSet<>(taps(drawn)));
        features(golden, seen, taps(drawn), precision);
        inference(golden, seen.output(), precision);
      }
      try (Scope scope = Scope.recording()) {
        Activations activations = body.forward(golden.images(precision), Set.of(), objective.heads(START));
        training(golden, activations, objective, named, precision, loosely);
      }
    }
  }

  /** The encoder's taps that the reference returns. */
  private static List<String> taps(Network network) {
    return network.nodes().stream().filter(node -> node.layer() instanceof Layer.Identity).map(Node::name).toList();
  }

  private static Network map(Golden golden, String tap) {
    return new Network("any", shape(golden, tap), List.of(new Node(tap, new Layer.Identity(), List.of(Network.INPUT))));
  }

  private static Shape shape(Golden golden, String what) {
    JsonNode sizes = golden.json.get("inputs").get(golden.json.get("name").asText() + "." + what);
    return Shape.image(sizes.get(1).asInt(), sizes.get(2).asInt(), sizes.get(3).asInt());
  }

  private static int classes(Golden golden) {
    return golden.json.get("inputs").get(golden.json.get("name").asText() + ".label").get("classes").asInt();
  }

  /** The heads as published, where the reference was run with them. */
  private static List<Supervision> supervisions(Golden golden, String network) {
    return golden.json.get("loss").has("deepsup") ? Published.of(network) : List.of();
  }

  private static Objective objective(Network body, List<Supervision> supervisions, Golden golden, Precision precision) {
    List<Supervision> quiet = supervisions.stream()
        .map(s -> new Supervision(s.tap(), Golden.withoutDropout(s.head()), s.loss(), s.weight(), s.rate(), s.margin())).toList();
    return Objective.compile(body, Loss.crossEntropy(), quiet, classes(golden), Seed.of(2), precision);
  }

  /** Gives every parameter its golden value; returns them by golden name, which are all that have a gradient there. */
  private static Map<String, Tensor> fill(Golden golden, Model body, Objective objective) {
    Map<String, Tensor> named = new LinkedHashMap<>(golden.fill(body, SemanticGoldenTest::reference));
    objective.heads().values().forEach(head -> named.putAll(golden.fill(head, SemanticGoldenTest::deepsup)));
    Set<String> expected = StreamSupport.stream(((Iterable<String>) () -> golden.json.get("gradients").fieldNames()).spliterator(), false)
        .collect(Collectors.toSet());
    assertEquals(expected, named.keySet());
    return named;
  }

  /** What the reference calls a parameter: no stem, and the layers of a MobileNetV2 block counted through, activations included. */
  private static String reference(String own) {
    Matcher block = Pattern.compile("features\\.(\\d+)\\.conv\\.(\\d)\\.(?:([01])\\.)?(\\w+)").matcher(own);
    if (block.matches()) {
      int part = Integer.parseInt(block.group(2));
      int parts = block.group(1).equals("1") ? 1 : 2;
      int number = block.group(3) != null ? 3 * part + Integer.parseInt(block.group(3)) : 3 * parts + part - parts;
      return "encoder.features." + block.group(1) + ".conv." + number + "." + block.group(4);
    }
    return own.startsWith("decoder.") ? own : "encoder." + own.replace("stem.", "");
  }

  private static String deepsup(String own) {
    return "decoder." + own.replaceFirst("^(cbr|conv_last)", "$1_deepsup");
  }

  private static void features(Golden golden, Activations seen, List<String> taps, Precision precision) {
    int number = 0;
    for (String tap : taps) {
      String key = "eval.feature" + number++;
      Agreement.close(key, golden.output(key), Tensors.doubles(seen.at(tap)), precision);
    }
    assertTrue(number > 0 && !golden.json.get("outputs").has("eval.feature" + number), "the reference returns other maps than " + taps);
  }

  private static void inference(Golden golden, Tensor scores, Precision precision) {
    JsonNode sizes = golden.json.get("outputs").get("infer.softmax");
    long[] asked = {sizes.get(2).asLong(), sizes.get(3).asLong()};
    Tensor resized = torch.upsample_bilinear2d(scores, asked, false, new DoubleOptional(), new DoubleOptional());
    Agreement.close("infer.softmax", golden.output("infer.softmax"), Tensors.doubles(resized.softmax(1)), precision);
  }

  private static void training(Golden golden, Activations activations, Objective objective, Map<String, Tensor> named, Precision precision,
      double loosely) {
    Agreement.close("train.log_softmax", golden.output("train.log_softmax"), Tensors.doubles(activations.output().log_softmax(1)), precision);
    Objective.Value value = objective.of(activations, golden.labels(), START);
    JsonNode loss = golden.json.get("loss");
    assertEquals(loss.has("deepsup") ? 2 : 1, value.breakdown().parts().size());
    for (Part part : value.breakdown().parts()) {
      String key = part.name().equals(Part.MAIN) ? Part.MAIN : "deepsup";
      Agreement.number(key, loss.get(key).asDouble(), part.loss(), precision);
    }
    Agreement.number("total", loss.get("total").asDouble(), value.breakdown().total(), precision);
    value.total().backward();
    Agreement.gradients(golden, named, precision, loosely);
    activations.scores().forEach((tap, scores) -> Agreement.close("train.log_softmax_deepsup", golden.output("train.log_softmax_deepsup"),
        Tensors.doubles(scores.log_softmax(1)), precision));
  }
}
