/**
 * Values that move in time: learning rates, weights of heads, thresholds.
 *
 * <p>A {@link dev.sonde.schedule.Schedule} is data with a text form, so a recipe can hold it and a journal can print it:
 * <pre>{@code
 * "0.3 recursive"                      → Schedule.parse(text)
 * Progress(step, steps, epoch, epochs) → schedule.at(progress)  → the value for the step about to be taken
 * Schedule.cosine(0.1, 0).warmup(5)    → "0.1 cosine 0 warmup 5"
 * schedule.then(100, next)             → one schedule after another, each with a clock of its own
 * }</pre>
 *
 * <p>Time is counted from 0 and within one phase of training: {@code t} is the epoch, {@code N} the number of epochs, {@code s}
 * the step, {@code S} the number of steps. Every schedule is a closed form of these four; none remembers what it said before, so a
 * resumed run continues exactly.
 *
 * <p>Not here: who asks (the trainer, the objective) and what is multiplied by the answer.
 */
@NullMarked
package dev.sonde.schedule;

import org.jspecify.annotations.NullMarked;
