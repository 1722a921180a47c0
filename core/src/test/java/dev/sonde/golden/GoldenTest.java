package dev.sonde.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.data.Seed;
import dev.sonde.loss.Loss;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import dev.sonde.probe.Reading;
import dev.sonde.probe.Sounding;
import dev.sonde.schedule.Progress;
import dev.sonde.schedule.Schedule;
import dev.sonde.supervise.Head;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Part;
import dev.sonde.supervise.Supervision;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import dev.sonde.zoo.Zoo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Outputs, losses and gradients of public reference networks, as PyTorch computed them in float64. */
class GoldenTest {
  /** One head of a reference: where it hangs here, and what its parameters and its part of the loss are called there. */
  private record Branch(String tap, Head head, double weight, String prefix, String lossName) {}

  private static final Initialization ANY = Initialization.of(new Initializer.Constant(0), 0);

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32"})
  void dsn_cifar_agrees_with_the_released_prototxt(Precision precision) {
    List<Branch> branches = List.of(
        new Branch("conv1", Head.linear(), 1, "svm1", "companion.conv1"),
        new Branch("conv2", Head.linear(), 1, "svm2", "companion.conv2"),
        new Branch("conv3", Head.linear(), 1, "svm3", "companion.conv3"));
    check("dsn_cifar10", Zoo.network("dsn-cifar", Shape.image(3, 32, 32), 10), Loss.squaredHinge(), "output", "output", branches, precision);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32"})
  void cnds_8_agrees_with_the_released_prototxt(Precision precision) {
    List<Branch> branches = List.of(new Branch("relu4", Head.parse("cnds prototxt"), 0.3, "DSN_conv3|fc6_DSN|fc7_DSN|fc8_DSN", "branch"));
    check("cnds8", Zoo.network("cnds-8", Shape.image(3, 227, 227), 205), Loss.crossEntropy(), "main", "main", branches, precision);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32"})
  void resnet_18_agrees_with_torchvision(Precision precision) {
    check("resnet18", Zoo.network("resnet-18", Shape.image(3, 64, 64), 10), Loss.crossEntropy(), "logits", "train.logits", List.of(), precision);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32"})
  void vgg_16_agrees_with_torchvision(Precision precision) {
    check("vgg16", Zoo.network("vgg-16", Shape.image(3, 64, 64), 10), Loss.crossEntropy(), "logits", "train.logits", List.of(), precision);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32"})
  void googlenet_and_its_two_heads_agree_with_torchvision(Precision precision) {
    // torchvision's forward passes its two auxiliary outputs on in the other order, so aux_logits2 is what the module aux1 puts out
    List<Branch> branches = List.of(
        new Branch("inception4a", Head.googlenet(), 0.3, "aux1.", "aux_logits2"),
        new Branch("inception4d", Head.googlenet(), 0.3, "aux2.", "aux_logits1"));
    check("googlenet", Zoo.network("googlenet", Shape.image(3, 224, 224), 10), Loss.crossEntropy(), "logits", "train.logits", branches, precision);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32"})
  void mobilenet_v2_agrees_with_torchvision(Precision precision) {
    check("mobilenet_v2", Zoo.network("mobilenet-v2", Shape.image(3, 64, 64), 10), Loss.crossEntropy(), "logits", "train.logits", List.of(), precision);
  }

  private static void check(String name, Network network, Loss loss, String lossName, String outputName, List<Branch> branches, Precision precision) {
    Golden golden = Golden.open(name);
    List<Supervision> supervisions = branches.stream()
        .map(b -> Supervision.of(b.tap, Golden.withoutDropout(b.head), loss, Schedule.constant(b.weight))).toList();
    int classes = network.outputShape().channels();
    try (Model body = Model.compile(Golden.withoutDropout(network), ANY, Seed.of(1), precision);
        Objective objective = Objective.compile(body.network(), loss, supervisions, classes, Seed.of(2), precision)) {
      Map<String, Tensor> named = fill(golden, body, objective, branches);
      evaluation(golden, body, precision);
      training(golden, body, objective, named, lossName, outputName, branches, precision);
    }
  }

  /** Gives every parameter its golden value; returns the parameters by golden name. */
  private static Map<String, Tensor> fill(Golden golden, Model body, Objective objective, List<Branch> branches) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    List<String> all = golden.state("");
    try (Scope scope = Scope.silent()) {
      List<String> own = all.stream().filter(n -> branches.stream().noneMatch(b -> n.matches("(" + b.prefix + ").*"))).toList();
      assign(named, body, own);
      for (Branch branch : branches) {
        assign(named, objective.heads().get(branch.tap), all.stream().filter(n -> n.matches("(" + branch.prefix + ").*")).toList());
      }
    }
    return named;
  }

  private static void assign(Map<String, Tensor> named, Model model, List<String> golden) {
    List<String> parametersFirst = new java.util.ArrayList<>(golden.stream().filter(n -> !n.contains("running_")).toList());
    for (int i = 0; i < parametersFirst.size(); i++) {
      named.put(parametersFirst.get(i), List.copyOf(model.parameters().values()).get(i));
    }
    parametersFirst.addAll(golden.stream().filter(n -> n.contains("running_")).toList());
    Golden.fill(model, parametersFirst);
  }

  private static void evaluation(Golden golden, Model body, Precision precision) {
    if (golden.json.get("outputs").has("eval.logits")) {
      try (Scope scope = Scope.silent()) {
        Agreement.close("eval.logits", golden.output("eval.logits"), Tensors.doubles(body.forward(golden.images(precision))), precision);
      }
    }
  }

  private static void training(Golden golden, Model body, Objective objective, Map<String, Tensor> named, String lossName, String outputName,
      List<Branch> branches, Precision precision) {
    try (Scope scope = Scope.recording()) {
      Progress start = Progress.atEpoch(0, 1);
      Sounding sounding = Sounding.of(body);
      Activations activations = body.forward(golden.images(precision), sounding.taps(), objective.heads(start));
      Agreement.close(outputName, golden.output(outputName), Tensors.doubles(activations.output()), precision);
      Objective.Value value = objective.of(activations, golden.labels(), start);
      double tolerance = precision == Precision.FLOAT64 ? 1e-6 : 5e-4;
      for (Part part : value.breakdown().parts()) {
        String key = branches.stream().filter(b -> b.tap.equals(part.name())).map(Branch::lossName).findFirst().orElse(lossName);
        double expected = golden.json.get("loss").get(key).asDouble();
        assertEquals(expected, part.loss(), tolerance * Math.abs(expected), key);
      }
      double total = golden.json.get("loss").get("total").asDouble();
      assertEquals(total, value.breakdown().total(), tolerance * total);
      Map<String, Reading> readings = sounding.take(value.total(), activations, objective.parameters(body));
      Agreement.gradients(golden, named, precision);
      activationGradients(golden, readings, precision);
    }
  }

  /** The statistic of the placement rule, where the reference has it: convolutions in network order. */
  private static void activationGradients(Golden golden, Map<String, Reading> readings, Precision precision) {
    JsonNode expected = golden.json.path("activation_gradient_mean_abs");
    double tolerance = precision == Precision.FLOAT64 ? 1e-6 : 1e-3;
    int number = 0;
    for (JsonNode value : expected) {
      double actual = readings.get("conv" + ++number).activationGradient();
      assertEquals(value.asDouble(), actual, tolerance * actual, "mean |gradient| at conv" + number);
    }
    assertEquals(golden.json.get("name").asText().equals("cnds8") ? 8 : 0, number);
  }
}
