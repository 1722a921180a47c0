package dev.sonde.metric;

import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Counts by true class (rows) and predicted class (columns), {@code K x K}.
 *
 * <p>{@code accuracy = Σ_c m_cc / Σ m}, {@code recall_c = m_cc / Σ_j m_cj}, {@code precision_c = m_cc / Σ_i m_ic}; the mean recall weighs
 * every class that occurs alike. {@code IoU_c = m_cc / (Σ_j m_cj + Σ_i m_ic - m_cc)}; its mean leaves out a class that neither occurs
 * nor is named.
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
    requireScored(scores);
    return Counting.of(scores, classes).map(this::add).orElseGet(() -> add(Scores.of(scores, classes)));
  }

  /** Adds a batch whose true classes lie in row-major order, one per place. */
  public Confusion add(Tensor scores, int[] classes) {
    requireScored(scores);
    return Counting.of(scores, classes).map(this::add).orElseGet(() -> add(Scores.of(scores, classes)));
  }

  private void requireScored(Tensor scores) {
    if (scores.size(1) != classes()) {
      throw new IllegalArgumentException(scores.size(1) + " classes were scored, but the confusion matrix has " + classes());
    }
  }

  private Confusion add(Counting batch) {
    long[] pairs = batch.pairs();
    for (int i = 0; i < pairs.length; i++) {
      counts[i / classes()][i % classes()] += pairs[i];
      total += pairs[i];
    }
    return this;
  }

  private Confusion add(Scores batch) {
    for (int row = 0; row < batch.truth().length; row++) {
      if (batch.counts(row)) {
        add(batch.truth()[row], batch.best(row));
      }
    }
    return this;
  }

  /** Adds places whose true and predicted classes lie in the same order; those of negative truth do not count. */
  public Confusion add(int[] truth, int[] predicted) {
    requireEqual(truth.length, predicted.length);
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] >= 0) {
        add(truth[i], predicted[i]);
      }
    }
    return this;
  }

  /** Adds the places of two masks ({@code dev.sonde.data.Mask}, row by row); those of negative truth do not count. */
  public Confusion add(short[] truth, short[] predicted) {
    requireEqual(truth.length, predicted.length);
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] >= 0) {
        add(truth[i], predicted[i]);
      }
    }
    return this;
  }

  private static void requireEqual(int truth, int predicted) {
    if (truth != predicted) {
      throw new IllegalArgumentException(predicted + " predictions came with " + truth + " true classes");
    }
  }

  /** Adds one place. */
  public Confusion add(int truth, int predicted) {
    counts[within(truth)][within(predicted)]++;
    total++;
    return this;
  }

  /** The counts of both, which must be of equally many classes; neither is changed. */
  public Confusion plus(Confusion other) {
    if (other.classes() != classes()) {
      throw new IllegalArgumentException("a confusion matrix of " + classes() + " classes cannot take in one of " + other.classes());
    }
    Confusion sum = of(classes());
    for (int truth = 0; truth < classes(); truth++) {
      for (int predicted = 0; predicted < classes(); predicted++) {
        sum.counts[truth][predicted] = counts[truth][predicted] + other.counts[truth][predicted];
      }
    }
    sum.total = total + other.total;
    return sum;
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
    long named = named(predicted);
    return named == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) count(predicted, predicted) / named);
  }

  /** The mean of the recalls of the classes that occurred; throws {@link IllegalStateException} before any place was counted. */
  public double meanRecall() {
    counted("mean recall");
    return IntStream.range(0, classes()).mapToObj(this::recall).flatMapToDouble(OptionalDouble::stream).average().orElseThrow();
  }

  /** How many places were taken for class {@code predicted}. */
  private long named(int predicted) {
    return IntStream.range(0, classes()).mapToLong(truth -> count(truth, predicted)).sum();
  }

  /** Intersection over union of class {@code c}; empty where it neither is true nor was named anywhere. */
  public OptionalDouble iou(int c) {
    counted("IoU");
    long union = total(c) + named(c) - count(c, c);
    return union == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) count(c, c) / union);
  }

  /** The mean IoU of the classes that occur, in truth or among the answers; throws {@link IllegalStateException} before any was counted. */
  public double meanIou() {
    counted("mean IoU");
    return IntStream.range(0, classes()).mapToObj(this::iou).flatMapToDouble(OptionalDouble::stream).average().orElseThrow();
  }

  /**
   * The mean of {@code m_cc/(|union_c| + 1e-10)} over all classes, those that do not occur counting 0: what
   * CSAILVision/semantic-segmentation-pytorch prints ({@code eval.py}). At most {@link #meanIou()}, up to the 1e-10.
   */
  public double meanIouOverAll() {
    counted("mean IoU");
    return IntStream.range(0, classes()).mapToDouble(c -> count(c, c) / (total(c) + named(c) - count(c, c) + 1e-10)).sum() / classes();
  }

  /** {@code Σ_c (t_c/Σ m)·IoU_c}, where {@code t_c} is how many places are of class {@code c} (Long et al., arXiv 1411.4038, section 5). */
  public double frequencyWeightedIou() {
    double places = counted("frequency-weighted IoU");
    return IntStream.range(0, classes()).mapToDouble(c -> total(c) / places * iou(c).orElse(0)).sum();
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
