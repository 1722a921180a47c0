package dev.sonde.data;

import java.util.random.RandomGenerator;

/**
 * A square of noise that repeats at its borders, with a spectrum near 1/f: octaves of smoothly interpolated random grids, each twice
 * as fine and half as strong as the one before. Mean 0, deviation 1.
 *
 * <p>Natural images have such a spectrum: Field, Relations between the statistics of natural images and the response properties of
 * cortical cells, 1987.
 */
final class Texture {
  static final int SIDE = 128;

  private final float[] values = new float[SIDE * SIDE];

  Texture(RandomGenerator random) {
    float strength = 1;
    for (int cells = 4; cells <= SIDE; cells *= 2, strength /= 2) {
      octave(random, cells, strength);
    }
    standardize();
  }

  /** The noise at (x, y), any real numbers, interpolated between the nearest four values. */
  float at(double x, double y) {
    double floorX = Math.floor(x);
    double floorY = Math.floor(y);
    int left = (int) floorX & (SIDE - 1);
    int top = ((int) floorY & (SIDE - 1)) * SIDE;
    int right = (left + 1) & (SIDE - 1);
    int bottom = (top + SIDE) & (SIDE * SIDE - 1);
    float u = (float) (x - floorX);
    float v = (float) (y - floorY);
    float upper = values[top + left] + u * (values[top + right] - values[top + left]);
    float lower = values[bottom + left] + u * (values[bottom + right] - values[bottom + left]);
    return upper + v * (lower - upper);
  }

  private void octave(RandomGenerator random, int cells, float strength) {
    float[] grid = new float[cells * cells];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = strength * (2 * random.nextFloat() - 1);
    }
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        values[y * SIDE + x] += smooth(grid, cells, x * (float) cells / SIDE, y * (float) cells / SIDE);
      }
    }
  }

  private static float smooth(float[] grid, int cells, float x, float y) {
    int left = (int) x;
    int top = (int) y;
    int right = (left + 1) % cells;
    int bottom = (top + 1) % cells;
    float u = ease(x - left);
    float v = ease(y - top);
    float upper = grid[top * cells + left] + u * (grid[top * cells + right] - grid[top * cells + left]);
    float lower = grid[bottom * cells + left] + u * (grid[bottom * cells + right] - grid[bottom * cells + left]);
    return upper + v * (lower - upper);
  }

  private static float ease(float t) {
    return t * t * (3 - 2 * t);
  }

  private void standardize() {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += value * value;
    }
    double mean = sum / values.length;
    double deviation = Math.sqrt(squares / values.length - mean * mean);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((values[i] - mean) / deviation);
    }
  }
}
