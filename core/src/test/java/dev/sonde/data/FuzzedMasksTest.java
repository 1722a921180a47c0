package dev.sonde.data;

import static dev.sonde.data.FuzzedSetsTest.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.fuzz.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Broken lists of pairs, descriptions and tables of classes. */
class FuzzedMasksTest {
  private static final String RECORD = "{\"fpath_img\": \"images/a.png\", \"fpath_segm\": \"masks/a.png\", \"width\": 2, \"height\": 2}\n";

  @TempDir Path folder;
  private MaskFiles files;

  @BeforeAll
  static void start() throws IOException {
    Codec.decode(CodecTest.encode(CodecTest.rgb(), "png"), "start.png"); // loading the codecs takes memory too
  }

  @BeforeEach
  void healthy() {
    files = new MaskFiles(folder.resolve("set")).healthy();
  }

  @Test
  void lists_of_records() {
    list("odgt", "train.odgt", text(RECORD + RECORD.replace("a.png", "b.png")), text("# none\n\n" + RECORD));
  }

  @Test
  void lists_of_words() {
    list("pairs", "train.txt", text("images/a.png masks/a.png\nimages/b.png\tmasks/b.png\n"),
        text("\ufeff# pairs\r\nimages/c.png   masks/a.png\r\n"));
  }

  @Test
  void tables_of_pairs() {
    list("pairs-csv", "train.csv", text("scene,image,mask\nx,images/a.png,masks/a.png\n"),
        text("Image , annotation\nimages/a.png , masks/b.png\n\n"));
  }

  @Test
  void lists_of_stems() {
    String spec = "masks:" + files.root() + ",train.list=stems.txt,train.images=images,train.masks=masks,test=test.txt,classes=classes.txt";
    reader("stems", "stems.txt", spec, text("a\nb\n"), text("# stems\nc\r\na\n"));
  }

  @Test
  void tables_of_classes() {
    String spec = "masks:" + files.root() + ",train=train.txt,test=test.txt,classes=table.csv";
    reader("class-table", "table.csv", spec, text("index,name,r,g,b\n0,road;route,1,2,3\n1,sky,4,5,6\n"),
        text("Idx,Ratio,Name\n0,0.5,wall\n1,0.1,floor;flooring\n"));
    reader("class-names", "names.txt", spec.replace("table.csv", "names.txt"), text("first\nsecond\n"),
        text("\ufeff# names\r\nroad\r\nsky\r\n"));
  }

  @Test
  void descriptions_in_yaml() {
    String line = folder.resolve("set/data.yaml").toString();
    reader("mask-yaml", "data.yaml", line,
        text("train: train.txt\ntest: test.txt\nclasses: classes.txt\noffset: 0\nignore: [11, 12]\ncolours: no\n"),
        text("root: .\ntrain: {images: images, masks: masks, image-end: .png}\n"
            + "test:\n  images: images\n  masks: masks\n  list: stems.txt\nclasses: [Sky, Building]\n"),
        text("root: &here .\ntrain: *here\ntest: |\n  test.txt\nclasses: !!seq [a, b]\nignore: 255\n"));
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void descriptions_that_grow(String bomb, String part) {
    String line = files.text("bomb.yaml", bomb).root().resolve("bomb.yaml").toString();
    RuntimeException refusal = assertThrows(RuntimeException.class, () -> MaskSet.open(line));
    assertTrue(refusal instanceof BadData || refusal instanceof IllegalArgumentException, refusal.toString());
    assertTrue(refusal.getMessage().contains(part) && refusal.getMessage().length() < 1200, refusal.getMessage());
  }

  static Stream<Arguments> bombs() {
    StringBuilder laughs = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
    IntStream.range(0, 20).forEach(i -> laughs.append((char) ('b' + i)).append(": &").append((char) ('b' + i)).append(" [")
        .append(("*" + (char) ('a' + i) + ", ").repeat(9)).append("x]\n"));
    return Stream.of(Arguments.of(laughs.toString(), "unknown key \"a\""), Arguments.of("classes: " + "[".repeat(100_000), "esting"),
        Arguments.of("classes: " + "{a: ".repeat(5_000), "esting"), Arguments.of("- ".repeat(100_000), "esting"),
        Arguments.of("k".repeat(2_000_000) + ": 1\n", "bomb.yaml"), Arguments.of("classes: [" + "x, ".repeat(1_500_000) + "x]\n",
            "bomb.yaml"),
        Arguments.of("offset: " + "9".repeat(1_000_000) + "\n", "bomb.yaml"));
  }

  @Test
  void descriptions_in_a_line() {
    String root = "masks:" + files.root();
    Fuzz.reader("mask-line", List.of(text(",train=train.txt,test=test.txt,classes=classes.txt,ignore=0+255,offset=0"),
        text(",train.images=images,train.masks=masks,test=test.txt,classes=classes.txt,colours=no")),
        bytes -> FuzzedSetsTest.readAll(() -> MaskSet.open(root + new String(bytes, StandardCharsets.UTF_8))));
  }

  @Test
  void texts_of_recipes_and_checkpoints() {
    texts("transform", Transform::parse, "crop 200x300", "multi-scale 300,375,450 max 1000", "jitter 0.4 0.4 0.4", "pad 8 label 0",
        "normalize 0.485,0.456,0.406 0.229,0.224,0.225", "resize 300 max 1000", "scale-jitter 0.5 2");
    texts("preparation", text -> Step.parse(List.of(text)), "gcn 55", "zca 0.1", "mean-image");
    texts("skipped", Skipped::parse, "test 3; train 4 17", "train 7 1024");
    texts("tolerance", Tolerance::parse, "skip 10", "fail");
    texts("fingerprints", Fingerprints::parse, "train 0123456789abcdef test 0123456789abcdef");
    texts("data-name", text -> Datasets.open("shapes" + text, folder), ":size=8,train=4,test=2,seed=7", ":masks=yes,size=9");
  }

  @Test
  void as_many_left_out_as_a_run_may_have() {
    String all = "train " + IntStream.range(0, 100_000).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    assertEquals(100_000, Skipped.parse(all).count());
  }

  private static void texts(String name, Function<String, ?> parser, String... corpus) {
    Fuzz.reader(name, Stream.of(corpus).map(FuzzedSetsTest::text).toList(), bytes ->
        parser.apply(new String(bytes, StandardCharsets.UTF_8)).toString());
  }

  private void list(String name, String list, byte[]... corpus) {
    reader(name, list, "masks:" + files.root() + ",train=" + list + ",test=test.txt,classes=classes.txt", corpus);
  }

  private void reader(String name, String file, String spec, byte[]... corpus) {
    files.text("stems.txt", "a\nb\n");
    Fuzz.reader(name, List.of(corpus), bytes -> {
      Files.write(files.root().resolve(file), bytes);
      FuzzedSetsTest.readAll(() -> MaskSet.open(spec));
    });
  }
}
