package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.LeakCheck;
import dev.sonde.data.Seed;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.Layer;
import dev.sonde.net.Network;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.supervise.Part;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class SegmenterTest {
  private static final Initialization WIDE = Initialization.of(new Initializer.Gaussian(0.4), 0.1);
  private static final int CLASSES = 5;

  /** Of stride 2, so that its scores must be resized. */
  private static Model body(int kernel) {
    return Model.compile(NetworkBuilder.of("half", Shape.image(3, 16, 16)).conv(Layer.Conv.of(4, kernel).padding(kernel / 2)).as("early").relu()
        .maxPool(2, 2).as("tap").conv(CLASSES, 1).build(), WIDE, Seed.of(3), Precision.FLOAT32);
  }

  private static Model head() {
    return Model.compile(NetworkBuilder.of("head", Shape.image(4, 8, 8)).conv(CLASSES, 1).build(), WIDE, Seed.of(4), Precision.FLOAT32);
  }

  private static Tensor image(int count, int height, int width) {
    float[] values = new float[count * 3 * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(0.37 * i + i % 11);
    }
    return Tensors.of(values, count, height, width, 3).permute(0, 3, 1, 2);
  }

  private static double[] doubles(Tensor tensor) {
    return Tensors.doubles(tensor);
  }

  private static Tensor plainly(Tensor scores, int height, int width) {
    return torch.softmax(torch.upsample_bilinear2d(scores, new long[] {height, width}, false, new DoubleOptional(), new DoubleOptional()), 1);
  }

  private static void with(int kernel, Consumer<Model> check) {
    try (Model body = body(kernel); Scope scope = Scope.silent()) {
      check.accept(body);
    }
  }

  @Test
  void one_look_is_the_softmax_of_the_resized_scores() {
    with(3, body -> {
      Tensor x = image(2, 20, 26);
      Tensor found = Segmenter.of(body).probabilities(x, 33, 17);
      assertArrayEquals(new long[] {2, CLASSES, 33, 17}, found.shape());
      assertArrayEquals(doubles(plainly(body.forward(x), 33, 17)), doubles(found));
    });
  }

  @Test
  void a_scale_at_the_images_own_size_is_one_look() {
    with(3, body -> {
      Tensor x = image(1, 20, 26);
      assertArrayEquals(doubles(Segmenter.of(body).probabilities(x, 20, 26)),
          doubles(Segmenter.of(body).views(Views.parse("scales 20 max 26 multiple 2")).probabilities(x, 20, 26)));
    });
  }

  @Test
  void scales_are_averaged_after_the_softmax() {
    with(3, body -> {
      Tensor x = image(1, 20, 26);
      double[] one = doubles(Segmenter.of(body).views(Views.parse("scales 10")).probabilities(x, 20, 26));
      double[] other = doubles(Segmenter.of(body).views(Views.parse("scales 30")).probabilities(x, 20, 26));
      double[] both = doubles(Segmenter.of(body).views(Views.parse("scales 10,30")).probabilities(x, 20, 26));
      double apart = 0;
      for (int i = 0; i < both.length; i++) {
        assertEquals((one[i] + other[i]) / 2, both[i], 1e-6);
        apart = Math.max(apart, Math.abs(one[i] - other[i]));
      }
      assertTrue(apart > 1e-3, "the scales do not differ: " + apart);
    });
  }

  @Test
  void a_shrunk_view_averages_what_it_leaves_out() {
    try (Model linear = Model.compile(NetworkBuilder.of("linear", Shape.image(3, 8, 8)).conv(2, 1).build(), WIDE, Seed.of(3), Precision.FLOAT32);
        Scope scope = Scope.silent()) {
      float[] stripes = new float[3 * 64 * 64];
      for (int i = 0; i < stripes.length; i++) {
        stripes[i] = i / 3 % 8 == 0 ? 8 : 0;
      }
      Tensor x = Tensors.of(stripes, 1, 64, 64, 3).permute(0, 3, 1, 2);
      double[] found = doubles(Segmenter.of(linear).views(Views.parse("scales 8")).probabilities(x, 8, 8));
      double[] gray = doubles(Segmenter.of(linear).probabilities(torch.ones_like(Tensors.of(new float[192], 1, 3, 8, 8)), 8, 8));
      for (int i = 0; i < 64; i++) {
        if (i % 8 != 0 && i % 8 != 7) {
          assertEquals(gray[i], found[i], 2e-3, "pixel " + i);
        }
      }
    }
  }

  @Test
  void a_window_as_large_as_the_image_is_the_whole_image() {
    with(3, body -> {
      Tensor x = image(1, 20, 26);
      double[] whole = doubles(Segmenter.of(body).probabilities(x, 20, 26));
      assertArrayEquals(whole, doubles(Segmenter.of(body).views(Views.parse("window 20x26")).probabilities(x, 20, 26)));
      assertArrayEquals(whole, doubles(Segmenter.of(body).views(Views.parse("window 200 stride 7")).probabilities(x, 20, 26)));
    });
  }

  @Test
  void windows_of_a_net_that_sees_one_pixel_are_the_whole_image() {
    try (Model pointwise = Model.compile(NetworkBuilder.of("point", Shape.image(3, 8, 8)).conv(CLASSES, 1).build(), WIDE, Seed.of(3), Precision.FLOAT32);
        Scope scope = Scope.silent()) {
      Tensor x = image(2, 23, 31);
      double[] whole = doubles(Segmenter.of(pointwise).probabilities(x, 23, 31));
      for (String views : new String[] {"window 8x10 stride 5x7", "window 8", "window 7x40 stride 3", "window 10 stride 10 flip"}) {
        assertArrayEquals(whole, doubles(Segmenter.of(pointwise).views(Views.parse(views)).probabilities(x, 23, 31)), 1e-6, views);
      }
    }
  }

  @Test
  void the_mirrored_answer_is_mirrored_back() {
    with(1, body -> {
      Tensor x = image(1, 12, 16);
      double[] once = doubles(Segmenter.of(body).probabilities(x, 12, 16));
      assertArrayEquals(once, doubles(Segmenter.of(body).views(Views.parse("flip")).probabilities(x, 12, 16)), 1e-6,
          "a net that sees single pixels is symmetric");
    });
    with(3, body -> {
      Tensor x = image(1, 12, 16);
      Segmenter both = Segmenter.of(body).views(Views.parse("flip"));
      assertArrayEquals(doubles(both.probabilities(x, 12, 16)), doubles(torch.flip(both.probabilities(torch.flip(x, 3), 12, 16), 3)), 1e-6);
      double apart = 0;
      double[] once = doubles(Segmenter.of(body).probabilities(x, 12, 16));
      double[] twice = doubles(both.probabilities(x, 12, 16));
      for (int i = 0; i < once.length; i++) {
        apart = Math.max(apart, Math.abs(once[i] - twice[i]));
      }
      assertTrue(apart > 1e-3, "this net is not symmetric");
    });
  }

  @Test
  void a_constant_image_looks_the_same_in_every_view() {
    with(1, body -> {
      Tensor x = torch.ones_like(image(1, 24, 32));
      double[] once = doubles(Segmenter.of(body).probabilities(x, 24, 32));
      assertArrayEquals(once,
          doubles(Segmenter.of(body).views(Views.parse("scales 15,30,44 max 40 multiple 8 flip window 16 stride 9")).probabilities(x, 24, 32)), 1e-5);
    });
  }

  @Test
  void heads_answer_beside_the_body_and_do_not_change_it() {
    try (Model body = body(3); Model head = head(); Scope scope = Scope.silent()) {
      Tensor x = image(1, 20, 26);
      for (String views : new String[] {"plain", "flip", "window 16 stride 8"}) {
        Segmenter segmenter = Segmenter.of(body).heads(Map.of("tap", head)).views(Views.parse(views));
        Map<String, Tensor> all = segmenter.all(x, 20, 26);
        assertArrayEquals(doubles(segmenter.probabilities(x, 20, 26)), doubles(all.get(Part.MAIN)), views);
        if (views.equals("plain")) {
          Tensor tap = body.forward(x, false, java.util.Set.of("tap")).at("tap");
          assertArrayEquals(doubles(plainly(head.forward(tap), 20, 26)), doubles(all.get("tap")));
        }
      }
    }
  }

  @Test
  void nothing_is_left_in_the_callers_scope_but_the_answer() {
    with(3, body -> {
      Tensor x = image(1, 40, 40);
      Segmenter segmenter = Segmenter.of(body).views(Views.parse("scales 20,40,60 flip window 16 stride 8"));
      segmenter.probabilities(x, 40, 40);
      long before = Pointer.totalCount();
      segmenter.probabilities(x, 40, 40);
      assertTrue(Pointer.totalCount() - before < 20, Pointer.totalCount() - before + " objects for one answer");
    });
  }

  @Test
  void classes_are_those_of_the_highest_probability() {
    try (Model body = body(3); Model head = head(); Scope scope = Scope.silent()) {
      Tensor x = image(2, 20, 26);
      for (String views : new String[] {"plain", "flip", "scales 10,30 flip", "scales 10,30 window 16 stride 8"}) {
        Segmenter segmenter = Segmenter.of(body).heads(Map.of("tap", head)).views(Views.parse(views));
        Map<String, Tensor> shares = segmenter.all(x, 37, 31);
        segmenter.classes(x, 37, 31).forEach((part, classes) -> assertArrayEquals(Tensors.classes(shares.get(part)), classes, views + " " + part));
      }
    }
  }

  @Test
  void bands_are_the_rows_of_the_whole() {
    with(3, body -> {
      Tensor map = body.forward(image(2, 20, 26));
      for (int height : new int[] {37, 10, 6}) {
        double[] whole = doubles(Tensors.resized(map, height, 31));
        java.util.List<Band> bands = Band.all(height, 31, 2 * CLASSES, 2 * CLASSES * 31 * 4);
        assertEquals((height + 3) / 4, bands.size());
        for (Band band : bands) {
          double[] some = doubles(band.of(map));
          assertEquals(2 * CLASSES * band.rows() * 31, some.length);
          for (int i = 0; i < some.length; i++) {
            int plane = band.rows() * 31;
            assertEquals(whole[i / plane * height * 31 + band.top() * 31 + i % plane], some[i], 1e-5, band + " " + i);
          }
        }
      }
    });
  }

  @Test
  void an_answer_larger_than_a_band_takes_little_memory_and_one_whose_scores_do_not_fit_is_refused() {
    try (Model many = Model.compile(NetworkBuilder.of("many", Shape.image(3, 64, 64)).maxPool(8, 8).conv(150, 1).build(), WIDE, Seed.of(1), Precision.FLOAT32);
        Scope scope = Scope.silent()) {
      Segmenter segmenter = Segmenter.of(many);
      short[] classes = segmenter.classes(image(1, 64, 64), 800, 800).get(Part.MAIN);
      assertArrayEquals(Tensors.classes(segmenter.probabilities(image(1, 64, 64), 800, 800)), classes);
      String said = assertThrows(IllegalArgumentException.class, () -> segmenter.probabilities(image(1, 64, 64), 3000, 4000)).getMessage();
      assertTrue(said.contains("1 picture of 3000x4000 in 150 classes would take 7,200,038,400 bytes") && said.contains("--scales"), said);
      assertThrows(IllegalArgumentException.class, () -> segmenter.views(Views.parse("scales 4000 window 64")).classes(image(1, 64, 64), 64, 64));
    }
  }

  /** Takes multiples of 4 alone. */
  private static Network net16() {
    return NetworkBuilder.of("deep", Shape.image(3, 16, 16)).conv(Layer.Conv.of(4, 3).padding(1)).as("skip").maxPool(4, 4)
        .then("up", new Layer.TransposedConv(4, 4, 4, 0, true)).add("skip").conv(CLASSES, 1).build();
  }

  @Test
  void a_size_that_the_body_does_not_take_is_stretched_to_the_next_that_it_takes() {
    try (Model body = Model.compile(net16(), WIDE, Seed.of(1), Precision.FLOAT32); Scope scope = Scope.silent()) {
      Tensor x = image(1, 17, 22);
      assertArrayEquals(doubles(Segmenter.of(body).views(Views.parse("multiple 4")).probabilities(x, 17, 22)),
          doubles(Segmenter.of(body).probabilities(x, 17, 22)));
    }
  }

  @Test
  void a_body_that_names_whole_pictures_and_a_size_it_does_not_take_are_refused() {
    try (Model flat = Model.compile(NetworkBuilder.of("flat", Shape.image(3, 8, 8)).flatten().linear(3).build(), WIDE, Seed.of(1), Precision.FLOAT32)) {
      assertTrue(assertThrows(IllegalArgumentException.class, () -> Segmenter.of(flat)).getMessage().contains("names whole pictures"));
    }
    try (Model body = Model.compile(net16(), WIDE, Seed.of(1), Precision.FLOAT32); Scope scope = Scope.silent()) {
      String said = assertThrows(IllegalArgumentException.class,
          () -> Segmenter.of(body).views(Views.parse("window 15")).probabilities(image(1, 40, 40), 40, 40)).getMessage();
      assertTrue(said.contains("deep takes no window of 15x15"), said);
    }
    try (Model body = body(1)) {
      assertThrows(IllegalStateException.class, () -> Segmenter.of(body).all(null, 1, 1));
    }
  }
}
