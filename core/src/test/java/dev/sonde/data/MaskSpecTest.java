package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The description of a set of masks, and the lists that it names. */
class MaskSpecTest {
  @TempDir Path folder;
  private MaskFiles files;

  @BeforeEach
  void healthy() {
    files = new MaskFiles(folder.resolve("set")).healthy();
  }

  private String yaml(String text) {
    files.text("set.yaml", text);
    return files.at("set.yaml");
  }

  private static void refused(Class<? extends RuntimeException> kind, String spec, String... parts) {
    String message = assertThrows(kind, () -> MaskSet.open(spec)).getMessage();
    List.of(parts).forEach(part -> assertTrue(message.contains(part), message + " / " + part));
  }

  @Test
  void a_file_says_every_key() {
    MaskSpec spec = MaskSpec.read(yaml("root: .\ntrain: train.txt\ntest: test.txt\nclasses: [one, two]\noffset: -1\nignore: [7, 255]\ncolours: yes\n"));
    assertEquals(-1, spec.offset());
    assertEquals(Set.of(7, 255), spec.ignore());
    assertTrue(spec.colours());
    assertEquals(List.of("one", "two"), spec.classes().classes(-1, Set.of()));
    assertEquals(3, spec.pairs("train", MaskSpecTest::thrown).size());
    assertEquals(files.at("images/d.png"), spec.pairs("test", MaskSpecTest::thrown).get(0).image().toAbsolutePath().toString());
  }

  @Test
  void a_line_says_the_same() {
    MaskSpec spec = MaskSpec.read(files.line(",offset=1,ignore=0+255,colours=no"));
    assertEquals(1, spec.offset());
    assertEquals(Set.of(0, 255), spec.ignore());
    assertFalse(spec.colours());
    assertEquals(3, spec.pairs("train", MaskSpecTest::thrown).size());
    assertEquals(List.of("first", "second"), spec.classes().classes(1, Set.of()));
  }

  @Test
  void a_root_is_relative_to_its_file() {
    files.text("below/set.yaml", "root: ..\ntrain: train.txt\ntest: test.txt\nclasses: classes.txt\n");
    assertEquals(3, MaskSet.open(files.at("below/set.yaml")).train().size());
  }

  @Test
  void without_test_every_fifth_pair_is_set_aside() {
    files.list("train.txt", "a", "b", "c", "d", "a", "b");
    Split split = MaskSet.open(yaml("train: train.txt\nclasses: classes.txt\n"));
    assertEquals(5, split.train().size());
    assertEquals(1, split.test().size());
    assertEquals("set test (every fifth)", split.test().name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"colour: yes", "train.txt: x", "Root: ."})
  void an_unknown_key_lists_the_known_ones(String line) {
    refused(IllegalArgumentException.class, yaml("train: train.txt\nclasses: classes.txt\n" + line + "\n"), "unknown key \"" + line.split(":")[0] + "\"",
        "root, train, test, classes, offset, ignore, colours");
  }

  @Test
  void an_unknown_key_of_a_line_and_of_a_half() {
    refused(IllegalArgumentException.class, files.line(",size=3"), "unknown key \"size\"");
    refused(IllegalArgumentException.class, yaml("train: {images: images, masks: masks, end: x}\nclasses: classes.txt\n"), "unknown key \"train.end\"");
    refused(IllegalArgumentException.class, yaml("train: {images: images}\nclasses: classes.txt\n"), "needs the key \"masks\"");
    refused(IllegalArgumentException.class, yaml("train: [images]\nclasses: classes.txt\n"), "does not say where its train pairs are");
    refused(IllegalArgumentException.class, yaml("classes: classes.txt\n"), "does not say where its train pairs are");
    refused(IllegalArgumentException.class, yaml("train: train.txt\n"), "does not name the classes");
  }

  @Test
  void a_key_twice() {
    refused(BadData.class, yaml("train: train.txt\nclasses: classes.txt\ntrain: test.txt\n"), files.at("set.yaml") + ", line 3", "Duplicate");
    refused(IllegalArgumentException.class, files.line(",train=test.txt"), "\"train=test.txt\"", "a second time");
    refused(IllegalArgumentException.class, files.line(",root=x"), "\"root=x\"", "a second time");
  }

  @ParameterizedTest
  @ValueSource(strings = {"offset: one", "offset: 1.5", "ignore: [1, x]", "ignore: 99999999999", "colours: perhaps", "offset: [1, 2]"})
  void a_value_of_another_kind_names_its_key(String line) {
    refused(IllegalArgumentException.class, yaml("train: train.txt\nclasses: classes.txt\n" + line + "\n"), "\"" + line.split(":")[0] + "\"", "must be");
  }

