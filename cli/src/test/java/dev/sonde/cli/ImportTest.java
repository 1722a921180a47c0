package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.data.Dataset;
import dev.sonde.data.Datasets;
import dev.sonde.data.Samples;
import dev.sonde.data.Seed;
import dev.sonde.data.Transform;
import dev.sonde.loss.Loss;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import dev.sonde.store.Reference;
import dev.sonde.supervise.Objective;
import dev.sonde.supervise.Published;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.train.Evaluator;
import dev.sonde.zoo.Zoo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PyTorch's weights in, and out again. */
class ImportTest {
  private static final Path SHARED = Path.of(System.getProperty("sonde.shared", "../shared"));

  @TempDir Path folder;

  private static Path shared(String name) {
    Path file = SHARED.resolve(name);
    Assumptions.assumeTrue(Files.exists(file), "the file is absent: " + file + " (set -Dsonde.shared)");
    return file;
  }

  private String out(String name) {
    return folder.resolve(name + ".safetensors").toString();
  }

  /** The published error of akamaster/pytorch_resnet_cifar10 is 8.27 % of all 10,000; of these 1,000 it is 9.8 %. */
  @Test
  void a_public_checkpoint_names_what_it_is_known_to_name() {
    String weights = shared("data/checkpoints/resnet20-12fca82f.th").toString();
    String data = shared("data/cifar10").toString();
    String said = Session.ok("import", weights, "--network", "resnet-20", "--classes-from", data, "--out", out("resnet20"));
    assertTrue(said.contains("97 of 97 parameters and buffers of resnet-20 take their values from"), said);
    try (Saved saved = Saved.open(Path.of(out("resnet20")))) {
      Dataset some = new Samples(0, 1000).of(Datasets.open(data), Seed.of(1)).test();
      assertEquals(some.classes(), saved.checkpoint().classes());
      assertEquals(0.902, Evaluator.evaluate(saved.body(), saved.heads(), Loss.crossEntropy(), some,
          Transform.parse(saved.checkpoint().eval()), 100, 1).accuracy(), 1e-9);
    }
  }

  @Test
  void inspect_shows_what_is_inside() {
    String tensors = Session.ok("inspect", shared("data/checkpoints/espnet_p_2_q_8_camvid.pth").toString());
    assertTrue(tensors.endsWith("189 tensors, 358,193 values\n") && tensors.contains("encoder.level1.conv.weight"), tensors);
    Session.ok("import", shared("data/checkpoints/resnet20-12fca82f.th").toString(), "--network", "resnet-20", "--out", out("seen"));
    String network = Session.ok("inspect", out("seen"));
    assertTrue(network.contains("layer3.2.add"), network);
    assertTrue(network.contains("10 classes: 0, 1, 2, 3, 4, …; images go through: normalize"), network);
  }

  @Test
  void what_is_exported_comes_back_as_it_was() throws IOException {
    String weights = shared("data/checkpoints/resnet20-12fca82f.th").toString();
    Session.ok("import", weights, "--network", "resnet-20", "--out", out("once"));
    String said = Session.ok("export", out("once"), "--to", out("pytorch"));
    assertTrue(said.contains("116 tensors of resnet-20"), said);
    Session.ok("import", out("pytorch"), "--network", "resnet-20", "--out", out("twice"));
    assertArrayEquals(Files.readAllBytes(Path.of(out("once"))), Files.readAllBytes(Path.of(out("twice"))));
  }

  @Test
  void heads_travel_with_their_body() throws IOException {
    String run = folder.resolve("run").toString();
    Session.ok("train", Tiny.network(folder), Tiny.DATA, "--supervise", Tiny.HEAD, "--epochs", "1", "--batch", "32", "--out", run);
    String said = Session.ok("export", run, "--to", out("tiny"));
    assertTrue(said.contains("and its heads at pool1"), said);
    Session.ok("export", run, "--to", out("bare"), "--without-heads");
    assertTrue(Files.size(Path.of(out("bare"))) < Files.size(Path.of(out("tiny"))));
    Session.ok("import", out("bare"), "--network", Tiny.network(folder), "--out", out("back"), "--eval", "scale 0.00390625");
    JsonNode before = new ObjectMapper().readTree(Session.ok("eval", run, Tiny.DATA, "--json"));
    JsonNode after = new ObjectMapper().readTree(Session.ok("eval", out("back"), Tiny.DATA, "--json"));
    assertFalse(after.has("heads"));
    assertEquals(before.get("samples"), after.get("samples"));
  }

  /** CSAIL's two files, made of random weights; the head that the decoder's file brings along is in the checkpoint. */
  @Test
  void an_encoder_and_a_decoder_keep_their_head() {
    String name = "mobilenet-v2-dilated+c1";
    Network network = Zoo.network(name, Shape.image(3, 64, 64), 6);
    Initialization any = Initialization.of(new Initializer.He(), 0.5);
    try (Model body = Model.compile(network, any, Seed.of(1), Precision.FLOAT32);
        Objective heads = Objective.compile(network, Loss.crossEntropy(), Published.of(name), 6, Seed.of(2), Precision.FLOAT32)) {
      Reference.write(Path.of(out("encoder")), body, heads.heads(), "encoder.");
      Reference.write(Path.of(out("decoder")), body, heads.heads(), "decoder.");
    }
    String said = Session.ok("import", out("encoder"), out("decoder"), "--network", "mobilenetv2dilated+c1", "--input", "3x64x64",
        "--out", out("both"));
    assertTrue(said.contains("with the head at conv4") && !said.contains("anew"), said);
    assertTrue(Session.ok("inspect", out("both")).contains("6 classes: 0, 1, 2, 3, 4, …"));
    try (Saved saved = Saved.open(Path.of(out("both")))) {
      assertEquals(Set.of("conv4"), saved.heads().keySet());
      assertEquals(Objective.networks(network, Published.of(name), 6), saved.headNetworks());
    }
    Session.ok("export", out("both"), "--to", out("again"), "--part", "decoder.");
    assertEquals(-1, mismatch(out("decoder"), out("again")));
    Session alone = Session.of("import", out("encoder"), "--network", name, "--out", out("alone"));
    assertEquals(2, alone.code());
    assertTrue(alone.err().contains("has no decoder, and random ones are of no use"), alone.err());
  }

  private static long mismatch(String one, String other) {
    try {
      return Files.mismatch(Path.of(one), Path.of(other));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void misuse_is_told_in_one_sentence() {
    String weights = shared("data/checkpoints/resnet20-12fca82f.th").toString();
    Session other = Session.of("import", weights, "--network", "resnet-32", "--out", out("x"));
    assertEquals(2, other.code());
    assertTrue(other.err().contains("does not fit resnet-32: layer1.3.conv1.weight"), other.err());
    Session six = Session.of("import", weights, "--network", "resnet-20", "--classes", "6", "--out", out("six"));
    assertTrue(six.out().contains("initialised anew: linear.weight, linear.bias (6 classes here, 10 there)"), six.out() + six.err());
    assertEquals(2, Session.of("import", weights, "--network", "resnet-20", "--out", out("six")).code());
    Session module = Session.of("import", shared("golden/pth/whole_module.pth").toString(), "--network", "resnet-20", "--out", out("m"));
    assertEquals(1, module.code());
    assertTrue(module.err().contains("is a pickled module") && module.err().lines().count() == 1, module.err());
    assertEquals(2, Session.of("export", out("six"), "--to", out("part"), "--part", "encoder.").code());
  }
}
