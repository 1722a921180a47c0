package dev.sonde.data;

/** What a sample is known to show: one class for the whole picture ({@link Label}), or one for each pixel ({@link Mask}). */
public sealed interface Truth permits Label, Mask {}
