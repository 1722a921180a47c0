package dev.sonde.data;

import java.nio.file.Path;

/**
 * An image file and the file of its mask.
 *
 * @param from where the pair is named, for messages: a line of a list, or a folder
 */
record Pair(Path image, Path mask, String from) {}