  @ParameterizedTest
  @ValueSource(strings = {"root: [a]", "root:", "root: {a: b}", "classes: {0: Sky}", "classes:", "classes: [a, ~]", "classes: []", "classes: [a, [b]]",
      "classes: 3", "colours:", "colours: [yes]", "offset:", "ignore: [1, ~]", "ignore: {a: 1}"})
  void a_key_of_another_kind_names_its_form(String line) {
    String key = line.split(":")[0];
    String text = "train: train.txt\n" + (key.equals("classes") ? "" : "classes: classes.txt\n") + line + "\n";
    refused(IllegalArgumentException.class, yaml(text), "\"" + key + "\" in " + files.at("set.yaml") + " is " + (line.endsWith(":") ? "empty and must be " : ""),
        "must be");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list: [a]", "image-end: [.png]", "mask-end: {a: b}", "list:"})
  void a_key_of_a_half_of_another_kind_names_its_form(String line) {
    String key = line.split(":")[0];
    refused(IllegalArgumentException.class, yaml("train:\n  images: images\n  masks: masks\n  " + line + "\nclasses: classes.txt\n"),
        "\"" + key + "\" in \"train\" in " + files.at("set.yaml") + " is ", "must be");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "just words", "- a\n- b\n", "train: [a\n", "train: train.txt\n  classes: x\n"})
  void what_is_no_mapping_is_broken(String text) {
    refused(BadData.class, yaml(text), "set.yaml");
  }

  @Test
  void a_description_that_is_not_there() {
    refused(IllegalArgumentException.class, files.at("other.yaml"), "no data named", "other.yaml");
    refused(IllegalArgumentException.class, "masks:" + files.at("nowhere") + ",train=train.txt,classes=classes.txt", "nowhere does not exist");
    refused(IllegalArgumentException.class, files.line(",offset"), "\"offset\"", "is no KEY=VALUE");
    refused(BadData.class, "masks:" + files.root() + ",train=none.txt,classes=classes.txt", "none.txt");
  }

  @Test
  void marks_and_line_ends_of_any_system() {
    files.text("train.txt", "\ufeffimages/a.png masks/a.png\r\n\r\n# two\r\nimages/b.png\tmasks/b.png\rimages/c.png   masks/c.png");
    files.text("classes.txt", "\ufefffirst\r\nsecond\r\n");
    Split split = MaskSet.open(yaml("\ufefftrain: train.txt\r\ntest: test.txt\r\nclasses: classes.txt\r\n"));
    assertEquals(3, split.train().size());
    assertEquals(List.of("first", "second"), split.train().classes());
  }

  @Test
  void odgt_lines() {
    String good = "{\"fpath_img\": \"images/a.png\", \"fpath_segm\": \"masks/a.png\", \"width\": 2, \"height\": 2}";
    files.text("train.odgt", "\ufeff" + good + "\r\n" + good + "\n\n");
    String line = files.line("").replace("train.txt", "train.odgt");
    assertEquals(2, MaskSet.open(line).train().size());
    odgt(line, good + "\n" + good.replace("masks/a", "masks/x"), ", line 2, names masks/x.png, but there is no file " + files.at("masks/x.png"));
    odgt(line, good + "\n\n" + good.replace("images/a.png", "../a.png"), ", line 3, names ../a.png, which lies outside");
    odgt(line, good.replace("masks/a.png", "/etc/hosts"), ", line 1, names /etc/hosts, an absolute path; paths are relative to the data root");
    odgt(line, good + " x", ", line 1, is no JSON object");
    odgt(line, good + good, ", line 1, is no JSON object");
    odgt(line, good.replace("}", ", \"fpath_img\": \"images/b.png\"}"), ", line 1, is no JSON object: Duplicate field 'fpath_img'");
    odgt(line, "{\"fpath_img\": 3}", ", line 1, has no text \"fpath_img\"");
    odgt(line, "{\"fpath_img\": \"images/a.png\"}", ", line 1, has no text \"fpath_segm\"");
    odgt(line, "[1]", ", line 1, has no text \"fpath_img\"");
    odgt(line, good.substring(0, 30), ", line 1, is no JSON object");
    odgt(line, good.replace("images/a.png", "images/\\u0000.png"), ", line 1, names", "which is no path");
  }

