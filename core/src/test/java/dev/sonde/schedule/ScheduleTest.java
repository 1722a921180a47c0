package dev.sonde.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every schedule against its closed form, worked out by hand. */
class ScheduleTest {
  private static double at(String text, int epoch, int epochs) {
    return Schedule.parse(text).at(Progress.atEpoch(epoch, epochs));
  }

  @Test
  void constant_never_moves() {
    assertEquals(0.3, at("0.3", 0, 90));
    assertEquals(0.3, at("0.3", 90, 90));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.3", "2, 0.27", "5, 0.225", "10, 0.15", "20, 0"})
  void decaying_falls_in_a_straight_line(int epoch, double expected) {
    assertEquals(expected, at("0.3 decaying", epoch, 20), 1e-15);
  }

  /** The table of the two readings of CNDS's arrow: fraction of training, N, weight, and half a unit of its last digit. */
  @ParameterizedTest
  @CsvSource({
    "2, 20, 0.2565, 1e-15", "5, 20, 0.131, 5e-4", "10, 20, 0.0098, 5e-5", "20, 20, 0, 0",
    "6, 60, 0.209, 5e-4", "15, 60, 0.033, 5e-4", "30, 60, 2e-5, 5e-6", "60, 60, 0, 0",
    "9, 90, 0.179, 5e-4", "45, 90, 2e-7, 5e-8", "90, 90, 0, 0"
  })
  void recursive_gives_the_published_readings(int epoch, int epochs, double expected, double tolerance) {
    assertEquals(expected, at("0.3 recursive", epoch, epochs), tolerance);
  }

  @Test
  void recursive_is_the_arrow_applied_once_per_epoch() {
    double weight = 0.3;
    for (int t = 0; t <= 20; t++) {
      weight *= 1 - t / 20.0;
      assertEquals(weight, at("0.3 recursive", t, 20), 1e-16);
    }
  }

  @ParameterizedTest
  @CsvSource({"20, 0.076", "60, 0.046", "90, 0.038"})
  void recursive_has_the_published_mean_over_both_ends(int epochs, double expected) {
    double mean = IntStream.rangeClosed(0, epochs).mapToDouble(t -> at("0.3 recursive", t, epochs)).average().orElseThrow();
    assertEquals(expected, mean, 5e-4);
  }

  @Test
  void recursive_does_not_move_within_an_epoch() {
    Schedule schedule = Schedule.recursive(0.3);
    assertEquals(schedule.at(new Progress(200, 2000, 2, 20)), schedule.at(new Progress(299, 2000, 2, 20)));
  }

  @Test
  void dsn_multiplies_by_a_tenth_and_the_rest_of_training_every_epoch() {
    assertEquals(0.1, at("1 dsn", 0, 10), 1e-16);
    assertEquals(0.1 * 0.1 * 0.9, at("1 dsn", 1, 10), 1e-16);
    assertEquals(0.1 * 0.1 * 0.9 * 0.1 * 0.8, at("1 dsn", 2, 10), 1e-16);
    assertTrue(at("1 dsn", 1, 10) < 0.01);
  }

  @Test
  void dsn_once_falls_in_a_straight_line_from_a_tenth() {
    assertEquals(0.1, at("1 dsn-once", 0, 10), 1e-16);
    assertEquals(0.05, at("1 dsn-once", 5, 10), 1e-16);
    assertEquals(0, at("1 dsn-once", 10, 10));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1", "29, 0.1", "30, 0.01", "59, 0.01", "60, 0.001", "90, 0.001"})
  void step_multiplies_from_each_listed_epoch(int epoch, double expected) {
    assertEquals(expected, at("0.1 step x0.1 at 30,60", epoch, 90), 1e-15);
  }

  @Test
  void exponential_multiplies_every_epoch() {
    assertEquals(0.1, at("0.1 exponential x0.95", 0, 10));
    assertEquals(0.1 * 0.95 * 0.95 * 0.95, at("0.1 exponential x0.95", 3, 10), 1e-16);
  }

  @Test
  void cosine_goes_from_start_over_the_middle_to_end_step_by_step() {
    Schedule cosine = Schedule.cosine(0.1, 0.02);
    assertEquals(0.1, cosine.at(new Progress(0, 600, 0, 3)), 1e-16);
    assertEquals(0.02 + 0.08 * (1 + Math.sqrt(0.5)) / 2, cosine.at(new Progress(150, 600, 0, 3)), 1e-15);
    assertEquals(0.06, cosine.at(new Progress(300, 600, 1, 3)), 1e-15);
    assertEquals(0.02, cosine.at(new Progress(600, 600, 3, 3)), 1e-16);
  }

  @Test
  void poly_is_a_power_of_the_steps_left() {
    Schedule poly = Schedule.poly(0.1, 2);
    assertEquals(0.1, poly.at(new Progress(0, 100, 0, 10)));
    assertEquals(0.1 * 0.75 * 0.75, poly.at(new Progress(25, 100, 2, 10)), 1e-16);
    assertEquals(0, poly.at(new Progress(100, 100, 10, 10)));
  }

  @Test
  void power_inv_slows_by_the_step() {
    Schedule companion = Schedule.parse("0.025 power-inv 1e-4 0.75");
    assertEquals(0.025, companion.at(new Progress(0, 50_000, 0, 100)));
    assertEquals(0.025 / Math.pow(2, 0.75), companion.at(new Progress(10_000, 50_000, 20, 100)), 1e-15);
  }

  @Test
  void warmup_ramps_step_by_step_and_reaches_the_whole_with_its_last_step() {
    Schedule warm = Schedule.parse("0.1 warmup 2");
    assertEquals(0.1 / 20, warm.at(new Progress(0, 100, 0, 10)), 1e-16);
    assertEquals(0.1 / 2, warm.at(new Progress(9, 100, 0, 10)), 1e-16);
    assertEquals(0.1, warm.at(new Progress(19, 100, 1, 10)), 1e-16);
    assertEquals(0.1, warm.at(new Progress(20, 100, 2, 10)), 1e-16);
  }

  @Test
  void warmup_leaves_the_clock_of_the_rest_alone() {
    Progress later = new Progress(70, 100, 7, 10);
    assertEquals(Schedule.cosine(0.1, 0).at(later), Schedule.cosine(0.1, 0).warmup(5).at(later));
  }

  @Test
  void until_is_exactly_zero_from_its_epoch_on() {
    assertEquals(0.3 * (1 - 49 / 90.0), at("0.3 decaying until 50", 49, 90), 1e-15);
    assertEquals(0.0, at("0.3 decaying until 50", 50, 90));
  }

  @Test
  void each_part_of_a_sequence_runs_on_its_own_clock() {
    Schedule both = Schedule.decaying(1).then(10, Schedule.cosine(0.5, 0.1));
    assertEquals(0.5, both.at(new Progress(50, 300, 5, 30)), 1e-16);
    assertEquals(0.5, both.at(new Progress(100, 300, 10, 30)), 1e-16);
    assertEquals(0.3, both.at(new Progress(200, 300, 20, 30)), 1e-16);
    assertEquals(0.1, both.at(new Progress(300, 300, 30, 30)), 1e-16);
  }

  @Test
  void the_middle_of_three_parts_ends_where_the_last_begins() {
    Schedule three = Schedule.parse("1, then 0.8 decaying from 10, then 0.1 from 20");
    assertEquals(1, three.at(Progress.atEpoch(9, 30)));
    assertEquals(0.8, three.at(Progress.atEpoch(10, 30)), 1e-16);
    assertEquals(0.4, three.at(Progress.atEpoch(15, 30)), 1e-16);
    assertEquals(0.1, three.at(Progress.atEpoch(20, 30)));
  }

  @Test
  void a_sequence_inside_a_sequence_counts_from_its_own_beginning() {
    Schedule nested = Schedule.constant(1).then(10, Schedule.constant(2).then(5, Schedule.constant(3)));
    assertEquals("1, then 2 from 10, then 3 from 15", nested.toString());
    assertEquals(2, nested.at(Progress.atEpoch(14, 20)));
    assertEquals(3, nested.at(Progress.atEpoch(15, 20)));
  }

  @Test
  void a_run_shorter_than_the_first_part_never_reaches_the_second() {
    Schedule schedule = Schedule.constant(1).then(10, Schedule.constant(2));
    assertEquals(1, schedule.at(Progress.atEpoch(5, 5)));
    assertEquals(2, schedule.at(Progress.atEpoch(10, 10)));
  }

  @Test
  void progress_by_step_knows_its_epoch() {
    assertEquals(new Progress(1250, 5000, 2, 10), Progress.of(1250, 500, 10));
  }

  @ParameterizedTest
  @CsvSource({"-1, 10, 0, 1", "11, 10, 0, 1", "0, 0, 0, 1", "0, 10, 2, 1", "0, 10, 0, 0"})
  void progress_outside_its_phase_is_refused(long step, long steps, int epoch, int epochs) {
    assertThrows(IllegalArgumentException.class, () -> new Progress(step, steps, epoch, epochs));
  }
}
