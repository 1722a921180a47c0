package dev.sonde.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThinnedTest {
  private static Thinned of(int most, double... values) {
    Thinned thinned = new Thinned(most);
    for (double value : values) {
      thinned.row();
      thinned.put("x", value);
    }
    return thinned;
  }

  @Test
  void few_rows_stay_as_they_are() {
    Thinned thinned = of(4, 3, 1, 2);
    assertEquals("[3,1,2]", thinned.means("x").toString());
    assertEquals(1, thinned.width());
  }

  @Test
  void neighbours_are_joined_when_the_buckets_are_used_up() {
    Thinned thinned = of(4, 3, 1, 2, 6, 10);
    assertEquals(2, thinned.width());
    assertEquals("[2,4,10]", thinned.means("x").toString());
    assertEquals("[1,2,10]", thinned.lows("x").toString());
    assertEquals("[3,6,10]", thinned.highs("x").toString());
  }

  @Test
  void an_odd_number_of_buckets_joins_too() {
    Thinned thinned = of(3, 1, 3, 5, 7, 9, 11, 13);
    assertEquals(4, thinned.width());
    assertEquals("[4,11]", thinned.means("x").toString());
  }

  @Test
  void values_that_are_absent_or_no_numbers_are_gaps() {
    Thinned thinned = of(4, 1, Double.NaN, Double.POSITIVE_INFINITY);
    thinned.row();
    thinned.put("late", 5);
    assertEquals("[1,null,null,null]", thinned.means("x").toString());
    assertEquals("[null,null,null,5]", thinned.means("late").toString());
    assertEquals("[null,null,null,null]", thinned.means("unknown").toString());
    assertEquals("[1,null,null,null]", thinned.lows("x").toString());
  }

  @Test
  void a_long_run_keeps_its_mean_its_peaks_and_its_bound() {
    Thinned thinned = new Thinned(2000);
    for (int i = 0; i < 200_000; i++) {
      thinned.row();
      thinned.put("step", i + 1);
      thinned.put("x", i == 123_456 ? 1000 : i % 2);
    }
    assertEquals(128, thinned.width());
    ArrayNode means = thinned.means("x");
    assertTrue(means.size() > 1000 && means.size() <= 2000, means.size() + " buckets");
    assertEquals(0.5, means.get(7).asDouble(), 1e-9);
    int spike = 123_456 / 128;
    assertEquals(1000, thinned.highs("x").get(spike).asDouble());
    assertEquals(1, thinned.highs("x").get(spike - 1).asDouble());
    assertEquals(64.5, thinned.means("step").get(0).asDouble(), 1e-9);
  }

  @Test
  void looking_in_between_changes_nothing() {
    double[] values = IntStream.range(0, 77).mapToDouble(i -> Math.sin(i)).toArray();
    Thinned watched = new Thinned(16);
    for (double value : values) {
      watched.row();
      watched.put("x", value);
      watched.means("x");
    }
    assertEquals(of(16, values).means("x"), watched.means("x"));
  }
}
