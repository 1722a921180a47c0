package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.LeakCheck;
import dev.sonde.data.BadData;
import dev.sonde.data.Codec;
import dev.sonde.data.Dataset;
import dev.sonde.data.Image;
import dev.sonde.data.Mask;
import dev.sonde.data.Sample;
import dev.sonde.data.Seed;
import dev.sonde.data.Shapes;
import dev.sonde.data.Transform;
import dev.sonde.metric.Confusion;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.supervise.Part;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class SegmentationTest {
  private static final Dataset DATA = new Stripes(7);

  private Model body;
  private Model head;

  /** The picture library's own objects live as long as the process. */
  @BeforeAll
  static void library() {
    Codec.decode(Codec.png(Image.black(1, 1, 1)), "first");
  }

  private static Model model(String name, float[] weight, int inputs) {
    Model model = Model.compile(NetworkBuilder.of(name, Shape.image(inputs, 8, 8)).conv(4, 1).build(),
        Initialization.of(new Initializer.Constant(0), 0), Seed.of(1), Precision.FLOAT32);
    try (Scope scope = Scope.silent()) {
      model.load("conv1.weight", Tensors.of(weight, 4, inputs, 1, 1));
    }
    return model;
  }

  /** The body takes green for blue; its head knows nothing and names red. */
  @BeforeEach
  void make() {
    body = model("eye", new float[] {1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0}, 3);
    head = model("blind", new float[] {1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 4);
  }

  @AfterEach
  void close() {
    body.close();
    head.close();
  }

  private Segmentation over(int batch) {
    return Segmentation.of(Segmenter.of(body).heads(Map.of("conv1", head)), DATA, List.of(), batch, 2, done -> { });
  }

  @Test
  void pixels_are_counted_against_the_mask_and_ignored_ones_are_not() {
    Confusion found = over(1).main();
    long[] occur = new long[4];
    for (int i = 0; i < DATA.size(); i++) {
      for (short c : DATA.get(i).mask().classes()) {
        if (c >= 0) {
          occur[c]++;
        }
      }
    }
    assertEquals(occur[0] + occur[1] + occur[2], found.total());
    assertEquals(occur[0], found.count(0, 0));
    assertEquals(occur[1], found.count(1, 2));
    assertEquals(occur[2], found.count(2, 2));
    assertEquals(1, found.iou(0).orElseThrow());
    assertEquals(0, found.iou(1).orElseThrow());
    assertEquals((double) occur[2] / (occur[1] + occur[2]), found.iou(2).orElseThrow());
    assertTrue(found.iou(3).isEmpty());
  }

  @Test
  void pictures_of_equal_size_together_give_the_same_counts_as_alone() {
    Segmentation alone = over(1);
    for (int batch : new int[] {2, 3, 100}) {
      Segmentation together = over(batch);
      assertEquals(7, together.pictures());
      for (String part : List.of(Part.MAIN, "conv1")) {
        for (int i = 0; i < 16; i++) {
          assertEquals(alone.parts().get(part).count(i / 4, i % 4), together.parts().get(part).count(i / 4, i % 4), part);
        }
      }
    }
    assertEquals(alone.parts().get("conv1").total(0), alone.parts().get("conv1").count(0, 0), "the head names red everywhere");
    assertEquals(0, alone.parts().get("conv1").count(1, 1));
  }

  @Test
  void answers_have_the_size_of_the_mask_whatever_transforms_do_to_the_image() {
    List<Named> all = new ArrayList<>();
    Naming.over(Segmenter.of(body), DATA, Transform.parse(List.of("resize 16x30")), 1, 1, all::add);
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), all.stream().map(Named::index).toList());
    for (Named named : all) {
      assertArrayEquals(DATA.get(named.index()).mask().classes(), named.truth().classes());
      assertEquals(named.truth().height(), named.mask().height());
    }
  }

  @Test
  void every_picture_is_told() {
    List<Integer> told = new ArrayList<>();
    Segmentation.of(Segmenter.of(body), DATA, List.of(), 2, 1, told::add);
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7), told);
  }

  /** The stripes, of which two cannot be read. */
  private record Damaged() implements Dataset {
    @Override
    public String name() {
      return "damaged";
    }

    @Override
    public int size() {
      return 7;
    }

    @Override
    public Sample get(int index) {
      if (index == 2 || index == 6) {
        throw new BadData("sample " + index + " is broken");
      }
      return DATA.get(index);
    }

    @Override
    public boolean dense() {
      return true;
    }

    @Override
    public List<String> classes() {
      return DATA.classes();
    }
  }

  @Test
  void the_pass_goes_on_behind_a_sample_that_cannot_be_read() {
    for (int batch : new int[] {1, 3}) {
      List<Integer> named = new ArrayList<>();
      List<String> refused = new ArrayList<>();
      Naming.over(Segmenter.of(body), new Damaged(), List.of(), batch, 2, one -> named.add(one.index()),
          (index, bad) -> refused.add(index + ": " + bad.getMessage()));
      assertEquals(List.of(0, 1, 3, 4, 5), named.stream().sorted().toList());
      assertEquals(List.of("2: sample 2 is broken", "6: sample 6 is broken"), refused);
    }
    assertThrows(BadData.class, () -> Naming.over(Segmenter.of(body), new Damaged(), List.of(), 1, 2, one -> { }));
  }

  /** One picture of which nobody knows anything. */
  private record Unknown() implements Dataset {
    @Override
    public String name() {
      return "unknown";
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public Sample get(int index) {
      return new Sample(Image.black(1, 2, 3), new Mask(1, 2, new short[] {Mask.IGNORE, Mask.IGNORE}));
    }

    @Override
    public boolean dense() {
      return true;
    }

    @Override
    public List<String> classes() {
      return DATA.classes();
    }
  }

  @Test
  void a_set_of_which_nothing_is_known_is_broken_data() {
    String said = assertThrows(BadData.class, () -> Segmentation.of(Segmenter.of(body), new Unknown(), List.of(), 1, 1, done -> { })).getMessage();
    assertTrue(said.startsWith("no pixel of unknown has a class"), said);
  }

  @Test
  void data_without_masks_or_of_other_classes_is_refused() {
    String said = assertThrows(IllegalArgumentException.class,
        () -> Segmentation.of(Segmenter.of(body), Shapes.of(8, 4, Seed.of(1)), List.of(), 1, 1, done -> { })).getMessage();
    assertTrue(said.contains("eye names pixels"), said);
  }

  @Test
  void the_evaluation_file_shows_pictures_masks_and_errors() {
    List<Named> all = new ArrayList<>();
    Naming.over(Segmenter.of(body), DATA, List.of(), 1, 1, all::add);
    Segmentation found = over(1);
    Mask mask = all.get(1).mask();
    Evaluation last = new Evaluation(7, true, 1, found.main(), Map.of("conv1", found.parts().get("conv1")), List.of(), List.of(),
        List.of(new Shown(1, 0.5, mask)), 1);
    JsonNode file = EvaluationFile.tree(2, last, DATA.classes(), DATA);
    assertTrue(file.get("dense").asBoolean());
    assertEquals(found.main().meanIou(), file.get("mean_iou").asDouble());
    assertEquals("#00ff00", file.get("palette").get(1).asText());
    assertTrue(file.get("iou").get(3).isNull() && file.get("iou").get(0).asDouble() == 1);
    assertEquals(found.main().total(2), file.get("pixels").get(2).asLong());
    assertTrue(file.get("heads").get("conv1").get("mean_iou").asDouble() < 0.2);
    JsonNode picture = file.get("pictures").get(0);
    assertEquals(DATA.origin(1), picture.get("origin").asText());
    Image truth = decoded(picture.get("truth").asText());
    assertEquals("image 12x10x3", truth.toString());
    for (int i = 0; i < 120; i++) {
      int rgb = Stripes.PALETTE.of(DATA.get(1).mask().classes()[i]);
      assertEquals(rgb >> 16, truth.values()[3 * i]);
      assertEquals(rgb & 0xff, truth.values()[3 * i + 2]);
    }
    assertEquals("image 12x10x3", decoded(picture.get("error").asText()).toString());
  }

  private static Image decoded(String uri) {
    return Codec.decode(Base64.getDecoder().decode(uri.substring("data:image/png;base64,".length())), "picture");
  }
}
