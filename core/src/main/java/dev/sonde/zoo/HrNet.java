package dev.sonde.zoo;

import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * HRNetV2-W48 as an encoder: a branch of stride 4 that is never left, with branches of strides 8, 16 and 32 added beside it stage by stage, all exchanging
 * their maps at the end of each module; 48, 96, 192 and 384 channels. The output, tap conv5, is the four branches resized to stride 4 and joined, 720 channels.
 *
 * <p>Taps for deep supervision, where the reference has none: {@code stage2.branch2}, {@code stage3.branch2}, …, {@code stage4.branch4} are the branches at the
 * end of a stage; the first of each is called conv2 (before stage 2, 256 channels), conv3, conv4 (48 channels) and {@code stage4.branch1}. All other names are
 * the reference's, except that its {@code conv1}, {@code bn1}, {@code conv2}, {@code bn2} are {@code stem.conv1} to {@code stem.bn2}.
 *
 * <p>Source: Sun et al., High-Resolution Representations for Labeling Pixels and Regions (2019), arXiv 1904.04514, figures 2 and 4;
 * CSAILVision/semantic-segmentation-pytorch {@code models/hrnet.py}.
 */
final class HrNet {
  static final Encoder ENCODER = new Encoder("Sun et al., High-Resolution Representations for Labeling Pixels and Regions, arXiv 1904.04514;"
      + " CSAILVision/semantic-segmentation-pytorch models/hrnet.py", Encoder.FIRST, input -> new HrNet(input).network());

  private static final Layer.BatchNorm NORM = Layer.BatchNorm.standard();
  private static final Residual BLOCKS = Residual.basic(NORM);
  private static final int BLOCKS_IN_BRANCH = 4;
  private static final int WIDTH = 48;

  private final NetworkBuilder b;

  private HrNet(Shape input) {
    b = NetworkBuilder.of("hrnet-v2-w48", input);
  }

  private Network network() {
    convolution("stem", "conv1", "bn1", 64, 2).relu().as("stem.relu1");
    convolution("stem", "conv2", "bn2", 64, 2).relu().as("stem.relu2");
    Residual.bottleneck(NORM).stage(b, "layer1", 4, 64, 1);
    List<String> branches = List.of(b.then("conv2", new Layer.Identity()).here());
    int[] modules = {1, 4, 3};
    for (int stage = 2; stage <= 4; stage++) {
      branches = stage(stage, modules[stage - 2], transition("transition" + (stage - 1), branches));
    }
    return joined(branches);
  }

  /** A 3x3 convolution and its normalisation. */
  private NetworkBuilder convolution(String name, String conv, String norm, int filters, int stride) {
    return b.then(name + "." + conv, Residual.conv(filters, 3, stride)).then(name + "." + norm, NORM);
  }

  /** The branches of the last stage, convolved where their width changes, and one of twice the stride beside them. */
  private List<String> transition(String name, List<String> before) {
    List<String> branches = new ArrayList<>();
    for (int i = 0; i <= before.size(); i++) {
      boolean added = i == before.size();
      b.from(before.get(Math.min(i, before.size() - 1)));
      if (added) {
        convolution(name + "." + i + ".0", "0", "1", WIDTH << i, 2).relu().as(name + "." + i + ".0.2");
      } else if (b.shape().channels() != WIDTH << i) {
        convolution(name + "." + i, "0", "1", WIDTH << i, 1).relu().as(name + "." + i + ".2");
      }
      branches.add(b.here());
    }
    return branches;
  }

  private List<String> stage(int number, int modules, List<String> before) {
    List<String> branches = before;
    for (int module = 0; module < modules; module++) {
      String name = "stage" + number + "." + module;
      branches = exchanged(name, module == modules - 1 ? "stage" + number : name, convolved(name, branches));
    }
    if (number < 4) {
      branches.set(0, b.from(branches.get(0)).then("conv" + (number + 1), new Layer.Identity()).here());
    }
    return branches;
  }

  private List<String> convolved(String name, List<String> branches) {
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < branches.size(); i++) {
      BLOCKS.stage(b.from(branches.get(i)), name + ".branches." + i, BLOCKS_IN_BRANCH, WIDTH << i, 1);
      ends.add(b.here());
    }
    return ends;
  }

  /** Every branch as the sum of all of them at its size, with ReLU. */
  private List<String> exchanged(String name, String outputs, List<String> branches) {
    List<String> sums = new ArrayList<>();
    for (int to = 0; to < branches.size(); to++) {
      List<String> terms = new ArrayList<>();
      for (int from = 0; from < branches.size(); from++) {
        terms.add(term(name + ".fuse_layers." + to + "." + from, branches, from, to));
      }
      String output = outputs + ".branch" + (to + 1);
      String[] others = terms.subList(1, terms.size()).toArray(String[]::new);
      sums.add(b.from(terms.get(0)).add(others).as(output + ".sum").relu().as(output).here());
    }
    return sums;
  }

  /** Branch {@code from} at the size and width of branch {@code to}: resized upward, by strided convolutions downward. */
  private String term(String name, List<String> branches, int from, int to) {
    b.from(branches.get(from));
    if (from > to) {
      b.then(name + ".0", Residual.conv(WIDTH << to, 1, 1)).then(name + ".1", NORM).resizeLike(branches.get(to)).as(name);
    }
    for (int step = 0; step < to - from; step++) {
      boolean last = step == to - from - 1;
      convolution(name + "." + step, "0", "1", WIDTH << (last ? to : from), 2);
      if (!last) {
        b.relu().as(name + "." + step + ".2");
      }
    }
    return b.here();
  }

  private Network joined(List<String> branches) {
    List<String> resized = new ArrayList<>();
    for (String branch : branches.subList(1, branches.size())) {
      resized.add(b.from(branch).resizeLike(branches.get(0)).as(branch + ".resized").here());
    }
    return b.from(branches.get(0)).concat(resized.toArray(String[]::new)).as("conv5").build();
  }
}
