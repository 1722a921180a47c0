package dev.sonde.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Soft Dice over the softmax, {@code 1 - (1/K)·Σ_c (2·I_c + ε) / (P_c + G_c + ε)}.
 *
 * <p>{@code I_c = Σ_i p_ic·g_ic}, {@code P_c = Σ_i p_ic}, {@code G_c = Σ_i g_ic} over the places of the batch that count, {@code g} 1 at
 * the true class; ε is {@code smooth}. Summed over the whole batch before the quotient (nnU-Net's batch dice), which is steadier for
 * classes that few images hold. A class that the batch lacks has the quotient {@code ε/(P_c + ε)}: it costs what is taken for it. Where
 * every place is ignored the loss is 0, with gradient 0.
 *
 * <p>Source: Milletari et al., V-Net, arXiv 1606.04797, section 3, for two classes, without the squares; for K classes and ε
 * MIC-DKFZ/nnUNet {@code training/loss/dice.py}, SoftDiceLoss with {@code batch_dice} (there ε is 1 by default).
 *
 * @param smooth ε above, in places; more than 0
 */
public record Dice(double smooth) implements Loss {
  public Dice {
    if (!(smooth > 0) || Double.isInfinite(smooth)) {
      throw new IllegalArgumentException("smooth " + smooth + " of the loss dice must be a number above 0");
    }
  }

  public Dice smooth(double smooth) {
    return new Dice(smooth);
  }

  @Override
  public Tensor of(Tensor scores, Tensor classes) {
    Places places = Places.of(classes);
    Tensor truth = places.oneHot(scores);
    Tensor share = scores.softmax(1).mul(places.overClasses());
    Tensor both = perClass(share.mul(truth)).mul(new Scalar(2)).add(new Scalar(smooth));
    Tensor either = perClass(share).add(perClass(truth)).add(new Scalar(smooth));
    return both.div(either).mean().neg().add(new Scalar(1));
  }

  /** The sum over all axes but that of the classes: {@code [N, K, …] → [K]}. */
  private static Tensor perClass(Tensor tensor) {
    return tensor.movedim(1, 0).flatten(1, -1).sum(1);
  }

  @Override
  public String toString() {
    return "dice" + (smooth == 1 ? "" : " smooth=" + smooth);
  }
}
