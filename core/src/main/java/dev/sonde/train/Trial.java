package dev.sonde.train;

import dev.sonde.supervise.Supervision;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One finished run of an {@link Ablation}.
 *
 * @param seed     of the run
 * @param arm      name of the variant
 * @param folder   of the run
 * @param dense    whether it named pixels
 * @param accuracy on the test samples after each epoch that was evaluated, by epoch counted from 1; mean IoU where pixels were named
 * @param kept     whether it was found finished and not trained again
 * @param seconds  wall time of training; 0 where it was kept
 */
public record Trial(long seed, String arm, Path folder, boolean dense, SortedMap<Integer, Double> accuracy, boolean kept, double seconds) {
  public Trial {
    accuracy = Collections.unmodifiableSortedMap(new TreeMap<>(accuracy));
  }

  /** Where the run hung its heads, as its recipe says; for {@code supervise: auto}, what the survey decided. */
  public List<String> taps() {
    return Recipe.read(folder.resolve("recipe.yaml")).supervise().stream().map(Supervision::tap).toList();
  }

  /** Share named wrong after the last epoch, in [0, 1]. Arms are compared by it, since nothing is chosen on the test samples to get it. */
  public double error() {
    return 1 - accuracy.get(accuracy.lastKey());
  }

  /** Share named wrong after the best epoch, in [0, 1]; the test samples chose that epoch, so it flatters. */
  public double leastError() {
    return 1 - Collections.max(accuracy.values());
  }
}
