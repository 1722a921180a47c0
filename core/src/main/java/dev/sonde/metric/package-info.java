/**
 * What is measured: counters that are fed batch by batch and asked at the end.
 *
 * <pre>{@code
 * var top5 = Accuracy.top(5);
 * top5.add(scores, classes);     // [N, K] and int64 [N], or maps [N, K, H, W] and [N, H, W]; inside the caller's scope
 * top5.value()                   // the share that was right
 * var confusion = Confusion.of(10).add(scores, classes)  // counts by true and predicted class
 * confusion.meanIou(), confusion.iou(3)  // intersection over union; a class that does not occur has none
 * }</pre>
 *
 * <p>Counters hold Java numbers only, so they outlive every native scope; counting needs no gradient. Asked before any data came,
 * they throw {@link java.lang.IllegalStateException}. The predicted class is that of the highest score, the lowest class among equals. A
 * NaN is behind every number, and a true class whose score is NaN counts as wrong: a network that has diverged scores nothing.
 *
 * <p>Places whose class is negative, such as the cross entropy's ignored -100, are not counted.
 *
 * <p>Not here: which data (the evaluator, in {@code train}), losses.
 */
@NullMarked
package dev.sonde.metric;

import org.jspecify.annotations.NullMarked;
