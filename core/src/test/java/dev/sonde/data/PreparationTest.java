package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreparationTest {
  private static final int LENGTH = 3 * 2 * 2;
  private static final Toy DATA = new Toy(1203, PreparationTest::correlated);

  @Test
  void contrast_leaves_mean_zero_and_norm_scale() {
    float[] image = Preparation.fit(List.of("gcn 55"), DATA).of(correlated(3)).values();
    double sum = 0;
    double squares = 0;
    for (float value : image) {
      sum += value;
      squares += value * value;
    }
    assertEquals(0, sum, 1e-4);
    assertEquals(55, Math.sqrt(squares), 1e-4);
  }

  @Test
  void contrast_of_a_uniform_image_is_zero() {
    assertArrayEquals(new float[4], Preparation.fit(List.of("gcn"), DATA).of(new Image(2, 2, 1, new float[] {9, 9, 9, 9})).values());
  }

  @Test
  void mean_image_leaves_every_pixel_with_mean_zero() {
    for (double mean : mean(Preparation.fit(List.of("mean-image"), DATA).of(DATA))) {
      assertEquals(0, mean, 1e-3);
    }
  }

  /** With C the covariance before, the covariance after must be C (C + bias)⁻¹: multiplied by (C + bias) it is C. */
  @Test
  void whitening_leaves_the_covariance_it_promises() {
    double bias = 0.1;
    double[][] before = covariance(DATA);
    Dataset white = Preparation.fit(List.of("zca " + bias), DATA).of(DATA);
    double[][] after = covariance(white);
    for (int i = 0; i < LENGTH; i++) {
      for (int j = 0; j < LENGTH; j++) {
        double product = bias * after[i][j];
        for (int k = 0; k < LENGTH; k++) {
          product += after[i][k] * before[k][j];
        }
        assertEquals(before[i][j], product, 2e-2 * Math.sqrt(before[i][i] * before[j][j]), "entry " + i + ", " + j);
      }
    }
    assertEquals(1, after[0][0], 0.2);
  }

  @Test
  void whitening_matrix_is_symmetric() {
    float[] matrix = Preparation.fit(List.of("zca 0.1"), DATA).state().get("zca.matrix");
    for (int i = 0; i < LENGTH; i++) {
      for (int j = 0; j < i; j++) {
        assertEquals(matrix[i * LENGTH + j], matrix[j * LENGTH + i], 1e-6);
      }
    }
  }

  /** Two pixels with a covariance whose inverse root is known in closed form. */
  @Test
  void whitening_of_two_pixels_is_the_closed_form() {
    float[][] values = {{3, 1}, {-3, -1}, {1, 3}, {-1, -3}}; // covariance [[5, 3], [3, 5]], eigenvalues 8 and 2
    Toy pairs = new Toy(4, i -> new Image(1, 2, 1, values[i].clone()));
    float[] matrix = Preparation.fit(List.of("zca 1"), pairs).state().get("zca.matrix");
    double sum = 1 / 3.0;
    double difference = 1 / Math.sqrt(3);
    assertEquals((sum + difference) / 2, matrix[0], 1e-6);
    assertEquals((sum - difference) / 2, matrix[1], 1e-6);
  }

  @Test
  void steps_follow_one_another_and_whole_sets_equal_single_images() {
    Preparation both = Preparation.fit(List.of("gcn 55", "zca 0.1"), DATA);
    Dataset set = both.of(DATA);
    assertEquals("toy after gcn 55, zca 0.1", set.name());
    for (int index : new int[] {0, 499, 500, 1202}) {
      assertArrayEquals(both.of(correlated(index)).values(), set.get(index).image().values(), 1e-4f);
      assertEquals(DATA.get(index).label(), set.get(index).label());
    }
    for (double mean : mean(set)) {
      assertEquals(0, mean, 1e-3);
    }
  }

  @Test
  void prepared_samples_are_fresh_copies() {
    Dataset set = Preparation.fit(List.of("mean-image"), DATA).of(DATA);
    float before = set.get(5).image().values()[0];
    set.get(5).image().values()[0] = 1e9f;
    assertEquals(before, set.get(5).image().values()[0]);
  }

  @Test
  void state_gives_the_same_preparation_back() {
    List<String> steps = List.of("gcn 55", "zca 0.1", "mean-image");
    Preparation fitted = Preparation.fit(steps, DATA);
    assertEquals(Set.of("zca.mean", "zca.matrix", "mean-image.mean"), fitted.state().keySet());
    Preparation again = Preparation.of(fitted.steps(), fitted.state());
    assertEquals(steps, again.steps());
    assertArrayEquals(fitted.of(correlated(1)).values(), again.of(correlated(1)).values());
  }

  @Test
  void state_that_lacks_something_or_has_another_length_is_bad_data() {
    assertThrows(BadData.class, () -> Preparation.of(List.of("zca 0.1"), Map.of()));
    assertThrows(BadData.class, () -> Preparation.of(List.of("zca 0.1"), Map.of("zca.mean", new float[3], "zca.matrix", new float[8])));
    Preparation small = Preparation.of(List.of("mean-image"), Map.of("mean-image.mean", new float[3]));
    var error = assertThrows(IllegalArgumentException.class, () -> small.of(correlated(0)));
    assertEquals("mean-image was fitted on images of 3 values, but this image has 12", error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pca", "zca -1", "gcn x", "gcn 1 2", "mean-image 3", "zca NaN", ""})
  void wrong_text_is_refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Preparation.fit(List.of(text), DATA));
  }

  @Test
  void images_of_two_sizes_are_refused_by_name() {
    Toy mixed = new Toy(5, i -> Image.black(2, i == 3 ? 3 : 2, 1));
    var error = assertThrows(IllegalArgumentException.class, () -> Preparation.fit(List.of("mean-image"), mixed));
    assertTrue(error.getMessage().contains("toy/3.png"), error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Preparation.fit(List.of("gcn", "gcn 3"), DATA));
  }

  private static Image correlated(int index) {
    RandomGenerator random = new Seed(5).stream(index).generator();
    float[] values = new float[LENGTH];
    float common = (float) random.nextGaussian();
    for (int i = 0; i < LENGTH; i++) {
      float before = i == 0 ? 0 : values[i - 1];
      values[i] = 100f / LENGTH + 2 * common + 0.5f * before + (float) random.nextGaussian() * (1 + i % 3);
    }
    return new Image(3, 2, 2, values);
  }

  private static double[] mean(Dataset data) {
    double[] mean = new double[LENGTH];
    for (int n = 0; n < data.size(); n++) {
      for (int i = 0; i < LENGTH; i++) {
        mean[i] += data.get(n).image().values()[i] / data.size();
      }
    }
    return mean;
  }

  private static double[][] covariance(Dataset data) {
    double[] mean = mean(data);
    double[][] covariance = new double[LENGTH][LENGTH];
    for (int n = 0; n < data.size(); n++) {
      float[] x = data.get(n).image().values();
      for (int i = 0; i < LENGTH; i++) {
        for (int j = 0; j < LENGTH; j++) {
          covariance[i][j] += (x[i] - mean[i]) * (x[j] - mean[j]) / data.size();
        }
      }
    }
    return covariance;
  }
}
