package dev.sonde.data;

import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevd;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas.cblas_dsyrk;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * ZCA whitening: {@code x ← W (x − m)} with {@code W = U diag(1/√(λ + bias)) Uᵀ}; empty until fitted.
 *
 * <p>m and {@code U diag(λ) Uᵀ} are mean and covariance (divided by the number of images) of the training set. W is symmetric, and the
 * covariance of what it whitened has the eigenvalues {@code λ / (λ + bias)}. Covariance and eigenvectors are computed in double; in memory
 * that takes 16·D² bytes for D values an image (151 MB for 32x32x3).
 *
 * <p>Source: pylearn2, {@code datasets/preprocessing.py, ZCA}, whose {@code filter_bias} is 0.1; Krizhevsky, Learning multiple layers of
 * features from tiny images, 2009, appendix A.
 */
record Whitening(double bias, float[] mean, float[] matrix) implements Step {
  private static final String MEAN = "zca.mean";
  private static final String MATRIX = "zca.matrix";
  private static final int LARGEST = 16_384;

  @Override
  public Step fitted(Preparation.Blocks train) {
    int length = train.length();
    if (length > LARGEST) {
      throw new IllegalArgumentException(this + " of images with " + length + " values needs a matrix of " + length + "x" + length
          + ", more than " + LARGEST + "x" + LARGEST + "; resize the images, or use mean-image");
    }
    float[] fitted = MeanImage.of(train);
    try (var covariance = covariance(train, fitted)) {
      return new Whitening(bias, fitted, inverseRoot(covariance, length, bias));
    }
  }

  @Override
  public Step restored(Map<String, float[]> state) {
    float[] stored = Step.stored(state, MEAN, -1);
    return new Whitening(bias, stored, Step.stored(state, MATRIX, (long) stored.length * stored.length));
  }

  @Override
  public Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>();
    state.put(MEAN, mean);
    state.put(MATRIX, matrix);
    return state;
  }

  @Override
  public void apply(float[][] block) {
    int length = mean.length;
    Step.sameLength(this, length, block);
    MeanImage.subtract(mean, block);
    try (var rows = new FloatPointer((long) block.length * length);
        var whitened = new FloatPointer((long) block.length * length);
        var weights = new FloatPointer(matrix)) {
      for (int i = 0; i < block.length; i++) {
        rows.position((long) i * length).put(block[i], 0, length);
      }
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, block.length, length, length,
          1, rows.position(0), length, weights, length, 0, whitened, length);
      for (int i = 0; i < block.length; i++) {
        whitened.position((long) i * length).get(block[i], 0, length);
      }
    }
  }

  /** Lower triangle of the covariance, row-major {@code [D, D]}. */
  private static DoublePointer covariance(Preparation.Blocks train, float[] mean) {
    int length = mean.length;
    var covariance = zeros((long) length * length);
    train.forEach(block -> {
      try (var rows = new DoublePointer(centred(block, mean))) {
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, length, block.length, 1.0 / train.images(), rows, length, 1, covariance, length);
      }
    });
    return covariance;
  }

  private static double[] centred(float[][] block, float[] mean) {
    double[] rows = new double[Math.multiplyExact(block.length, mean.length)];
    for (int i = 0; i < rows.length; i++) {
      int column = i % mean.length;
      rows[i] = (double) block[i / mean.length][column] - mean[column];
    }
    return rows;
  }

  /** {@code U diag(1/√(λ + bias)) Uᵀ} of a covariance, which is overwritten. */
  private static float[] inverseRoot(DoublePointer covariance, int length, double bias) {
    try (var values = new DoublePointer(length); var product = new DoublePointer((long) length * length)) {
      // row-major lower is column-major upper; the eigenvectors then come as columns of a column-major matrix, row-major its rows
      int failure = LAPACKE_dsyevd(LAPACK_COL_MAJOR, (byte) 'V', (byte) 'U', length, covariance, length, values);
      if (failure != 0) {
        throw new BadData("the covariance of the training images has no eigenvalues (dsyevd " + failure + "); is a value of theirs NaN?");
      }
      for (int row = 0; row < length; row++) {
        double root = Math.pow(Math.max(values.get(row), 0) + bias, -0.25); // once in U, once in Uᵀ
        scale(covariance, (long) row * length, length, root);
      }
      cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, length, length, length,
          1, covariance, length, covariance, length, 0, product, length);
      return floats(product, length * length);
    }
  }

  private static void scale(DoublePointer values, long from, int count, double factor) {
    double[] row = new double[count];
    values.position(from).get(row);
    for (int i = 0; i < count; i++) {
      row[i] *= factor;
    }
    values.put(row).position(0);
  }

  private static float[] floats(DoublePointer values, int count) {
    double[] doubles = new double[count];
    values.get(doubles);
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }

  private static DoublePointer zeros(long count) {
    var pointer = new DoublePointer(count);
    for (long i = 0; i < count; i++) {
      pointer.put(i, 0);
    }
    return pointer;
  }

  @Override
  public String toString() {
    return "zca " + Step.text(bias);
  }
}
