package dev.sonde.metric;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The share of places whose true class is among the {@code k} highest scores.
 *
 * <p>{@code value = right/total}, {@code error = 1 - value}, both in {@code [0, 1]}.
 */
public final class Accuracy {
  private final int k;
  private long right;
  private long total;

  private Accuracy(int k) {
    this.k = k;
  }

  /** Counts a place as right where its true class is among the {@code k} highest scores. */
  public static Accuracy top(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("top " + k + " must be at least 1");
    }
    return new Accuracy(k);
  }

  /** Adds a batch: {@code [N, K]} with int64 {@code [N]}, or {@code [N, K, H, W]} with {@code [N, H, W]}. */
  public Accuracy add(Tensor scores, Tensor classes) {
    Optional<Counting> counting = k == 1 ? Counting.of(scores, classes) : Optional.empty();
    return counting.map(this::add).orElseGet(() -> add(Scores.of(scores, classes)));
  }

  /** Adds a batch whose true classes lie in row-major order, one per place. */
  public Accuracy add(Tensor scores, int[] classes) {
    Optional<Counting> counting = k == 1 ? Counting.of(scores, classes) : Optional.empty();
    return counting.map(this::add).orElseGet(() -> add(Scores.of(scores, classes)));
  }

  private Accuracy add(Counting batch) {
    right += batch.right();
    total += batch.total();
    return this;
  }

  private Accuracy add(Scores batch) {
    for (int row = 0; row < batch.truth().length; row++) {
      if (batch.counts(row)) {
        total++;
        right += batch.rank(row, batch.truth()[row]) < k ? 1 : 0;
      }
    }
    return this;
  }

  /** Places that were right. */
  public long right() {
    return right;
  }

  /** Places that were counted. */
  public long total() {
    return total;
  }

  /** The share that was right; throws {@link IllegalStateException} before any place was counted. */
  public double value() {
    if (total == 0) {
      throw new IllegalStateException("the top-" + k + " accuracy was asked before any sample was added");
    }
    return (double) right / total;
  }

  /** The share that was wrong; throws {@link IllegalStateException} before any place was counted. */
  public double error() {
    value();
    return (double) (total - right) / total;
  }

  @Override
  public String toString() {
    return "top-" + k + " " + right + "/" + total;
  }
}
