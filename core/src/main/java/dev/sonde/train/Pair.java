package dev.sonde.train;

/**
 * Two arms that are compared.
 *
 * @param arm     the one that may have helped or hurt
 * @param against the one it is measured by
 */
public record Pair(String arm, String against) {}