  private void odgt(String line, String text, String... parts) {
    files.text("train.odgt", text);
    refused(BadData.class, line, parts);
  }

  @Test
  void a_link_that_leads_out_of_the_root_is_refused_and_one_within_is_not() throws IOException {
    Files.writeString(folder.resolve("secret.png"), "secret");
    Files.createSymbolicLink(files.root().resolve("images/out.png"), folder.resolve("secret.png"));
    Files.createSymbolicLink(files.root().resolve("images/in.png"), files.root().resolve("images/a.png"));
    files.text("train.txt", "images/in.png masks/a.png\n");
    assertEquals(1, MaskSet.open(files.line("")).train().size());
    files.text("train.txt", "images/out.png masks/a.png\n");
    refused(BadData.class, files.line(""), "images/out.png", "a link that leads out of the data root");
    files.text("train.txt", "../set/images/a.png masks/a.png\n");
    assertEquals(1, MaskSet.open(files.line("")).train().size(), "dots that come back lead nowhere");
    files.text("train.txt", "images/../../set2/a.png masks/a.png\n");
    refused(BadData.class, files.line(""), "which lies outside the data root");
  }

  @Test
  void lists_and_classes_lie_in_the_root_too() {
    refused(BadData.class, files.line("").replace("classes.txt", "../classes.txt"), "../classes.txt", "outside the data root");
    refused(BadData.class, files.line("").replace("train.txt", "/etc/passwd"), "/etc/passwd", "an absolute path");
    files.text("train.txt", files.at("images/a.png") + " masks/a.png\n");
    refused(BadData.class, files.line(""), "images/a.png, an absolute path");
  }

  @Test
  void stems_of_a_list_as_voc_has_them() {
    files.image("images/e.jpg", 2, 2, 9).gray("masks/e.png", 2, 0, 0, 0, 1).text("stems.txt", "a\ne\n\n");
    String spec = yaml("train: {images: images, masks: masks, list: stems.txt}\ntest: test.txt\nclasses: classes.txt\n");
    assertEquals(files.at("images/e.jpg"), Path.of(MaskSet.open(spec).train().origin(1)).toAbsolutePath().toString());
    files.text("stems.txt", "a\n\nx\n");
    refused(BadData.class, spec, "stems.txt, line 3, names images/x.jpg, but there is no file");
    files.text("stems.txt", "../../x\n");
    refused(BadData.class, spec, "stems.txt, line 1, names images/../../x.jpg, which lies outside the data root");
    files.text("stems.txt", "a\nb\0\n");
    refused(BadData.class, spec, "stems.txt, line 2, names \"images/b<U+0000>.jpg\", which is no path");
    files.text("both.yaml", "train: {images: images, masks: masks}\ntest: test.txt\nclasses: classes.txt\n");
    files.image("images/e.png", 2, 2, 9).text("stems.txt", "a\ne\n");
    refused(BadData.class, spec, files.at("images/e.jpg") + " and " + files.at("images/e.png") + " are two pictures of one stem");
    refused(BadData.class, spec.replace("set.yaml", "both.yaml"), files.at("images/e.jpg") + " and " + files.at("images/e.png") + " are two pictures of one stem");
  }

  @Test
  void files_of_a_folder_stay_in_the_root_and_hidden_folders_are_passed_over() throws IOException {
    String spec = yaml("train: {images: images, masks: masks}\ntest: test.txt\nclasses: classes.txt\n");
    files.gray("masks/.ipynb_checkpoints/z.png", 2, 0, 1, 1, 0).image("images/deep/.cache/y.png", 2, 2, 8).image("images/.hidden.png", 2, 2, 8);
    assertEquals(4, MaskSet.open(spec).train().size());
    MaskFiles outside = new MaskFiles(folder.resolve("outside")).image("x.png", 2, 2, 7);
    Files.createSymbolicLink(files.root().resolve("images/x.png"), folder.resolve("outside/x.png"));
    files.gray("masks/x.png", 2, 0, 1, 1, 0);
    refused(BadData.class, spec, "the folder images names images/x.png, a link that leads out of the data root");
    Files.delete(files.root().resolve("images/x.png"));
    Files.createSymbolicLink(files.root().resolve("images/x.png"), files.root().resolve("images/a.png"));
    assertEquals(5, MaskSet.open(spec).train().size(), "a link within the root is followed");
    Files.createSymbolicLink(files.root().resolve("out"), outside.root());
    refused(BadData.class, yaml("train: {images: out, masks: masks}\ntest: test.txt\nclasses: classes.txt\n"), "names out, a link that leads out");
  }

