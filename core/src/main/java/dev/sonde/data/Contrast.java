package dev.sonde.data;

import java.util.Map;

/**
 * Global contrast normalisation: each image minus its mean, divided by {@code ‖x‖₂ / scale}.
 *
 * <p>An image whose divisor is below 1e-8, a uniform one, is left at zero. Source: pylearn2,
 * {@code expr/preprocessing.py, global_contrast_normalize}, with scale 55 as in its maxout and NIN recipes.
 */
record Contrast(double scale) implements Step {
  private static final double SMALLEST_DIVISOR = 1e-8;

  @Override
  public Step fitted(Preparation.Blocks train) {
    return this;
  }

  @Override
  public Step restored(Map<String, float[]> state) {
    return this;
  }

  @Override
  public Map<String, float[]> state() {
    return Map.of();
  }

  @Override
  public void apply(float[][] block) {
    for (float[] image : block) {
      normalize(image);
    }
  }

  private void normalize(float[] image) {
    double sum = 0;
    for (float value : image) {
      sum += value;
    }
    double mean = sum / image.length;
    double squares = 0;
    for (float value : image) {
      squares += (value - mean) * (value - mean);
    }
    double divisor = Math.sqrt(squares) / scale;
    double factor = divisor < SMALLEST_DIVISOR ? 1 : 1 / divisor;
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) ((image[i] - mean) * factor);
    }
  }

  @Override
  public String toString() {
    return "gcn " + Step.text(scale);
  }
}
