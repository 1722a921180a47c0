package dev.sonde.data;

import java.util.Map;

/** The training set's mean at every pixel and channel, to be subtracted; empty until fitted. */
record MeanImage(float[] mean) implements Step {
  private static final String NAME = "mean-image.mean";

  /** Mean of all images, summed in double. */
  static float[] of(Preparation.Blocks train) {
    double[] sum = new double[train.length()];
    train.forEach(block -> {
      for (float[] image : block) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += image[i];
        }
      }
    });
    float[] mean = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      mean[i] = (float) (sum[i] / train.images());
    }
    return mean;
  }

  static void subtract(float[] mean, float[][] block) {
    for (float[] image : block) {
      for (int i = 0; i < mean.length; i++) {
        image[i] -= mean[i];
      }
    }
  }

  @Override
  public Step fitted(Preparation.Blocks train) {
    return new MeanImage(of(train));
  }

  @Override
  public Step restored(Map<String, float[]> state) {
    return new MeanImage(Step.stored(state, NAME, -1));
  }

  @Override
  public Map<String, float[]> state() {
    return Map.of(NAME, mean);
  }

  @Override
  public void apply(float[][] block) {
    Step.sameLength(this, mean.length, block);
    subtract(mean, block);
  }

  @Override
  public String toString() {
    return "mean-image";
  }
}
