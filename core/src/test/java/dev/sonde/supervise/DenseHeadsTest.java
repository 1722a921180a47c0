package dev.sonde.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.loss.Loss;
import dev.sonde.net.Cost;
import dev.sonde.net.Network;
import dev.sonde.net.Shape;
import dev.sonde.schedule.Progress;
import dev.sonde.zoo.Zoo;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads that name the class of every place, their lists, and where they were published. */
class DenseHeadsTest {
  private static final Shape MAP = Shape.image(32, 6, 8);

  @ParameterizedTest
  @CsvSource({"pixel, 165", "fcn, 2365"})
  void a_head_for_maps_scores_every_place_with_so_many_parameters(String name, long parameters) {
    Network head = Head.parse(name).on(MAP, 5);
    assertEquals(Shape.image(5, 6, 8), head.outputShape());
    assertEquals(parameters, Cost.of(head).parameters());
  }

  @Test
  void fcn_has_torchvisions_names() {
    assertEquals(List.of("0", "1", "2", "3", "4"), Head.fcn().on(MAP, 5).nodes().stream().map(node -> node.name()).toList());
  }

  @Test
  void as_is_has_no_parameters_and_wants_a_channel_for_each_class() {
    assertTrue(Head.asIs().on(MAP, 32).parameters().isEmpty());
    assertEquals(MAP, Head.asIs().on(MAP, 32).outputShape());
    assertEquals(Shape.vector(7), Head.asIs().on(Shape.vector(7), 7).outputShape());
    String message = assertThrows(IllegalArgumentException.class, () -> Head.asIs().on(MAP, 5)).getMessage();
    assertEquals("the as-is head takes its tap for scores, but the tap has shape 32x6x8 and there are 5 classes; use the pixel head there", message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pixel", "fcn", "c1", "ppm"})
  void a_head_for_maps_refuses_a_vector(String name) {
    String message = assertThrows(IllegalArgumentException.class, () -> Head.parse(name).on(Shape.vector(9), 5)).getMessage();
    assertTrue(message.startsWith("the " + name + " head names the class of every place of a map, but its tap has shape 9"), message);
  }

  @Test
  void every_head_reads_back_as_it_is_written_and_an_unknown_one_names_all() {
    Head.KNOWN.forEach(head -> assertEquals(head, Head.parse(head.toString())));
    assertEquals("pixel xavier", Head.parse("pixel xavier").toString());
    String message = assertThrows(IllegalArgumentException.class, () -> Head.parse("pixels")).getMessage();
    assertTrue(message.contains("pixel, fcn, as-is"), message);
  }

  private static double weight(Supervision supervision) {
    return supervision.weight().at(Progress.atEpoch(3, 10));
  }

  @ParameterizedTest
  @EnumSource
  void weights_are_numbers_above_zero_for_any_number_of_heads(Weighting weighting) {
    for (int n = 1; n <= 8; n++) {
      List<String> taps = IntStream.rangeClosed(1, n).mapToObj(i -> "t" + i).toList();
      List<Supervision> heads = HeadList.of(weighting, taps, Head.pixel(), Loss.dice());
      assertEquals(taps, heads.stream().map(Supervision::tap).toList());
      for (Supervision head : heads) {
        assertTrue(weight(head) > 0 && weight(head) <= 1, weighting + " of " + n + ": " + head.weight());
      }
    }
    assertEquals(weighting, Weighting.parse(weighting.toString()));
  }

  @Test
  void the_weightings_are_their_formulas() {
    assertEquals(List.of(0.5, 0.25, 0.125), HeadList.parse("halving a b c", Loss.dice()).stream().map(DenseHeadsTest::weight).toList());
    assertEquals(List.of(1.0, 1.0), HeadList.parse("equal a b", Loss.dice()).stream().map(DenseHeadsTest::weight).toList());
    assertEquals(List.of(0.5, 0.5), HeadList.parse("half a b", Loss.dice()).stream().map(DenseHeadsTest::weight).toList());
    assertEquals(List.of(0.25, 0.25, 0.25, 0.25), HeadList.parse("mean a b c d", Loss.dice()).stream().map(DenseHeadsTest::weight).toList());
  }

  @Test
  void a_list_may_name_its_head() {
    List<Supervision> heads = HeadList.parse(" equal conv3  conv4 with c1 he ", Loss.focal());
    assertEquals(List.of("conv3", "conv4"), heads.stream().map(Supervision::tap).toList());
    assertEquals("c1 he", heads.get(0).head().toString());
    assertEquals(Loss.focal(), heads.get(1).loss());
    assertEquals(Head.pixel(), HeadList.parse("equal conv3", Loss.focal()).get(0).head());
  }

  @ParameterizedTest
  @CsvSource({"'halfing a', the nearest is \"halving\"", "'equal', names no tap", "'equal with pixel', names no tap", "'equal a with', no head \"\""})
  void a_list_that_says_too_little_is_refused(String text, String reason) {
    String message = assertThrows(IllegalArgumentException.class, () -> HeadList.parse(text, Loss.dice())).getMessage();
    assertTrue(message.contains(reason), message);
  }

  @Test
  void a_list_is_told_from_other_words() {
    assertTrue(HeadList.writes("halving dec2"));
    assertFalse(HeadList.writes("published"));
    assertFalse(HeadList.writes("auto"));
  }

  @ParameterizedTest
  @CsvSource({"unet, dec2 dec3 dec4", "unet-plus-plus, x0_1 x0_2 x0_3", "hed, side1 side2 side3 side4 side5", "resnet-50-dilated+fcn, conv4"})
  void published_heads_stand_on_their_network(String name, String taps) {
    Network body = Zoo.network(name, Shape.image(3, 64, 64), 2);
    List<Supervision> heads = Published.of(name);
    assertEquals(List.of(taps.split(" ")), heads.stream().map(Supervision::tap).toList());
    Objective.networks(body, heads, 2).values().forEach(head -> assertEquals(2, head.outputShape().channels()));
  }
}
