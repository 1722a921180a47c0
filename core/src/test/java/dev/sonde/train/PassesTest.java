package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Batch;
import dev.sonde.data.Seed;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PassesTest {
  private static final Network NETWORK = NetworkBuilder.of("two", Shape.image(1, 2, 2)).flatten().linear(3).build();
  private static final Batch BATCH = new Batch(new float[] {1, 2, 3, 4, 5, 6, 7, 800}, 2, 2, 2, 1, new int[2], new int[2]);

  private static Model model(long seed) {
    return Model.compile(NETWORK, Initialization.of(new Initializer.Gaussian(1), 0), Seed.of(seed), Precision.FLOAT32);
  }

  @Test
  void equal_weights_put_out_equal_bits() {
    try (Model one = model(1); Model same = model(1)) {
      assertTrue(Passes.identical(one, Map.of(), same, BATCH));
    }
  }

  @Test
  void other_weights_are_told_apart() {
    try (Model one = model(1); Model other = model(2)) {
      assertFalse(Passes.identical(one, Map.of(), other, BATCH));
    }
  }

  @Test
  void probabilities_are_shares_of_one_however_large_the_scores() {
    try (Model model = model(1)) {
      double[][] all = Passes.probabilities(model, BATCH);
      assertEquals(2, all.length);
      for (double[] shares : all) {
        assertEquals(3, shares.length);
        assertEquals(1, Arrays.stream(shares).sum(), 1e-12);
      }
    }
  }
}
