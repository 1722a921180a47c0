package dev.sonde.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import dev.sonde.data.Batch;
import dev.sonde.data.Seed;
import dev.sonde.loss.Loss;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import dev.sonde.schedule.Progress;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import dev.sonde.zoo.UNet;
import dev.sonde.zoo.UNetPlusPlus;
import dev.sonde.zoo.Zoo;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published heads of networks that name pixels, in one training step. */
@ExtendWith(LeakCheck.class)
class PublishedDenseTest {
  private static final Shape IMAGE = Shape.image(3, 34, 45);

  private static Network network(String name) {
    return switch (name) {
      case "unet" -> UNet.of(IMAGE, 2, 2);
      case "unet-plus-plus" -> UNetPlusPlus.of(IMAGE, 2, 2);
      default -> Zoo.network(name, IMAGE, 2);
    };
  }

  /** Two pictures of two classes, every ninth pixel without a truth. */
  private static Batch batch() {
    Random random = new Random(6);
    int places = 2 * IMAGE.height() * IMAGE.width();
    float[] images = new float[places * 3];
    int[] labels = new int[places];
    for (int i = 0; i < places; i++) {
      labels[i] = i % 9 == 0 ? -100 : random.nextInt(5) == 0 ? 1 : 0;
      for (int c = 0; c < 3; c++) {
        images[3 * i + c] = random.nextFloat() + labels[i];
      }
    }
    return new Batch(images, 2, IMAGE.height(), IMAGE.width(), 3, labels, IMAGE.height(), IMAGE.width(), new int[2]);
  }

  @ParameterizedTest
  @CsvSource({"unet, 0.5 0.25 0.125, dec4.conv1.weight", "unet-plus-plus, 1 1 1, x0_0.conv1.weight", "hed, 1 1 1 1 1, side5.score.weight"})
  void the_parts_add_up_with_their_weights_and_the_gradient_reaches_the_body(String name, String weights, String parameter) {
    Progress now = Progress.atEpoch(0, 1);
    Network net = network(name);
    try (Model body = Model.compile(net, Initialization.of(new Initializer.He(), 0), Seed.of(1), Precision.FLOAT32);
        Objective objective = Objective.compile(net, Loss.crossEntropy(), Published.of(name), 2, Seed.of(2), Precision.FLOAT32);
        Scope scope = Scope.recording()) {
      Activations passed = body.forward(Tensors.images(batch(), Precision.FLOAT32), Set.of(), objective.heads(now));
      Objective.Value value = objective.of(passed, Tensors.labels(batch()), now);
      List<Part> parts = value.breakdown().parts();
      assertEquals(Stream.of(("1 " + weights).split(" ")).map(Double::valueOf).toList(), parts.stream().map(Part::weight).toList());
      parts.forEach(part -> assertTrue(part.loss() > 0 && Double.isFinite(part.loss()), part.toString()));
      assertEquals(value.breakdown().total(), value.total().item_double(), 1e-5 * value.breakdown().total());
      value.total().backward();
      Tensor slope = body.parameters().get(parameter).grad();
      assertTrue(slope.abs().max().item_double() > 0 && slope.isfinite().all().item_bool());
    }
  }
}
