/**
 * What training minimises: one record per loss, usable at the output and at any head.
 *
 * <pre>{@code
 * Loss.parse("cross-entropy smoothing=0.1") → Loss            // and back by toString
 * scores [N, K] or [N, K, H, W]                               // of the body or of a head
 * classes int64 [N] or [N, H, W]                              // each in [0, K)
 * loss.of(scores, classes) → a scalar that backward() starts from
 * }</pre>
 *
 * <p>Every loss is a sum over classes and a mean over the batch (over batch and pixels for maps), so head weights mean the same at any
 * batch size. Tensors belong to the scope the caller has open. That classes lie in {@code [0, K)} and that {@code K} is the number of
 * classes of the data is checked once, at the trainer's door: here a class out of range is an error of libtorch's own.
 *
 * <p>Not here: weights of heads, the margin form {@code [‖w‖² + loss - gamma]₊} of whole companion terms (both are the objective's, in
 * {@code supervise}), weight decay (the optimizer's).
 */
@NullMarked
package dev.sonde.loss;

import org.jspecify.annotations.NullMarked;
