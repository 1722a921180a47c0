package dev.sonde.metric;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A batch of scores and true classes as Java arrays, one row per place.
 *
 * @param values  rows of {@code classes} scores
 * @param truth   the true class of each row; negative where the row does not count
 */
record Scores(double[] values, int[] truth, int classes) {
  /** Reads {@code [N, K]} with {@code [N]}, or {@code [N, K, H, W]} with {@code [N, H, W]}. */
  static Scores of(Tensor scores, Tensor classes) {
    return of(scores, integers(classes));
  }

  static Scores of(Tensor scores, int[] truth) {
    int classes = Math.toIntExact(scores.size(1));
    double[] values = doubles(scores.movedim(1, -1));
    if (values.length != (long) truth.length * classes) {
      throw new IllegalArgumentException(values.length / classes + " rows of scores came with " + truth.length + " classes");
    }
    for (int label : truth) {
      if (label >= classes) {
        throw new IllegalArgumentException("class " + label + " lies outside the " + classes + " classes that were scored");
      }
    }
    return new Scores(values, truth, classes);
  }

  boolean counts(int row) {
    return truth[row] >= 0;
  }

  /** How many classes come before {@code label}: those of higher score and, among equals, the lower ones; all where its score is NaN. */
  int rank(int row, int label) {
    double score = values[row * classes + label];
    int before = 0;
    for (int other = 0; other < classes; other++) {
      double rival = values[row * classes + other];
      before += rival > score || rival == score && other < label || Double.isNaN(score) ? 1 : 0;
    }
    return before;
  }

  /** The class of the highest score, the lowest among equals; 0 where all are NaN. */
  int best(int row) {
    int best = 0;
    for (int other = 1; other < classes; other++) {
      double leader = values[row * classes + best];
      if (values[row * classes + other] > leader || Double.isNaN(leader)) {
        best = other;
      }
    }
    return Double.isNaN(values[row * classes + best]) ? 0 : best;
  }

  private static double[] doubles(Tensor tensor) {
    Tensor dense = tensor.detach().to(ScalarType.Double).contiguous();
    double[] values = new double[Math.toIntExact(dense.numel())];
    new DoublePointer(dense.data_ptr()).get(values);
    return values;
  }

  private static int[] integers(Tensor tensor) {
    Tensor dense = tensor.to(ScalarType.Long).contiguous();
    long[] values = new long[Math.toIntExact(dense.numel())];
    new LongPointer(dense.data_ptr()).get(values);
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }
}
