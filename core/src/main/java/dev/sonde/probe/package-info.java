/**
 * Where does the gradient vanish, and where should heads hang?
 *
 * <pre>
 * GradientProbe    trains a few iterations; in each, a Sounding reads every layer on the way back
 * GradientProfile  the readings, per layer and iteration, stated for a batch of 256
 * Placement        a rule that names taps from a profile: vanishing, fading, every, at
 * Survey           probe, place, probe again with the heads in place, until nothing vanishes or nothing can be gained
 * Diagnosis        the same question while training goes on: which part of the loss sends which gradient to each layer
 * </pre>
 *
 * <p>Not here: training for good (train), drawing the figure (report).
 */
@org.jspecify.annotations.NullMarked
package dev.sonde.probe;
