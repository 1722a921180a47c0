package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedTest {
  @Test
  void generators_of_one_stream_start_alike() {
    Seed seed = new Seed(7).stream("augment");
    assertEquals(seed.generator().nextLong(), seed.generator().nextLong());
  }

  @Test
  void streams_of_different_name_number_and_seed_differ() {
    Set<Long> first = new HashSet<>();
    for (long value = 0; value < 100; value++) {
      Seed seed = new Seed(value);
      first.add(seed.generator().nextLong());
      first.add(seed.stream("shuffle").generator().nextLong());
      first.add(seed.stream("augment").generator().nextLong());
      for (long index = 0; index < 100; index++) {
        first.add(seed.stream(index).generator().nextLong());
      }
    }
    assertEquals(100 * 103, first.size());
  }

  @Test
  void order_of_streams_matters() {
    assertNotEquals(new Seed(1).stream(2).stream(3), new Seed(1).stream(3).stream(2));
  }

  /** Kept so that recorded runs can be repeated: these numbers must never change. */
  @Test
  void streams_are_what_they_always_were() {
    assertEquals(-6964161726360371418L, new Seed(1).stream("shuffle").stream(2).value());
  }
}
