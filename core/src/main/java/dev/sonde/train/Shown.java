package dev.sonde.train;

import dev.sonde.data.Mask;

/**
 * One picture of a dense evaluation, kept to be looked at.
 *
 * @param index     of the sample in its set
 * @param meanIou   of this picture alone, over the classes that its mask or the prediction shows, in [0, 1]
 * @param predicted the class named at each pixel, of the size of the sample's own mask
 */
public record Shown(int index, double meanIou, Mask predicted) {}
