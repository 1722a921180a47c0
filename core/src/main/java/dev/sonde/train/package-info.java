/**
 * The loop, and the three files that tell its story: recipe (what was meant), journal (what happened), checkpoints (what came out).
 *
 * <pre>
 * Training.of(recipe).into(folder).listen(…).run()
 *   phases → epochs → steps:  Batch → forward → Objective → backward → Updates
 *   after each epoch:         Evaluator → Evaluation
 *   now and then:             Capture → Saver → checkpoints/step-….safetensors
 * Training.resume(folder).run()   the newest whole checkpoint → Place → the same loop
 *   listeners see a read-only Run; journal and table are listeners too
 *
 * Segmenter.of(body).views(…)   names pixels at any size, in several views
 *   over a set:                Naming → Named → Segmentation
 *
 * Ablation.of(recipe).run(data, folder, watch)
 *   seeds → arms:             Recipe → run folder → Trial
 *   then:                     Findings → Comparison → Difference, a sentence each
 * </pre>
 *
 * <p>{@code RunFolder} says what lies in a run folder. Not here: the terminal, placement of heads, reports.
 */
@NullMarked
package dev.sonde.train;

import org.jspecify.annotations.NullMarked;
