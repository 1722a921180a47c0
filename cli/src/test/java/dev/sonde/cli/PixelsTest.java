package dev.sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.data.Codec;
import dev.sonde.data.Dataset;
import dev.sonde.data.Image;
import dev.sonde.data.Mask;
import dev.sonde.data.Preparation;
import dev.sonde.data.Sample;
import dev.sonde.data.Seed;
import dev.sonde.net.Initialization;
import dev.sonde.net.Initializer;
import dev.sonde.net.NetworkBuilder;
import dev.sonde.net.Shape;
import dev.sonde.store.Checkpoint;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.train.Segmentation;
import dev.sonde.train.Views;
import dev.sonde.zoo.UNet;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code predict} and {@code eval} of networks that name pixels; road and skyscraper have one colour, as in ADE20K. */
class PixelsTest {
  private static final List<String> CLASSES = List.of("road", "sky", "skyscraper", "tree");

  @TempDir static Path folder;

  private static String unet;
  private static Path street;

  @BeforeAll
  static void make() throws IOException {
    unet = saved("unet.safetensors", Model.compile(UNet.of(Shape.image(3, 32, 48), 4, 4), Initialization.of(new Initializer.Gaussian(0.5), 0.2),
        Seed.of(3), Precision.FLOAT32)).toString();
    street = Files.createDirectories(folder.resolve("street/deep"));
    picture(folder.resolve("street/a.png"), 70, 50);
    picture(street.resolve("b.jpg"), 340, 220);
  }

  private static Path saved(String name, Model body) {
    return saved(name, body, CLASSES);
  }

  private static Path saved(String name, Model body, List<String> classes) {
    try (body) {
      Path file = folder.resolve(name);
      Checkpoint.write(file, new Checkpoint.Contents(body, Map.of(), null, classes, "cross-entropy", List.of("scale 0.00392156862745098"),
          Preparation.of(List.of(), Map.of()), Map.of("palette", "#8c8c8c,#06e6e6,#8c8c8c,#04c803")));
      return file;
    }
  }

  private static void picture(Path file, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setPaint(new java.awt.GradientPaint(0, 0, new Color(0x3366ff), width, height, new Color(0x334411)));
    pen.fillRect(0, 0, width, height);
    pen.setColor(Color.ORANGE);
    pen.fillOval(width / 4, height / 4, width / 3, height / 3);
    pen.dispose();
    ImageIO.write(image, file.toString().endsWith("png") ? "png" : "jpg", file.toFile());
  }

  private static String predict(String out, String... more) {
    return Session.ok(words(out, more));
  }

