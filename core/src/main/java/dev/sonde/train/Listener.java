package dev.sonde.train;

import java.nio.file.Path;

/**
 * What may watch a run. Each event does nothing unless overridden.
 *
 * <table><caption>Events by how a run ends</caption>
 * <tr><td>finished</td><td>began, (epochBegan, stepped…, evaluated, saved…)…, ended</td></tr>
 * <tr><td>stopped</td><td>began, …, stepped, saved, ended</td></tr>
 * <tr><td>failed</td><td>began, …, failed</td></tr>
 * </table>
 */
public interface Listener {
  default void began(Run run) {}

  default void epochBegan(Run run) {}

  default void stepped(Run run) {}

  default void evaluated(Run run) {}

  default void saved(Run run, Path checkpoint) {}

  default void ended(Run run) {}

  default void failed(Run run, RuntimeException cause) {}
}
