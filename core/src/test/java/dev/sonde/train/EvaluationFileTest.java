package dev.sonde.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.data.BadData;
import dev.sonde.data.Codec;
import dev.sonde.data.Dataset;
import dev.sonde.data.Image;
import dev.sonde.data.Sample;
import dev.sonde.data.Seed;
import dev.sonde.data.Shapes;
import dev.sonde.data.Split;
import dev.sonde.metric.Confusion;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationFileTest {
  private static final Split SHAPES = new Split(Shapes.of(16, 96, Seed.of(1)), Shapes.of(16, 60, Seed.of(2)));

  @TempDir Path folder;

  private static Training training() {
    var net = NetworkBuilder.of("tiny", Shape.image(3, 16, 16)).conv(4, 3).relu().maxPool(4, 4).flatten().linear(10).build();
    return Training.of(net, "shapes").epochs(2).batch(32).with("rate", "0.001").on(SHAPES);
  }

  private static JsonNode read(Path run) throws IOException {
    return new ObjectMapper().readTree(run.resolve("evaluation.json").toFile());
  }

  /** A set of images that are all the same. */
  private record Blank(Image image, List<String> classes, int size) implements Dataset {
    @Override
    public String name() {
      return "blank";
    }

    @Override
    public Sample get(int index) {
      return new Sample(image, index % classes.size());
    }
  }

  private static JsonNode tree(Confusion confusion, List<Guess> worst, List<Guess> right, Image image) {
    List<String> names = IntStream.range(0, confusion.classes()).mapToObj(i -> "class " + i).toList();
    Evaluation found = new Evaluation((int) confusion.total(), false, 1, confusion, Map.of(), worst, right, List.of(), 1);
    return EvaluationFile.tree(3, found, names, new Blank(image, names, 10));
  }

  @Test
  void the_file_holds_what_the_last_evaluation_found() throws IOException {
    Path out = folder.resolve("run");
    Evaluation last;
    try (Run run = training().into(out).run()) {
      last = run.evaluations().get(1);
    }
    JsonNode file = read(out);
    assertEquals(List.of("epoch", "samples", "accuracy", "classes", "confusion", "confused", "recall", "precision", "worst", "right"),
        StreamSupport.stream(((Iterable<String>) file::fieldNames).spliterator(), false).toList());
    assertEquals(1, file.get("epoch").asInt());
    assertEquals(60, file.get("samples").asInt());
    assertEquals(last.accuracy(), file.get("accuracy").asDouble());
    assertEquals("disc", file.get("classes").get(0).asText());
    for (int truth = 0; truth < 10; truth++) {
      for (int predicted = 0; predicted < 10; predicted++) {
        assertEquals(last.confusion().count(truth, predicted), file.get("confusion").get(truth).get(predicted).asLong());
      }
      assertEquals(last.confusion().recall(truth).orElseThrow(), file.get("recall").get(truth).asDouble());
    }
    assertEquals(24, file.get("worst").size(), "an untrained network misses more than that");
    assertTrue(file.get("right").size() > 0, "nothing was right, which proves nothing");
  }

  @Test
  void samples_are_in_order_and_shown_as_they_are_stored() throws IOException {
    Path out = folder.resolve("run");
    Dataset seen;
    try (Run run = training().with("prepare", "[mean-image]").into(out).run()) {
      seen = run.test();
    }
    for (String list : List.of("worst", "right")) {
      double before = 0;
      for (JsonNode one : read(out).get(list)) {
        int index = one.get("index").asInt();
        double order = one.get(list.equals("worst") ? "truth_probability" : "confidence").asDouble();
        assertTrue(order >= before && order <= one.get("confidence").asDouble(), list + ": " + one);
        before = order;
        assertEquals(list.equals("right"), one.get("truth").asInt() == one.get("predicted").asInt());
        assertEquals(SHAPES.test().get(index).label(), one.get("truth").asInt());
        assertEquals("shapes, picture " + index, one.get("origin").asText());
        byte[] png = Base64.getDecoder().decode(one.get("picture").asText().substring("data:image/png;base64,".length()));
        assertArrayEquals(seen.get(index).image().values(), Codec.decode(png, "picture").values(), "the raw image, not the prepared one");
      }
    }
  }

  @Test
  void two_runs_of_a_recipe_write_the_same_bytes() throws IOException {
    training().with("workers", "1").into(folder.resolve("a")).run().close();
    training().with("workers", "3").into(folder.resolve("b")).run().close();
    assertArrayEquals(Files.readAllBytes(folder.resolve("a/evaluation.json")), Files.readAllBytes(folder.resolve("b/evaluation.json")));
    try (Stream<Path> left = Files.list(folder.resolve("a"))) {
      assertTrue(left.noneMatch(file -> file.toString().endsWith(".part")), "a part of a file was left behind");
    }
  }

  @Test
  void what_does_not_occur_is_null_and_no_error_is_no_sample() {
    JsonNode file = tree(Confusion.of(3).add(1, 1).add(1, 1), List.of(), List.of(new Guess(0, 1, 1, 0.9, 0.9)), Image.black(2, 2, 1));
    assertEquals("[null,1.0,null]", file.get("recall").toString());
    assertEquals("[null,1.0,null]", file.get("precision").toString());
    assertEquals("[]", file.get("confused").toString());
    assertEquals("[]", file.get("worst").toString());
    assertEquals(1, file.get("right").size());
  }

  @Test
  void the_largest_twenty_confusions_come_largest_first() {
    Confusion confusion = Confusion.of(30);
    for (int c = 0; c < 29; c++) {
      for (int count = 0; count <= c % 7; count++) {
        confusion.add(c, c + 1);
      }
      confusion.add(c, c);
    }
    JsonNode confused = tree(confusion, List.of(), List.of(), Image.black(1, 1, 1)).get("confused");
    assertEquals(20, confused.size());
    assertEquals("{\"truth\":6,\"predicted\":7,\"count\":7}", confused.get(0).toString());
    assertEquals("{\"truth\":13,\"predicted\":14,\"count\":7}", confused.get(1).toString(), "equals are ordered by class");
    assertEquals(3, confused.get(19).get("count").asInt());
  }

  @Test
  void a_matrix_above_two_hundred_classes_is_left_out() {
    Image image = Image.black(1, 1, 1);
    assertEquals(200, tree(Confusion.of(200).add(0, 1), List.of(), List.of(), image).get("confusion").size());
    JsonNode large = tree(Confusion.of(201).add(0, 1), List.of(), List.of(), image);
    assertTrue(large.has("confusion") && large.get("confusion").isNull());
    assertEquals(1, large.get("confused").size());
    assertEquals(201, large.get("recall").size());
  }

  @Test
  void pictures_are_bounded_and_left_out_where_there_are_none() {
    List<Guess> miss = List.of(new Guess(0, 0, 1, 0.9, 0.1));
    Confusion confusion = Confusion.of(2).add(0, 1);
    String uri = tree(confusion, miss, List.of(), Image.black(300, 150, 3)).get("worst").get(0).get("picture").asText();
    byte[] png = Base64.getDecoder().decode(uri.substring("data:image/png;base64,".length()));
    assertEquals("image 96x48x3", Codec.decode(png, "picture").toString());
    assertTrue(tree(confusion, miss, List.of(), Image.black(3, 3, 2)).get("worst").get(0).get("picture").isNull());
  }

  @Test
  void a_test_label_outside_the_classes_is_refused_by_name() {
    Dataset wrong = new Dataset() {
      @Override
      public String name() {
        return "wrong";
      }

      @Override
      public int size() {
        return 4;
      }

      @Override
      public Sample get(int index) {
        return new Sample(Image.black(16, 16, 3), 10);
      }

      @Override
      public List<String> classes() {
        return SHAPES.train().classes();
      }
    };
    var error = assertThrows(BadData.class, () -> training().on(new Split(SHAPES.train(), wrong)).run());
    assertEquals("sample 0 of wrong has label 10, but wrong has classes 0 to 9", error.getMessage());
  }
}