  private static String[] words(String out, String... more) {
    List<String> words = new java.util.ArrayList<>(List.of("predict", unet, folder.resolve("street").toString(), "--out", folder.resolve(out).toString()));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  @Test
  void every_picture_keeps_its_place_and_its_size() throws IOException {
    String said = predict("named");
    Image index = Codec.read(folder.resolve("named/deep/b.index.png"));
    assertEquals("image 220x340x3", index.toString());
    Image colour = Codec.read(folder.resolve("named/deep/b.colour.png"));
    List<Integer> colours = List.of(0x8c8c8c, 0x06e6e6, 0x8c8c8c, 0x04c803);
    for (int i = 0; i < 220 * 340; i++) {
      int rgb = colours.get((int) index.values()[3 * i]);
      assertEquals(rgb >> 16, colour.values()[3 * i]);
      assertEquals(rgb & 0xff, colour.values()[3 * i + 2]);
    }
    assertTrue(Codec.read(folder.resolve("named/a.overlay.png")).height() > 50, "the legend stands below");
    assertFalse(Files.exists(folder.resolve("named/a.error.png")), "nobody knows the truth");
    assertTrue(said.contains("a.png, 50x70\n") && said.contains("2 pictures written to"), said);
    assertTrue(Files.list(folder.resolve("named")).noneMatch(file -> file.toString().endsWith(".part")));
  }

  @Test
  void shares_are_in_order_and_classes_of_one_colour_stay_apart() throws IOException {
    JsonNode told = new ObjectMapper().readTree(predict("json", "--json"));
    assertEquals(2, told.size());
    for (JsonNode one : told) {
      double before = 1;
      double sum = 0;
      for (JsonNode share : one.get("classes")) {
        assertTrue(share.get("share").asDouble() <= before && CLASSES.contains(share.get("class").asText()), one.toString());
        before = share.get("share").asDouble();
        sum += before;
      }
      assertEquals(1, sum, 0.005);
      assertEquals(3, one.get("files").size());
      assertTrue(Files.exists(Path.of(one.get("files").get(2).asText())));
    }
  }

  @Test
  void a_truth_gives_errors_and_scores() throws IOException {
    predict("first");
    Path truth = Files.createDirectories(folder.resolve("truth"));
    Image index = Codec.read(folder.resolve("first/a.index.png"));
    float[] values = new float[50 * 70];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < 350 ? 0 : index.values()[3 * i] + 1;
    }
    Files.write(truth.resolve("a.png"), Codec.png(new Image(50, 70, 1, values)));
    String said = predict("judged", "--truth", truth.toString(), "--offset", "1", "--ignore", "0");
    assertTrue(said.contains("a.png, 50x70: pixel accuracy 100.00 %, mean IoU 100.00 %"), said);
    assertTrue(said.contains("b.jpg, 220x340\n") && said.contains("all together: pixel accuracy 100.00 %"), said);
    assertEquals("image 50x70x3", Codec.read(folder.resolve("judged/a.error.png")).toString());
    assertFalse(Files.exists(folder.resolve("judged/deep/b.error.png")));
    Session undeclared = Session.of(words("undeclared", "--truth", truth.toString(), "--offset", "1"));
    assertEquals(1, undeclared.code());
    assertTrue(undeclared.err().contains("holds the value 0 at row 0, column 0") && undeclared.err().contains("that value ignored"), undeclared.err());
  }

  @Test
  void a_runs_own_test_set_is_named_with_its_errors() throws IOException {
    Path run = MaskedRun.train(Files.createDirectories(folder.resolve("masked")), "run");
    String said = Session.ok("predict", run.toString(), "--out", folder.resolve("own").toString());
    assertTrue(said.contains("6 pictures written") && said.contains("all together: pixel accuracy"), said);
    assertEquals("image 20x24x3", Codec.read(folder.resolve("own/1.error.png")).toString());
    JsonNode evaluated = new ObjectMapper().readTree(Session.ok("eval", run.toString(), "--heads", "--json", "--batch", "3"));
    assertTrue(said.contains(String.format(java.util.Locale.ROOT, "mean IoU %.2f %%\n", 100 * evaluated.get("mean_iou").asDouble())
        .strip()), said + evaluated.get("mean_iou"));
    JsonNode file = ReportedRun.evaluation(run);
    assertEquals(file.get("mean_iou").asDouble(), evaluated.get("mean_iou").asDouble(), 0.1);
    assertTrue(evaluated.get("heads").get("pool1").get("mean_iou").isNumber() && evaluated.get("heads").get("pool1").get("classes").get(3).get("iou").isNull());
    assertEquals("nothing", evaluated.get("heads").get("pool1").get("classes").get(3).get("name").asText());
    assertTrue(Session.ok("predict", run.toString(), "--out", folder.resolve("of-head").toString(), "--head", "pool1").contains("6 pictures"));
    assertTrue(Session.ok("strip", run.toString()).contains("proven"));
    assertTrue(Session.ok("eval", run.resolve("body.safetensors").toString()).contains("mean IoU"));
    assertEquals(2, Session.of("eval", run.resolve("body.safetensors").toString(), "--heads").code());
  }

