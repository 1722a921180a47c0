package dev.sonde.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeInferenceTest {
  private static Shape shape(Layer layer, Shape... inputs) {
    List<String> names = IntStream.range(0, inputs.length).mapToObj(i -> "in" + i).toList();
    return ShapeInference.shape("net", new Node("node", layer, names), List.of(inputs));
  }

  private static String refusal(Layer layer, Shape... inputs) {
    return assertThrows(IllegalArgumentException.class, () -> shape(layer, inputs)).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "32, 3, 2, 0, false, 15", "32, 3, 2, 0, true, 16", "7, 2, 2, 0, true, 4", "7, 2, 2, 0, false, 3", "112, 3, 2, 1, false, 56",
    "28, 5, 2, 0, true, 13", "14, 3, 1, 1, true, 14", "1, 2, 2, 0, true, 1", "5, 2, 2, 1, true, 3", "4, 2, 3, 0, true, 2",
    "3, 1, 3, 0, true, 1", "4, 1, 4, 0, true, 1", "5, 3, 3, 1, true, 2", "6, 2, 4, 1, true, 2"
  })
  void pools_count_windows_as_libtorch_does(int extent, int kernel, int stride, int padding, boolean ceil, int windows) {
    Shape input = Shape.image(2, extent, extent);
    Shape expected = Shape.image(2, windows, windows);
    assertEquals(expected, shape(new Layer.MaxPool(kernel, stride, padding, ceil), input));
    assertEquals(expected, shape(new Layer.AveragePool(kernel, stride, padding, ceil, true), input));
  }

  @Test
  void convolutions_round_down_and_dilate() {
    assertEquals(Shape.image(64, 112, 112), shape(Layer.Conv.of(64, 7).stride(2).padding(1), Shape.image(3, 227, 227)));
    assertEquals(Shape.image(64, 113, 112), shape(Layer.Conv.of(64, 7).stride(2).padding(1), Shape.image(3, 229, 228)));
    assertEquals(Shape.image(8, 6, 8), shape(Layer.Conv.of(8, 3).dilation(2), Shape.image(3, 10, 12)));
  }

  @Test
  void transposed_convolutions_and_resizes_enlarge() {
    assertEquals(Shape.image(5, 14, 8), shape(new Layer.TransposedConv(5, 4, 2, 1, true), Shape.image(3, 7, 4)));
    assertEquals(Shape.image(3, 21, 12), shape(new Layer.Resize(3, false), Shape.image(3, 7, 4)));
    assertEquals(Shape.image(3, 9, 5), shape(new Layer.ResizeLike(true), Shape.image(3, 7, 4), Shape.image(1, 9, 5)));
  }

  @Test
  void joins_keep_or_sum_channels() {
    assertEquals(Shape.image(5, 4, 4), shape(new Layer.Concat(), Shape.image(2, 4, 4), Shape.image(3, 4, 4)));
    assertEquals(Shape.vector(7), shape(new Layer.Concat(), Shape.vector(3), Shape.vector(4)));
    assertEquals(Shape.vector(3), shape(new Layer.Add(), Shape.vector(3), Shape.vector(3)));
  }

  @Test
  void linear_on_a_map_asks_for_a_flatten() {
    assertEquals("node \"node\" of net: linear 10 needs a vector, but reads 2x4x4 from \"in0\"; put a flatten before it",
        refusal(new Layer.Linear(10, true), Shape.image(2, 4, 4)));
  }

  @Test
  void windows_larger_than_the_map_are_refused_with_the_shape() {
    String message = refusal(Layer.Conv.of(8, 5), Shape.image(3, 4, 9));
    assertTrue(message.startsWith("node \"node\" of net: conv 8 5x5 leaves nothing of 3x4x9"), message);
  }

  @Test
  void groups_must_divide_the_channels() {
    String message = refusal(Layer.Conv.of(8, 1).groups(4), Shape.image(6, 4, 4));
    assertTrue(message.contains("4 groups, which do not divide the 6 channels"), message);
  }

  @Test
  void unlike_shapes_cannot_be_added_or_joined() {
    assertTrue(refusal(new Layer.Add(), Shape.image(2, 4, 4), Shape.image(3, 4, 4)).contains("in0 2x4x4, in1 3x4x4"));
    assertTrue(refusal(new Layer.Concat(), Shape.image(2, 4, 4), Shape.image(2, 4, 5)).contains("one height and width"));
    assertTrue(refusal(new Layer.Concat(), Shape.image(2, 1, 1), Shape.vector(2)).contains("resize or flatten"));
  }

  @Test
  void the_number_of_inputs_is_checked() {
    assertTrue(refusal(new Layer.Add(), Shape.vector(2)).contains("needs two or more inputs, but reads 1"));
    assertTrue(refusal(new Layer.Relu()).contains("needs one input, but reads 0"));
    assertTrue(refusal(new Layer.ResizeLike(false), Shape.image(1, 2, 2)).contains("needs two inputs"));
  }

  @Test
  void sizes_beyond_an_int_are_refused() {
    assertTrue(refusal(new Layer.Flatten(), Shape.image(70_000, 70_000, 1)).contains("4900000000 features"));
    assertTrue(refusal(new Layer.Resize(70_000, false), Shape.image(1, 70_000, 1)).contains("the bound is 2147483647"));
  }
}