  @Test
  void a_folder_may_be_a_link_within_the_root() throws IOException {
    Files.move(files.root().resolve("images"), files.root().resolve("pictures"));
    Files.createSymbolicLink(files.root().resolve("images"), files.root().resolve("pictures"));
    Dataset train = MaskSet.open(yaml("train: {images: images, masks: masks}\ntest: test.txt\nclasses: classes.txt\n")).train();
    assertEquals(4, train.size());
    assertEquals(files.at("images/a.png"), Path.of(train.origin(0)).toAbsolutePath().toString());
  }

  @Test
  void ends_of_names_as_cityscapes_has_them() {
    MaskFiles city = new MaskFiles(folder.resolve("city"));
    for (String stem : List.of("aachen/aachen_000000_000019", "ulm/ulm_000000_000001")) {
      city.image("left/" + stem + "_leftImg8bit.png", 2, 2, stem.length()).gray("fine/" + stem + "_gtFine_labelTrainIds.png", 2, 0, 0, 1, 255)
          .gray("fine/" + stem + "_gtFine_labelIds.png", 2, 7, 7, 8, 8);
    }
    city.text("city.yaml", """
        train: {images: left, masks: fine, image-end: _leftImg8bit.png, mask-end: _gtFine_labelTrainIds.png}
        test: {images: left, masks: fine, image-end: _leftImg8bit.png, mask-end: _gtFine_labelTrainIds.png}
        classes: [road, sidewalk]
        ignore: 255
        """);
    Dataset train = MaskSet.open(city.at("city.yaml")).train();
    assertEquals(2, train.size());
    assertTrue(train.origin(1).endsWith("left/ulm/ulm_000000_000001_leftImg8bit.png"), train.origin(1));
    assertEquals(Mask.IGNORE, train.get(1).mask().at(1, 1));
  }

  @Test
  void a_broken_class_table_is_refused() {
    String spec = files.line("").replace("classes.txt", "classes.csv");
    files.text("classes.csv", "index,name,r,g,b\n0,a,1,2,300\n");
    refused(BadData.class, spec, "level of 300");
    files.text("classes.csv", "id,name\n0\n");
    refused(BadData.class, spec, "\"0\" has nothing in column 2");
    files.text("classes.csv", "number,name\n0,a\n");
    refused(BadData.class, spec, "no column \"index\"");
    files.text("classes.csv", "");
    refused(BadData.class, spec, "names no class");
  }

  @ParameterizedTest
  @ValueSource(strings = {"id,class,r,g,b", "index;name", "wall", "0,wall"})
  void a_table_without_a_column_of_names_is_not_read_as_a_list(String heading) {
    files.text("classes.csv", heading + "\n0,first\n1,second\n").text("list.txt", heading + "\nsecond\n");
    String columns = "no column \"name\", only [" + heading.replace(",", ", ") + "]";
    refused(BadData.class, files.line("").replace("classes.txt", "classes.csv"), files.at("classes.csv"), columns);
    if (!heading.equals("wall")) {
      refused(BadData.class, files.line("").replace("classes.txt", "list.txt"), files.at("list.txt"), columns);
    }
  }

  @Test
  void names_are_neither_empty_nor_alike() {
    files.text("classes.txt", "first\nsecond\nfirst\n");
    refused(BadData.class, files.line(""), files.at("classes.txt") + " names the values 0 and 2 alike, \"first\"");
    assertEquals(List.of("first", "second"), MaskSet.open(files.line(",ignore=2")).train().classes(), "an ignored value is no class");
    refused(BadData.class, yaml("train: train.txt\ntest: test.txt\nclasses: [a, b, a]\n"), "set.yaml names the values 0 and 2 alike");
    refused(BadData.class, yaml("train: train.txt\ntest: test.txt\nclasses: [a, ' ']\n"), "set.yaml has an empty name for the value 1");
    files.text("classes.csv", "index,name\n0,a\n1,b;c\n2,;\n");
    refused(BadData.class, files.line("").replace("classes.txt", "classes.csv"), files.at("classes.csv") + " has an empty name for the value 2");
    files.text("classes.csv", "index,name\n0,a\n1,a\n");
    refused(BadData.class, files.line("").replace("classes.txt", "classes.csv"), files.at("classes.csv") + " names the values 0 and 1 alike");
  }

  private static void thrown(BadData problem) {
    throw problem;
  }
}
