package dev.sonde.store;

/**
 * A stretch of a file.
 *
 * @param begin place of its first byte
 * @param bytes its length
 */
record Region(long begin, long bytes) {
  long end() {
    return begin + bytes;
  }
}
