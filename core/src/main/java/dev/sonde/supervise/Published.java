package dev.sonde.supervise;

import dev.sonde.loss.Loss;
import dev.sonde.schedule.Schedule;
import java.util.List;
import java.util.stream.Stream;

/** The supervisions that the papers and released codes put on the networks of the zoo. */
public final class Published {
  private Published() {}

  /**
   * The heads of {@code network} as published; empty where the publication has none.
   *
   * <ul>
   *   <li>{@code dsn-cifar}, {@code dsn-mnist}: linear companions on the convolutions before their ReLU, squared hinge, weight 1, their own weights
   *       learning at {@code 0.001·(1 + 1e-4·step)^-0.75} (s9xie/DSN, prototxt and {@code solver.cpp}); for MNIST on conv1 and conv2
   *   <li>{@code cnds-8}: one branch after the fourth block, at its pooled map; {@code cnds-13}: three, after blocks 4, 7 and 10;
   *       {@code αt ← αt·(1 − t/N)} once per epoch from 0.3 (Wang et al., equation 2 and figure 1)
   *   <li>{@code encoder+c1}, {@code encoder+ppm}: C1DeepSup's and PPMDeepsup's branch at conv4, weight 0.4 (CSAILVision/semantic-segmentation-pytorch,
   *       {@code deep_sup_scale}); not for {@code hrnet-v2-w48}, which has no such map there
   *   <li>{@code encoder+fcn}: torchvision's auxiliary head at conv4, weight 0.5 ({@code references/segmentation/train.py})
   *   <li>{@code unet}: 1x1 convolutions at dec2, dec3 and dec4 with weights 1/2, 1/4, 1/8, as in nnU-Net
   *       (MIC-DKFZ/nnUNet {@code nnUNetTrainer.py}), which then divides all by their sum (only the learning rate is another) and gives 0
   *       to its lowest level, a map smaller than any here
   *   <li>{@code unet-plus-plus}: 1x1 convolutions at x0_1, x0_2 and x0_3, weight 1 each, so that all four outputs count alike
   *       (Zhou et al., arXiv 1807.10165, section 2.2); cut at one of them after training for its U-Net++ L1 to L3
   *   <li>{@code hed}: the five side outputs as they are, class-balanced, weight 1 (s9xie/hed {@code train_val.prototxt})
   *   <li>{@code googlenet}: after inception 4a and 4d, weight 0.3 (Szegedy et al., section 5)
   * </ul>
   */
  public static List<Supervision> of(String network) {
    return switch (network) {
      case "dsn-cifar" -> companions("conv1", "conv2", "conv3");
      case "dsn-mnist" -> companions("conv1", "conv2");
      case "cnds-8" -> branches("pool4");
      case "cnds-13" -> branches("pool4", "pool7", "pool10");
      case "googlenet" -> Stream.of("inception4a", "inception4d")
          .map(tap -> Supervision.of(tap, Head.googlenet(), Loss.crossEntropy(), Schedule.constant(0.3))).toList();
      case "unet" -> HeadList.of(Weighting.HALVING, List.of("dec2", "dec3", "dec4"), Head.pixel(), Loss.crossEntropy());
      case "unet-plus-plus" -> HeadList.of(Weighting.EQUAL, List.of("x0_1", "x0_2", "x0_3"), Head.pixel(), Loss.crossEntropy());
      case "hed" -> HeadList.of(Weighting.EQUAL, List.of("side1", "side2", "side3", "side4", "side5"), Head.asIs(), Loss.balancedBce());
      default -> semantic(network);
    };
  }

  private static List<Supervision> semantic(String network) {
    if (network.endsWith("+fcn") && !network.startsWith("hrnet")) {
      return List.of(Supervision.of("conv4", Head.fcn(), Loss.crossEntropy(), Schedule.constant(0.5)));
    }
    Head head = network.endsWith("+c1") ? Head.c1() : Head.ppm();
    boolean published = network.endsWith("+" + head) && !network.startsWith("hrnet");
    return published ? List.of(Supervision.of("conv4", head, Loss.crossEntropy(), Schedule.constant(0.4))) : List.of();
  }

  private static List<Supervision> companions(String... taps) {
    return Stream.of(taps).map(tap -> Supervision.of(tap, Head.linear(), Loss.squaredHinge(), Schedule.constant(1))
        .rate(Schedule.parse("0.001 power-inv 1e-4 0.75"))).toList();
  }

  private static List<Supervision> branches(String... taps) {
    return Stream.of(taps).map(tap -> Supervision.of(tap, Head.cnds(), Loss.crossEntropy(), Schedule.parse("0.3 recursive"))).toList();
  }
}
