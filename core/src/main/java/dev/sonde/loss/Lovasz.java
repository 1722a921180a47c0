package dev.sonde.loss;

import static org.bytedeco.pytorch.global.torch.zeros_like;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Lovász-softmax: the convex extension of {@code 1 - IoU_c}, taken at the errors of the softmax and averaged over the classes that the
 * batch's truth holds.
 *
 * <p>Of class {@code c} the errors are {@code m_i = 1 - p_ic} where {@code c} is true and {@code p_ic} elsewhere; with the places in
 * falling order of error, the loss is {@code Σ_i m_i·(J_i - J_{i-1})}, where {@code J_i} is the Jaccard loss {@code 1 - IoU} of the class
 * if exactly the first {@code i} places were wrong. Over the whole batch, not image by image. Ignored places have error 0 and are of no
 * class, which leaves them without a share. Where every place is ignored the loss is 0, with gradient 0.
 *
 * <p>Source: Berman et al., The Lovász-Softmax loss, arXiv 1705.08790, equations 8 and 9 and algorithm 1; bermanmaxim/LovaszSoftmax
 * {@code pytorch/lovasz_losses.py}, lovasz_softmax with {@code classes='present'}, {@code per_image=False}.
 */
public record Lovasz() implements Loss {
  @Override
  public Tensor of(Tensor scores, Tensor classes) {
    Places places = Places.of(classes);
    Tensor truth = rows(places.oneHot(scores));
    Tensor share = rows(scores.softmax(1).mul(places.overClasses()));
    // |g - p|, written without the kink of the absolute value
    Tensor errors = share.add(truth.mul(share.mul(new Scalar(-2)).add(new Scalar(1))));
    Tensor order = errors.detach().argsort(1, true);
    Tensor perClass = errors.gather(1, order).mul(slope(truth.gather(1, order))).sum(1);
    Tensor present = truth.sum(1).gt(new Scalar(0));
    return perClass.mul(present).sum().div(present.sum().clamp_min(new Scalar(1)));
  }

  /** {@code [N, K, …] → [K, places]}. */
  private static Tensor rows(Tensor tensor) {
    return tensor.movedim(1, 0).flatten(1, -1);
  }

  /** {@code J_i - J_{i-1}} along the rows, of truths in the order of their errors: {@code [K, P] → [K, P]}. */
  private static Tensor slope(Tensor truth) {
    Tensor all = truth.sum(1).unsqueeze(1);
    Tensor intersection = all.sub(truth.cumsum(1));
    Tensor union = all.add(truth.neg().add(new Scalar(1)).cumsum(1));
    Tensor jaccard = intersection.div(union).neg().add(new Scalar(1));
    Tensor before = zeros_like(jaccard);
    before.narrow(1, 1, jaccard.size(1) - 1).copy_(jaccard.narrow(1, 0, jaccard.size(1) - 1));
    return jaccard.sub(before);
  }

  @Override
  public String toString() {
    return "lovasz";
  }
}
