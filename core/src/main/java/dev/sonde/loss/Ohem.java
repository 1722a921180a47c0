package dev.sonde.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Cross entropy over the hard places only (online hard example mining): the mean of {@code -ln p_iy} over the places whose
 * {@code p_iy} is below {@code keep}, and over the {@code min} hardest of the batch where fewer are.
 *
 * <p>{@code p_iy} is the softmax probability of the true class of place {@code i}. Which places are kept is decided without a gradient.
 * A place whose score is no number is kept, so that a network that has diverged shows it.
 *
 * <p>Source: HRNet/HRNet-Semantic-Segmentation {@code lib/core/criterion.py}, OhemCrossEntropy (also mmsegmentation's OHEMPixelSampler).
 * There the place at the rank {@code min} itself falls out (the comparison is strict), and with it every place of equal probability; here
 * at least {@code min} are kept, as the name says.
 *
 * @param keep the probability below which a place is hard, in {@code (0, 1]}
 * @param min  how many of the batch's places to keep at least, if it has so many
 */
public record Ohem(double keep, long min) implements Loss {
  public Ohem {
    if (!(keep > 0 && keep <= 1)) {
      throw new IllegalArgumentException("keep " + keep + " of the loss ohem must lie in (0, 1]");
    }
    if (min < 1) {
      throw new IllegalArgumentException("min " + min + " of the loss ohem must be at least 1");
    }
  }

  public Ohem keep(double keep) {
    return new Ohem(keep, min);
  }

  public Ohem min(long min) {
    return new Ohem(keep, min);
  }

  @Override
  public Tensor of(Tensor scores, Tensor classes) {
    Places places = Places.of(classes);
    Tensor loss = places.pick(scores.log_softmax(1)).neg();
    // ignored places come last: no probability is 2
    Tensor sure = loss.detach().neg().exp().masked_fill(places.counted().logical_not(), new Scalar(2));
    Tensor bound = sure.flatten().kthvalue(Math.min(min, sure.numel())).get0();
    Tensor easy = sure.ge(new Scalar(keep)).logical_and(sure.gt(bound));
    return new Places(places.counted().logical_and(easy.logical_not()), places.truth()).mean(loss);
  }

  @Override
  public String toString() {
    return "ohem keep=" + keep + " min=" + min;
  }
}
