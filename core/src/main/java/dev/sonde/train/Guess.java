package dev.sonde.train;

/**
 * What the main classifier says of one sample.
 *
 * <p>Probabilities are the softmax of the scores, {@code exp(z_k) / Σ_j exp(z_j)}. A network trained with a hinge loss never learned to put out
 * probabilities: for it they only show which score is how far ahead.
 *
 * @param index       of the sample in its data set
 * @param truth       its class
 * @param predicted   the class of the highest score, the lowest among equals
 * @param confidence  probability of the predicted class, in [0, 1]
 * @param probability probability of the truth, in [0, 1]
 */
public record Guess(int index, int truth, int predicted, double confidence, double probability) {
  /** Reads the row of {@code scores} that starts at {@code from}. A score that is NaN stands behind every number, as in the metrics. */
  static Guess of(int index, int truth, double[] scores, int from, int classes) {
    int best = from;
    for (int i = from + 1; i < from + classes; i++) {
      best = scores[i] > scores[best] || Double.isNaN(scores[best]) && !Double.isNaN(scores[i]) ? i : best;
    }
    double sum = 0;
    for (int i = from; i < from + classes; i++) {
      sum += portion(scores[i], scores[best]);
    }
    double whole = Math.max(sum, 1);
    return new Guess(index, truth, best - from, portion(scores[best], scores[best]) / whole, portion(scores[from + truth], scores[best]) / whole);
  }

  /** {@code exp(z − max z)}; 1 for the largest even where it is infinite. */
  private static double portion(double score, double largest) {
    if (score == largest) {
      return 1;
    }
    return Double.isNaN(score) ? 0 : Math.exp(score - largest);
  }

  boolean right() {
    return truth == predicted;
  }
}
