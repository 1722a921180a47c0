package dev.sonde.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Tensors;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** When numbers are those of a reference: to 1e-6 in float64, loosely in float32, as the golden folder's README says. */
final class Agreement {
  private Agreement() {}

  static void close(String what, double[] expected, double[] actual, Precision precision) {
    assertEquals(expected.length, actual.length, what);
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(expected[i] - actual[i]) / scale);
    }
    double tolerance = precision == Precision.FLOAT64 ? 1e-6 : 5e-4;
    assertTrue(worst <= tolerance, what + " differs by " + worst + " of its largest value");
  }

  /** Values of losses, against {@code expected} itself. */
  static void number(String what, double expected, double actual, Precision precision) {
    assertEquals(expected, actual, (precision == Precision.FLOAT64 ? 1e-6 : 5e-4) * Math.abs(expected), what);
  }

  /** Every gradient of {@code named}, by golden name: its norm, its mean of absolute values and, in float64, its first entries. */
  static void gradients(Golden golden, Map<String, Tensor> named, Precision precision) {
    gradients(golden, named, precision, 2e-2);
  }

  /** The same with another tolerance in float32. */
  static void gradients(Golden golden, Map<String, Tensor> named, Precision precision, double loosely) {
    assertFalse(named.isEmpty());
    // a bias behind which batch normalisation takes the mean away has no gradient but rounding errors: they are held against the largest
    double largest = largest(golden, "l2");
    double largestMean = largest(golden, "mean_abs");
    named.forEach((name, parameter) -> {
      JsonNode expected = golden.json.get("gradients").get(name);
      double[] actual = Tensors.doubles(parameter.grad());
      double l2 = Math.sqrt(Arrays.stream(actual).map(g -> g * g).sum());
      double meanAbs = Arrays.stream(actual).map(Math::abs).average().orElseThrow();
      double tolerance = precision == Precision.FLOAT64 ? 1e-6 : loosely;
      assertEquals(expected.get("l2").asDouble(), l2, tolerance * Math.max(l2, 1e-3 * largest), name);
      assertEquals(expected.get("mean_abs").asDouble(), meanAbs, tolerance * Math.max(meanAbs, 1e-3 * largestMean), name);
      if (precision == Precision.FLOAT64) {
        for (int i = 0; i < Math.min(8, actual.length); i++) {
          assertEquals(expected.get("head").get(i).asDouble(), actual[i], tolerance * Math.max(Math.abs(actual[i]), Math.max(meanAbs, 1e-3 * largestMean)), name + "[" + i + "]");
        }
      }
    });
  }

  private static double largest(Golden golden, String what) {
    double largest = 0;
    for (JsonNode gradient : golden.json.get("gradients")) {
      largest = Math.max(largest, gradient.isNull() ? 0 : gradient.get(what).asDouble());
    }
    return largest;
  }
}
