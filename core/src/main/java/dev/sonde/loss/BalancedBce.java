package dev.sonde.loss;

import static org.bytedeco.pytorch.global.torch.log_sigmoid;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * HED's class-balanced sigmoid cross entropy for two classes, per image
 * {@code -(1/|Y|)·(β·Σ_{i∈Y+} ln σ(s_i) + (1 - β)·Σ_{i∈Y-} ln(1 - σ(s_i)))} with {@code β = |Y-|/|Y|}, averaged over the images.
 *
 * <p>{@code Y+} and {@code Y-} are the image's places of class 1 (edge) and 0, {@code Y} both; ignored places are in neither. The score
 * {@code s} is the only channel, or of two channels {@code s_1 - s_0}, whose sigmoid is the softmax probability of class 1. Vectors
 * {@code [N, K]} count as one image. An image of one class alone has loss 0, as in the source; images without any place that counts are
 * left out of the mean.
 *
 * <p>Source: Xie and Tu, Holistically-Nested Edge Detection, arXiv 1504.06375, equation 2. The released code sums over the pixels of an
 * image and trains at a rate of 1e-6; the mean here is that sum divided by {@code |Y|}.
 */
public record BalancedBce() implements Loss {
  @Override
  public void check(int classes) {
    if (classes > 2) {
      throw new IllegalArgumentException("the loss balanced-bce tells two classes apart, but " + classes + " are scored; use cross-entropy with weights");
    }
  }

  @Override
  public Tensor of(Tensor scores, Tensor classes) {
    Places places = Places.of(classes);
    check(Math.toIntExact(scores.size(1)));
    requireTwo(places.truth());
    Tensor score = images(scores.size(1) == 1 ? scores.squeeze(1) : scores.select(1, 1).sub(scores.select(1, 0)));
    Tensor counted = images(places.counted());
    Tensor edge = images(places.truth()).to(score);
    Tensor number = counted.sum(1).clamp_min(new Scalar(1));
    Tensor beta = counted.sum(1).sub(edge.sum(1)).div(number).unsqueeze(1);
    Tensor weight = edge.mul(beta).add(counted.logical_and(edge.eq(new Scalar(0))).mul(beta.neg().add(new Scalar(1))));
    // ln σ(s) at edges, ln(1 - σ(s)) = ln σ(-s) elsewhere
    Tensor log = log_sigmoid(score.mul(edge.mul(new Scalar(2)).sub(new Scalar(1))));
    Tensor perImage = weight.mul(log).sum(1).div(number).neg();
    return perImage.sum().div(counted.any(1).sum().clamp_min(new Scalar(1)));
  }

  /** One row per image; vectors are one image. */
  private static Tensor images(Tensor perPlace) {
    return perPlace.dim() == 1 ? perPlace.unsqueeze(0) : perPlace.flatten(1, -1);
  }

  private static void requireTwo(Tensor truth) {
    long highest = truth.max().item_long();
    if (highest > 1) {
      throw new IllegalArgumentException("the loss balanced-bce knows the classes 0 and 1, but the truth holds class " + highest);
    }
  }

  @Override
  public String toString() {
    return "balanced-bce";
  }
}
