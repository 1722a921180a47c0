/**
 * Heads, and the joint loss that trains them with the body.
 *
 * <pre>
 * Supervision(tap, head, loss, weight, rate, margin)      what hangs where, as data
 * Head.on(shape at the tap, classes) → Network            a small network of its own
 * Objective.compile(body, loss, supervisions, …)          heads compiled beside the body, never into it
 * Objective.heads(progress) → those that count now       for Model.forward(x, taps, heads), which runs each as soon as its tap is there
 * Objective.of(activations, labels, progress) → Breakdown L = L0 + Σ αt·Ls, every part named
 * HeadList.of(weighting, taps, head, loss) → List         equal heads at several taps, weighed by their order
 * Cut.model(body, tap, head) → Model                      the network that ends at a head, by itself
 * </pre>
 *
 * <p>Heads are separate models: stripping them is not calling them. A head whose weight is zero at the moment is neither run nor updated.
 * Not here: the rule that chooses taps ({@code probe}), files, the loop.
 */
@NullMarked
package dev.sonde.supervise;

import org.jspecify.annotations.NullMarked;
