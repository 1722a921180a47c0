package dev.sonde.train;

/**
 * A step whose loss stood far above the usual.
 *
 * @param step  counted from 1
 * @param total its joint loss
 * @param usual the mean of the steps before
 */
public record Spike(long step, double total, double usual) {}
