package dev.sonde.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What one call of {@code sonde bench} found out.
 *
 * @param network name of the body
 * @param input   its shape
 * @param heads   taps, comma between; empty for none
 * @param share   multiply-accumulates of the heads by those of the body
 * @param precision in which the network computes
 * @param rows    by what was measured, such as {@code train}, {@code predict 32}, {@code sgemm}
 * @param memory  by what was measured: what one step holds
 */
record Measurements(String network, String input, String heads, double share, String precision, Machine machine,
    Map<String, Measurement> rows, Map<String, Memory> memory) {
  static final String TRAIN = "train";
  static final String HEADS = "train with heads";
  static final String PROBE = "probe";
  static final String PREDICT = "predict ";
  static final String LOADER = "loader";
  static final String COPY = "checkpoint copy";
  static final String WRITE = "checkpoint write";
  static final String SGEMM = "sgemm";

  /**
   * Bytes above what the process had before.
   *
   * @param forecast from shapes alone
   * @param peak     measured, where the system tells
   */
  record Memory(long forecast, OptionalLong peak) {}

  Measurements {
    rows = new LinkedHashMap<>(rows);
    memory = new LinkedHashMap<>(memory);
  }

  /** 10⁹ floating-point operations a second that a row reached, by those of the matrix product in the same run. */
  OptionalDouble ofSgemm(String row) {
    OptionalDouble rate = rows.get(row).gigaflops();
    return rate.isPresent() && rows.containsKey(SGEMM) ? OptionalDouble.of(rate.getAsDouble() / rows.get(SGEMM).gigaflops().orElseThrow())
        : OptionalDouble.empty();
  }

  /** Time of one row by that of another, where both were measured. */
  OptionalDouble ratio(String row, String by) {
    return !rows.containsKey(row) || !rows.containsKey(by) ? OptionalDouble.empty()
        : OptionalDouble.of(rows.get(row).timing().median() / rows.get(by).timing().median());
  }
}
