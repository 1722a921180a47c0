/**
 * The room that knows libtorch: networks become models here, and gradients become steps.
 *
 * <pre>
 * Network + Initialization + Seed → Model.compile          parameters, buffers; outside every scope
 * Batch                           → Tensors.images/labels  [N, C, H, W] channels-last; inside the step's Scope
 * Model.forward(x, training, taps)→ Activations            the output and the asked taps
 * Model.forward(x, taps, heads)   → Activations            in training, the output and what heads make of their taps on the way
 * Model.engine().forward(x)       → Activations            the same up to rounding, sooner: layers put together by oneDNN, for evaluation alone
 * Optimizer (a record)            → Updates.step(rate)     fused multi-tensor operators, one call per parameter group
 * </pre>
 *
 * <p>Native memory: one {@link dev.sonde.torch.Scope} per unit of work, opened by the trainer, the evaluator and the probe, never
 * here; what must outlive it (parameters, optimizer state) is created outside. A {@link dev.sonde.torch.Trace} finds what nobody frees,
 * {@link dev.sonde.torch.Footprint} forecasts what a step holds. Not here: losses, heads, files, the loop.
 */
@NullMarked
package dev.sonde.torch;

import org.jspecify.annotations.NullMarked;
