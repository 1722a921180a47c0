/**
 * What training minimises: one record per loss, usable at the output and at any head.
 *
 * <pre>{@code
 * Loss.parse("cross-entropy smoothing=0.1") → Loss            // and back by toString
 * scores [N, K] or [N, K, H, W]                               // of the body or of a head
 * classes int64 [N] or [N, H, W]                              // each in [0, K), or -100: ignored
 * loss.of(scores, classes) → a scalar that backward() starts from
 * }</pre>
 *
 * <p>Losses of single places ({@code cross-entropy ohem focal}, the hinges, {@code balanced-bce}) are a sum over classes and a mean over
 * the places that count; losses of regions ({@code dice lovasz}) lie in [0, 1] by their own quotient. Either way head weights mean the
 * same at any batch and map size. A place of class -100 counts for nothing in any loss.
 *
 * <p>Tensors belong to the scope the caller has open. That classes lie in {@code [0, K)} and that {@code K} is the number of
 * classes of the data is checked once, at the trainer's door: here a class out of range is an error of libtorch's own.
 *
 * <p>Not here: weights of heads, the margin form {@code [‖w‖² + loss - gamma]₊} of whole companion terms (both are the objective's, in
 * {@code supervise}), weight decay (the optimizer's).
 */
@NullMarked
package dev.sonde.loss;

import org.jspecify.annotations.NullMarked;
