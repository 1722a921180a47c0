package dev.sonde.train;

import dev.sonde.data.BadSample;
import dev.sonde.probe.Survey;
import java.nio.file.Path;
import java.util.List;

/**
 * What may watch a run. Each event does nothing unless overridden.
 *
 * <table><caption>Events by how a run ends</caption>
 * <tr><td>finished</td><td>began, (epochBegan, stepped…, evaluated, saved…)…, ended</td></tr>
 * <tr><td>gone on with</td><td>began, resumed, …</td></tr>
 * <tr><td>stopped</td><td>began, …, stepped, saved, ended</td></tr>
 * <tr><td>failed</td><td>began, …, failed</td></tr>
 * </table>
 *
 * <p>Where heads are placed by measurement, probing… and surveyed come first.
 */
public interface Listener {
  /** {@code supervise: auto}: before each iteration of a probe with these heads; comes before {@link #began}. */
  default void probing(List<String> heads, int iteration, int iterations) {}

  /** {@code supervise: auto}: the heads are placed. */
  default void surveyed(Survey survey) {}

  default void began(Run run) {}

  /** The run goes on in its folder instead of beginning. Behind {@link #began}. */
  default void resumed(Run run, Resumption how) {}

  default void epochBegan(Run run) {}

  /** A damaged sample is left out for the first time; comes before the step or the evaluation that goes on without it. */
  default void skipped(Run run, BadSample sample) {}

  default void stepped(Run run) {}

  /** The step just told had a loss far above the usual. */
  default void spiked(Run run, Spike spike) {}

  /** Memory has grown for some hundred steps, and goes on growing as it seems. */
  default void grew(Run run, Growth growth) {}

  default void evaluated(Run run) {}

  /** A checkpoint has reached the disk; it was taken some steps ago, as its name or its notes say. */
  default void saved(Run run, Path checkpoint) {}

  /** The loss was no number at step {@code failed}; the run has gone back to {@link Run#step} and goes on at a smaller rate. */
  default void rolledBack(Run run, long failed, NotFinite why) {}

  default void ended(Run run) {}

  default void failed(Run run, RuntimeException cause) {}
}
