package dev.sonde.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Preparation;
import dev.sonde.data.Seed;
import dev.sonde.loss.Loss;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Published;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import dev.sonde.zoo.Zoo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values on their way out under the reference's names and in again. */
class RoundTripTest {
  @TempDir Path folder;

  private static Network network(String name) {
    Assumptions.assumeTrue(Zoo.knows(name), "no network " + name);
    return Zoo.network(name, name.contains("+") ? Shape.image(3, 64, 64) : Zoo.defaultInput(name), 6);
  }

  private static Model compiled(Network network, int seed) {
    return Model.compile(network, Initialization.of(new Initializer.Gaussian(0.1), 0.1 * seed), Seed.of(seed), Precision.FLOAT32);
  }

  private static Objective heads(Network body, int seed) {
    return Objective.compile(body, Loss.crossEntropy(), Published.of(body.name()), 6, Seed.of(seed), Precision.FLOAT32);
  }

  private static void same(Model a, Model b) {
    try (Scope scope = Scope.silent()) {
      a.state().forEach((name, tensor) -> assertTrue(Tensors.identical(tensor, b.state().get(name)), name));
    }
  }

  /** A classifier that was trained here is the encoder of a dense body; its top stays out. */
  @Test
  void a_checkpoint_of_a_classifier_is_an_encoder() {
    Path file = folder.resolve("classifier.safetensors");
    Network dense = network("resnet-18+c1");
    try (Model classifier = compiled(network("resnet-18"), 1); Model body = compiled(dense, 2)) {
      Checkpoint.write(file, new Checkpoint.Contents(classifier, Map.of(), null, List.of("0", "1", "2", "3", "4", "5"), "cross-entropy",
          List.of(), Preparation.of(List.of(), Map.of()), Map.of()));
      Fit fit = Weights.load(file, body, Map.of());
      assertEquals(List.of("body/fc.bias", "body/fc.weight"), fit.left().stream().map(Fit.Unmatched::name).sorted().toList());
      try (Scope scope = Scope.silent()) {
        assertTrue(Tensors.identical(classifier.state().get("layer4.1.conv2.weight"), body.state().get("layer4.1.conv2.weight")));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet-20", "googlenet", "mobilenet-v2", "deep-resnet-18-dilated+c1", "mobilenet-v2-dilated+c1",
      "resnet-18-dilated+fcn", "unet", "hed"})
  void what_goes_out_comes_back(String name) {
    Network network = network(name);
    Path file = folder.resolve("out.safetensors");
    try (Model one = compiled(network, 1); Model two = compiled(network, 2);
        Objective here = heads(network, 1); Objective there = heads(network, 2)) {
      Reference.write(file, one, here.heads(), "");
      Fit fit = Weights.load(file, two, there.heads());
      assertEquals(List.of(), fit.fresh());
      assertEquals(List.of(), fit.left());
      same(one, two);
      here.heads().forEach((tap, head) -> same(head, there.heads().get(tap)));
    }
  }

  @Test
  void two_parts_in_two_files_come_back_too() {
    Network network = network("deep-resnet-18-dilated+c1");
    Path encoder = folder.resolve("encoder.safetensors");
    Path decoder = folder.resolve("decoder.safetensors");
    try (Model one = compiled(network, 1); Model two = compiled(network, 2)) {
      Reference.write(encoder, one, Map.of(), "encoder.");
      Reference.write(decoder, one, Map.of(), "decoder.");
      try (StateDict bare = StateDict.open(decoder); Weights weights = Weights.open(encoder, decoder)) {
        assertTrue(bare.names().containsAll(List.of("cbr.0.weight", "cbr.1.num_batches_tracked", "conv_last.bias")), bare.names()
            .toString());
        assertEquals(List.of(), weights.into(two, Map.of()).fresh());
      }
      same(one, two);
    }
  }

  /** A state dict for two classes into a network for three. */
  @Test
  void what_does_not_fit_stays_as_it_was_initialised() {
    byte[] pickle = PickleWriter.of().raw('}').text("conv.weight").tensor("0", 4, 0, new long[] {2, 2, 1, 1}, 1, 2, 1, 1).raw('s')
        .text("fc.weight").tensor("0", 4, 0, new long[] {2, 2}, 2, 1).raw('s').end();
    Path file = PickleWriter.write(folder, PickleWriter.zip(pickle, Map.of("0", PickleWriter.floats(1, 2, 3, 4))));
    Network network = NetworkBuilder.of("small", Shape.image(2, 4, 4)).then("conv", Layer.Conv.of(2, 1).withoutBias())
        .globalAveragePool().flatten()
        .then("fc", new Layer.Linear(3, false)).build();
    try (Model model = compiled(network, 1); Model before = compiled(network, 1); Scope scope = Scope.silent()) {
      Fit fit = Weights.load(file, model, Map.of());
      assertEquals(List.of("fc.weight"), fit.reinitialised());
      assertEquals(List.of(1f, 3f, 2f, 4f), floats(model, "conv.weight"));
      assertEquals(floats(before, "fc.weight"), floats(model, "fc.weight"));
      assertFalse(floats(before, "conv.weight").equals(floats(model, "conv.weight")));
    }
  }

  private static List<Float> floats(Model model, String name) {
    float[] values = Tensors.floats(model.state().get(name));
    return java.util.stream.IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
  }
}
