package dev.sonde.metric;

import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Counts by true class (rows) and predicted class (columns), {@code K x K}.
 *
 * <p>{@code accuracy = Σ_c m_cc / Σ m}, {@code recall_c = m_cc / Σ_j m_cj}, {@code precision_c = m_cc / Σ_i m_ic}; the mean recall weighs
 * every class that occurs alike.
 */
public final class Confusion {
  private final long[][] counts;
  private long total;

  private Confusion(int classes) {
    counts = new long[classes][classes];
  }

  public static Confusion of(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes " + classes + " of a confusion matrix must be at least 1");
    }
    return new Confusion(classes);
  }

  /** Adds a batch: {@code [N, K]} with int64 {@code [N]}, or {@code [N, K, H, W]} with {@code [N, H, W]}. */
  public Confusion add(Tensor scores, Tensor classes) {
    return add(Scores.of(scores, classes));
  }

  /** Adds a batch whose true classes lie in row-major order, one per place. */
  public Confusion add(Tensor scores, int[] classes) {
    return add(Scores.of(scores, classes));
  }

  private Confusion add(Scores batch) {
    if (batch.classes() != classes()) {
      throw new IllegalArgumentException(batch.classes() + " classes were scored, but the confusion matrix has " + classes());
    }
    for (int row = 0; row < batch.truth().length; row++) {
      if (batch.counts(row)) {
        add(batch.truth()[row], batch.best(row));
      }
    }
    return this;
  }

  /** Adds one place. */
  public Confusion add(int truth, int predicted) {
    counts[within(truth)][within(predicted)]++;
    total++;
    return this;
  }

  public int classes() {
    return counts.length;
  }

  /** How often class {@code truth} was taken for {@code predicted}. */
  public long count(int truth, int predicted) {
    return counts[within(truth)][within(predicted)];
  }

  /** How many places of class {@code truth} were counted. */
  public long total(int truth) {
    return IntStream.range(0, classes()).mapToLong(predicted -> count(truth, predicted)).sum();
  }

  /** How many places were counted. */
  public long total() {
    return total;
  }

  /** The share that was right; throws {@link IllegalStateException} before any place was counted. */
  public double accuracy() {
    long total = counted("accuracy");
    return (double) IntStream.range(0, classes()).mapToLong(c -> counts[c][c]).sum() / total;
  }

  /** The share of class {@code truth} that was recognised; empty where the class has not occurred. */
  public OptionalDouble recall(int truth) {
    counted("recall");
    long places = total(truth);
    return places == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) count(truth, truth) / places);
  }

  /** The share of what was taken for class {@code predicted} that is of it; empty where nothing was. */
  public OptionalDouble precision(int predicted) {
    counted("precision");
    long named = IntStream.range(0, classes()).mapToLong(truth -> count(truth, predicted)).sum();
    return named == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) count(predicted, predicted) / named);
  }

  /** The mean of the recalls of the classes that occurred; throws {@link IllegalStateException} before any place was counted. */
  public double meanRecall() {
    counted("mean recall");
    return IntStream.range(0, classes()).mapToObj(this::recall).flatMapToDouble(OptionalDouble::stream).average().orElseThrow();
  }

  /** Intersection over union of class {@code c}, {@code m_cc / (Σ_j m_cj + Σ_i m_ic − m_cc)}; empty where it neither occurred nor was named. */
  public OptionalDouble iou(int c) {
    counted("intersection over union");
    long union = total(c) + IntStream.range(0, classes()).mapToLong(truth -> count(truth, c)).sum() - count(c, c);
    return union == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) count(c, c) / union);
  }

  /** The mean of {@link #iou} over the classes that have one; throws {@link IllegalStateException} before any place was counted. */
  public double meanIou() {
    counted("mean intersection over union");
    return IntStream.range(0, classes()).mapToObj(this::iou).flatMapToDouble(OptionalDouble::stream).average().orElseThrow();
  }

  private long counted(String what) {
    if (total == 0) {
      throw new IllegalStateException("the " + what + " of a confusion matrix was asked before any sample was added");
    }
    return total;
  }

  private int within(int label) {
    if (label < 0 || label >= classes()) {
      throw new IllegalArgumentException("class " + label + " lies outside the " + classes() + " classes of the confusion matrix");
    }
    return label;
  }
}