  @Test
  void views_change_the_answer_and_batches_do_not() throws IOException {
    predict("plain");
    predict("together", "--batch", "4");
    predict("several", "--scales", "30,60", "--flip", "--window", "48");
    assertEquals(-1, Files.mismatch(folder.resolve("plain/a.index.png"), folder.resolve("together/a.index.png")));
    assertTrue(Files.mismatch(folder.resolve("plain/deep/b.index.png"), folder.resolve("several/deep/b.index.png")) >= 0);
    Session wrong = Session.of(words("wrong", "--views", "mirror"));
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains("\"mirror\", which is not understood"), wrong.err());
  }

  @Test
  void pictures_are_never_written_over_and_earlier_answers_are_no_pictures() throws IOException {
    Path inside = folder.resolve("inside");
    Files.createDirectories(inside);
    picture(inside.resolve("x.png"), 40, 40);
    picture(inside.resolve("x.jpg"), 40, 40);
    Session same = Session.of("predict", unet, inside.toString(), "--out", inside.toString());
    assertEquals(2, same.code());
    assertTrue(same.err().contains("is the folder of the pictures"), same.err());
    String[] twice = {"predict", unet, inside.toString(), "--out", inside.resolve("out").toString(), "--force"};
    for (int i = 0; i < 2; i++) {
      assertTrue(Session.ok(twice).contains("2 pictures written"));
    }
    Session there = Session.of(java.util.Arrays.copyOf(twice, 5));
    assertEquals(2, there.code());
    assertTrue(there.err().contains("x.jpg.index.png exists; choose another --out, or replace it with --force"), there.err());
    assertTrue(Files.exists(inside.resolve("out/x.png.index.png")) && Files.exists(inside.resolve("out/x.jpg.index.png")));
    picture(inside.resolve("y.index.png"), 20, 20);
    picture(inside.resolve("y.png"), 20, 20);
    byte[] before = Files.readAllBytes(inside.resolve("y.index.png"));
    Session over = Session.of("predict", unet, inside.resolve("y.png").toString(), inside.resolve("y.index.png").toString(), "--out", inside.toString(),
        "--force");
    assertEquals(2, over.code());
    assertTrue(over.err().contains("is not written over"), over.err());
    assertEquals(-1, java.util.Arrays.mismatch(before, Files.readAllBytes(inside.resolve("y.index.png"))));
  }

  @Test
  void answers_may_go_above_the_pictures() throws IOException {
    Path above = Files.createDirectories(folder.resolve("above/photos"));
    picture(above.resolve("c.png"), 40, 40);
    String out = above.getParent().toString();
    assertTrue(Session.ok("predict", unet, above.toString(), "--out", out).contains("1 picture written"));
    assertTrue(Files.exists(above.getParent().resolve("c.index.png")));
    Path earlier = Files.createDirectories(folder.resolve("earlier/out"));
    picture(earlier.resolve("c.png"), 40, 40);
    Session empty = Session.of("predict", unet, earlier.getParent().toString(), "--out", earlier.toString());
    assertEquals(2, empty.code());
    assertTrue(empty.err().contains("lies in --out"), empty.err());
  }

  @Test
  void masks_of_the_set_are_never_written_over() throws IOException {
    Path set = Files.createDirectories(folder.resolve("clash"));
    for (String name : List.of("a.png", "a.index.png")) {
      Files.write(set.resolve(name), Codec.png(Image.black(16, 16, name.equals("a.png") ? 3 : 1)));
    }
    Files.writeString(set.resolve("list.txt"), "a.png a.index.png\n");
    Path data = Files.writeString(set.resolve("data.yaml"), "train: list.txt\ntest: list.txt\nclasses: [road, sky, skyscraper, tree]\n");
    byte[] before = Files.readAllBytes(set.resolve("a.index.png"));
    Session over = Session.of("predict", unet, "--data", data.toString(), "--out", set.toString(), "--force");
    assertEquals(2, over.code());
    assertTrue(over.err().contains("a.index.png is one of the pictures or masks and is not written over"), over.err());
    assertEquals(-1, java.util.Arrays.mismatch(before, Files.readAllBytes(set.resolve("a.index.png"))));
  }

  @Test
  void a_broken_picture_does_not_end_the_folder() throws IOException {
    Path some = Files.createDirectories(folder.resolve("some"));
    for (String name : List.of("a", "c")) {
      picture(some.resolve(name + ".png"), 40, 40);
    }
    Files.write(some.resolve("b.png"), new byte[] {1, 2, 3});
    Session plain = Session.of("predict", unet, some.toString(), "--out", folder.resolve("some-named").toString());
    assertEquals(1, plain.code());
    assertTrue(plain.out().contains("2 pictures written"), plain.out());
    assertTrue(plain.err().contains(some.resolve("b.png").toString()) && plain.err().contains("1 of 3 pictures could not be named"), plain.err());
    assertTrue(Files.exists(folder.resolve("some-named/c.index.png")) && !Files.exists(folder.resolve("some-named/b.index.png")));
    Session json = Session.of("predict", unet, some.toString(), "--out", folder.resolve("some-json").toString(), "--json");
    assertEquals(1, json.code());
    assertEquals(2, new ObjectMapper().readTree(json.out()).size());
  }

  @Test
  void what_the_values_of_true_masks_stand_for_is_not_guessed() throws IOException {
    Path masks = Files.createDirectories(folder.resolve("values"));
    Session guessed = Session.of(words("guessed", "--truth", masks.toString()));
    assertTrue(guessed.code() == 2 && guessed.err().contains("say with --offset"), guessed.err());
    for (String option : List.of("--offset", "--ignore", "--top")) {
      Session alone = Session.of(words("alone", option, "1"));
      assertTrue(alone.code() == 2 && alone.err().contains(option), alone.err());
    }
    Path run = MaskedRun.train(Files.createDirectories(folder.resolve("declared")), "run");
    String test = folder.resolve("declared/test").toString();
    String said = Session.ok("predict", run.toString(), test + "/images", "--out", folder.resolve("declared/out").toString(), "--truth", test + "/masks");
    assertTrue(said.contains("all together: pixel accuracy"), said);
    Session others = Session.of("predict", run.toString(), test + "/images", "--out", folder.resolve("declared/others").toString(), "--truth", test + "/masks",
        "--offset", "0");
    assertTrue(others.code() == 1 && others.err().contains("holds the value 9"), others.err());
  }

  @Test
  void a_class_without_a_name_is_told_too() {
    String nameless = saved("nameless.safetensors", blind(), List.of("", "a", "b", "c")).toString();
    String said = Session.ok("predict", nameless, folder.resolve("street/a.png").toString(), "--out", folder.resolve("nameless").toString());
    assertTrue(said.contains("100.0 %"), said);
  }

  @Test
  void a_picture_is_decoded_once() {
    int[] read = {0};
    Dataset counting = new Dataset() {
      @Override
      public String name() {
        return "counting";
      }

      @Override
      public int size() {
        return 1;
      }

      @Override
      public Sample get(int index) {
        read[0]++;
        return new Columns().get(index);
      }

      @Override
      public boolean dense() {
        return true;
      }

      @Override
      public List<String> classes() {
        return CLASSES;
      }
    };
    try (Saved saved = Saved.open(Path.of(unet))) {
      PixelPictures pictures = new PixelPictures(Destinations.of(counting, folder.resolve("counted")), saved.checkpoint(), counting, null, null,
          new Decoded());
      assertEquals(8, pictures.get(0).mask().height());
      assertEquals("image 8x12x3", pictures.picture(0).toString());
      assertEquals(1, read[0]);
      assertEquals("image 8x12x3", pictures.picture(0).toString());
      assertEquals(2, read[0]);
    }
  }

  @Test
  void what_cannot_be_is_refused_in_one_sentence() {
    Session nowhere = Session.of("predict", unet, street.toString());
    assertEquals(2, nowhere.code());
    assertTrue(nowhere.err().contains("say with --out"), nowhere.err());
    Session headless = Session.of(words("headless", "--head", "enc4"));
    assertTrue(headless.code() == 2 && headless.err().contains("no head at \"enc4\""), headless.err());
    String twice = street.resolve("b.jpg").toString();
    Session same = Session.of("predict", unet, twice, twice, "--out", folder.resolve("twice").toString());
    assertTrue(same.code() == 2 && same.err().contains("two pictures would be called b.jpg"), same.err());
  }

  /** Six pictures of four colours in columns; the last row counts for nothing, and trees do not occur. */
  private record Columns() implements Dataset {
    @Override
    public String name() {
      return "columns";
    }

    @Override
    public int size() {
      return 6;
    }

    @Override
    public Sample get(int index) {
      int height = 8 + index;
      Image image = Image.black(height, 12, 3);
      short[] classes = new short[height * 12];
      for (int i = 0; i < classes.length; i++) {
        classes[i] = (short) (i % 3);
        image.values()[3 * i + i % 3] = 255;
        if (i / 12 == height - 1) {
          classes[i] = Mask.IGNORE;
        }
      }
      return new Sample(image, new Mask(height, 12, classes));
    }

    @Override
    public boolean dense() {
      return true;
    }

    @Override
    public List<String> classes() {
      return CLASSES;
    }
  }

  /** Names everything by the first class. */
  private static Model blind() {
    return Model.compile(NetworkBuilder.of("blind", Shape.image(3, 8, 12)).conv(4, 1).build(), Initialization.of(new Initializer.Constant(0), 0),
        Seed.of(1), Precision.FLOAT32);
  }

  private static String evaluated(boolean json, boolean reference) throws IOException {
    Model blind = blind();
    StringWriter out = new StringWriter();
    Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(out), 0);
    try (Saved saved = Saved.open(saved("blind.safetensors", blind)); Progress progress = new Progress(terminal, 6, json)) {
      EvalPixels evaluation = new EvalPixels(saved, new Columns(), Views.parse("flip"), false, reference);
      Segmentation found = evaluation.run(2, 1, progress, dev.sonde.data.Sieve.strict());
      return json ? evaluation.json(found) : evaluation.text(found);
    }
  }

  @Test
  void evaluation_says_every_class_and_what_it_was_taken_for() throws IOException {
    String said = evaluated(false, true);
    assertTrue(said.contains("on columns: 6 pictures") && said.contains("views: flip"), said);
    assertTrue(said.contains("mean IoU 11.11 % over 3 classes, pixel accuracy 33.33 %, frequency-weighted IoU 11.11 %"), said);
    assertTrue(said.contains("mean IoU 8.33 % over all 4 classes, absent ones as 0; overall score 20.83 %"), said);
    assertTrue(said.lines().anyMatch(line -> line.matches("road +33\\.3 % +33\\.3 % +100\\.0 % +33\\.3 %")), said);
    assertTrue(said.lines().anyMatch(line -> line.matches("tree +0\\.0 % +– +– +–")), said);
    assertTrue(said.lines().anyMatch(line -> line.matches("sky +road +100\\.0 %")), said);
  }

  @Test
  void evaluation_as_json_has_null_where_a_class_is_absent() throws IOException {
    JsonNode found = new ObjectMapper().readTree(evaluated(true, true));
    assertEquals(1 / 9.0, found.get("mean_iou").asDouble(), 1e-12);
    assertEquals(1 / 12.0, found.get("reference_mean_iou").asDouble(), 1e-9);
    assertTrue(found.get("classes").get(3).get("iou").isNull());
    assertEquals("flip", found.get("views").asText());
    assertEquals("road", found.get("confused").get(0).get("predicted").asText());
  }

  @Test
  void progress_says_what_is_left() {
    assertEquals("[####------------] 250 of 1,000 pictures, 5.0/s, 2:30 left", Progress.line(250, 1000, 50));
  }
}
