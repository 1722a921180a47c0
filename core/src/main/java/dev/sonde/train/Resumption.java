package dev.sonde.train;

import java.nio.file.Path;
import java.util.List;

/**
 * How a run is taken up again.
 *
 * @param checkpoint that it goes on from
 * @param damaged    a sentence for each newer checkpoint that was passed over
 * @param changed    a sentence for each thing on which results depend to the last bit and which is not as it was when the run began
 */
public record Resumption(Path checkpoint, List<String> damaged, List<String> changed) {
  public Resumption {
    damaged = List.copyOf(damaged);
    changed = List.copyOf(changed);
  }
}
