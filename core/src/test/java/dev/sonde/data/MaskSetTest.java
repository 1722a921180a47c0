package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskSetTest {
  private static final short NONE = Mask.IGNORE;

  @TempDir
  Path folder;

  private MaskCorpus corpus;

  @BeforeEach
  void write() {
    corpus = MaskCorpus.whole(folder);
  }

  @Test
  void values_become_classes_and_declared_ones_are_ignored() {
    Split split = corpus.open();
    assertEquals(List.of("sky", "road"), split.train().classes());
    assertTrue(split.train().dense());
    assertEquals(2, split.train().size());
    assertArrayEquals(new short[] {0, 1, 1, NONE, 0, 1}, split.train().get(0).mask().classes());
    assertArrayEquals(new short[] {0, 0, 1, 1, NONE, NONE}, split.test().get(0).mask().classes());
    assertEquals(30, split.test().get(0).image().at(1, 2, 0));
    assertEquals(folder.resolve("i/b.png").toString(), split.train().origin(1));
  }

  @Test
  void a_line_of_text_says_the_same() {
    Split split = Datasets.open("masks:" + folder + ",train=train.txt,test=test.txt,classes=names.txt,ignore=255+7".replace("names", corpus.text("names.txt",
        "sky\r\n# comment\r\nroad\r\n").root().relativize(folder.resolve("names")).toString()));
    assertArrayEquals(new short[] {1, 1, 1, 0, 0, 0}, split.train().get(1).mask().classes());
    assertEquals(List.of("sky", "road"), split.test().classes());
  }

  @Test
  void offset_shifts_values_and_sixteen_bits_and_palettes_keep_their_numbers() {
    corpus.wide("m/a.png", 3, 301, 302, 300, 301, 302, 300).palette("m/b.png", 3, palette(400), 44, 45, 46, 45, 45, 45);
    corpus.text("data.yaml", "train: train.txt\ntest: train.txt\nclasses: [x, y]\nignore: 300\noffset: 301");
    assertArrayEquals(new short[] {0, 1, NONE, 0, 1, NONE}, corpus.open().train().get(0).mask().classes());
    corpus.text("data.yaml", "train: train.txt\ntest: train.txt\nclasses: [x, y]\nignore: [44, 300]\noffset: 45");
    assertArrayEquals(new short[] {NONE, 0, 1, 0, 0, 0}, corpus.open().train().get(1).mask().classes());
  }

  private static int[] palette(int scale) {
    int[] colours = new int[64];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = i * scale;
    }
    return colours;
  }

  @Test
  void colours_come_from_the_classes_or_from_the_first_mask() {
    corpus.text("c.csv", "index,name,r,g,b\n0,sky,1,2,3\n1,road;way,255,0,16\n");
    corpus.text("data.yaml", "train: train.txt\ntest: test.txt\nclasses: c.csv\nignore: 255");
    assertEquals(List.of(0x010203, 0xff0010), corpus.open().train().palette().colours());
    assertEquals(List.of("sky", "road"), corpus.open().train().classes());
    corpus.palette("m/a.png", 3, palette(500), 0, 1, 1, 1, 0, 1).text("data.yaml", "train: train.txt\ntest: test.txt\nclasses: [sky, road]\nignore: 255");
    assertEquals(List.of(0, 500), corpus.open().train().palette().colours());
  }

  @Test
  void masks_of_colours_are_translated_only_where_declared() {
    corpus.colours("m/a.png", 3, 0x010203, 0xff0010, 0x010203, 0, 0, 0).text("c.csv", "index,name,r,g,b\n0,sky,1,2,3\n1,road,255,0,16\n9,void,0,0,0\n");
    refused(() -> corpus.open().train().get(0), "m/a.png is a colour PNG, not one of class numbers", "declare colours: yes");
    corpus.text("data.yaml", "train: train.txt\ntest: test.txt\nclasses: c.csv\nignore: 9\ncolours: yes");
    assertArrayEquals(new short[] {0, 1, 0, NONE, NONE, NONE}, corpus.open().train().get(0).mask().classes());
    refused(() -> corpus.open().train().get(1), "m/b.png is a gray or palette PNG, but colours: yes is declared");
    corpus.colours("m/a.png", 3, 0x010203, 0xff0011, 0, 0, 0, 0);
    refused(() -> corpus.open().train().get(0), "m/a.png holds the value #ff0011 at row 0, column 1; no class has that colour");
  }

  @Test
  void folders_are_paired_by_name() {
    corpus.text("data.yaml", "train: {images: i, masks: m}\nclasses: [sky, road]\nignore: 255");
    refused(corpus::open, "its 3 pairs are too few for one to be set aside", "add test: to");
    for (String more : List.of("d", "e")) {
      corpus.image("i/" + more + ".png", 2, 3, 40).gray("m/" + more + ".png", 3, 0, 0, 0, 0, 0, 1);
    }
    assertEquals(4, corpus.open().train().size());
    assertEquals(folder.resolve("i/e.png").toString(), corpus.open().test().origin(0));
    String line = "masks:" + folder + ",train.images=i,train.masks=m,test.images=i,test.masks=m,classes=names.txt,ignore=255";
    corpus.text("names.txt", "sky\nroad\n");
    assertEquals(5, Datasets.open(line).test().size());
    refused(() -> Datasets.open(line + ",test.mask-end=_x.png"), "i/a.png has no mask; there is no " + folder.resolve("m/a_x.png"));
    corpus.gray("m/z.png", 3, 0, 0, 0, 0, 0, 1);
    refused(() -> Datasets.open(line), "m/z.png is the mask of no image");
  }

  @Test
  void lists_of_adek_and_tables_and_names_name_pairs() {
    corpus.text("t.odgt", "\ufeff{\"fpath_img\": \"i/b.png\", \"fpath_segm\": \"m/b.png\", \"width\": 3, \"height\": 2}\r\n\r\n")
        .text("t.csv", "image,annotation,scene\r\ni/c.png,m/c.png,street\r\n")
        .text("data.yaml", "train: t.odgt\ntest: t.csv\nclasses: [sky, road]\nignore: [255]");
    assertEquals(20, corpus.open().train().get(0).image().at(0, 0, 0));
    assertEquals(30, corpus.open().test().get(0).image().at(0, 0, 0));
    corpus.text("stems.txt", "c\na\n").text("data.yaml", "train: {images: i, masks: m, list: stems.txt}\ntest: test.txt\nclasses: [sky, road]\nignore: 255");
    assertEquals(folder.resolve("i/c.png").toString(), corpus.open().train().origin(0));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "/etc/hostname m/a.png | train.txt, line 2, names /etc/hostname, which lies outside the data root",
      "../x.png m/a.png | train.txt, line 2, names ../x.png, which lies outside the data root",
      "i/../../x.png m/a.png | line 2, names i/../../x.png, which lies outside",
      "i/gone.png m/a.png | train.txt, line 2, names i/gone.png, but there is no file",
      "i/a.png m/gone.png | train.txt, line 2, names m/gone.png, but there is no file",
      "i/a.png | train.txt, line 2, has 1 words, but must have two"})
  void lines_that_lead_nowhere_are_refused(String line, String sentence) {
    corpus.text("train.txt", "\ufeff# list\r\n" + line + "\r\n");
    refused(corpus::open, sentence);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"fpath_img\": \"i/a.png\", \"fpath_img\": \"i/b.png\", \"fpath_segm\": \"m/a.png\"} | line 1, is a broken JSON object: Duplicate field 'fpath_img'",
      "{\"fpath_img\": \"i/a.png\"} | line 1, has no text \"fpath_segm\"",
      "{\"fpath_img\": \"i/a.png\", \"fpath_segm\": 7} | line 1, has no text \"fpath_segm\"",
      "{\"fpath_img\": \"i/a.png\", \"fpath_segm\": \"../m/a.png\"} | line 1, names ../m/a.png, which lies outside",
      "{\"fpath_img\": | line 1, is a broken JSON object",
      "[] | line 1, has no text \"fpath_img\""})
  void broken_odgt_is_refused_with_its_line(String line, String sentence) {
    corpus.text("t.odgt", line + "\n").text("data.yaml", "train: t.odgt\nclasses: [sky, road]");
    refused(corpus::open, sentence);
  }

  @Test
  void a_link_out_of_the_root_is_refused(@TempDir Path elsewhere) throws IOException {
    Files.copy(folder.resolve("i/a.png"), elsewhere.resolve("x.png"));
    Files.createSymbolicLink(folder.resolve("i/link.png"), elsewhere.resolve("x.png"));
    corpus.text("train.txt", "i/link.png m/a.png");
    refused(corpus::open, "line 1, names i/link.png, a link that leads out of the data root");
  }

  @Test
  void wrong_masks_are_refused_with_the_way_out() {
    corpus.gray("m/a.png", 3, 0, 1, 1, 0, 7, 0);
    refused(() -> corpus.open().train().get(0), "m/a.png holds the value 7 at row 1, column 1; the 2 classes are the values 0 to 1; declare ignore: 7");
    corpus.gray("m/a.png", 2, 0, 1, 1, 0, 1, 0);
    refused(() -> corpus.open().train().get(0), "m/a.png is 2x3 pixels, but its image " + folder.resolve("i/a.png") + " is 3x2");
    corpus.text("m/a.png", "GIF89a");
    refused(() -> corpus.open().train().get(0), "m/a.png is no JPEG, PNG, WebP or BMP");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "clases: [a] | unknown key \"clases\" in",
      "classes: [a]\\noffset: x | \"offset\" in",
      "train: train.txt | does not name the classes",
      "classes: [a] | does not say where its train pairs are",
      "train: {images: i}\\nclasses: [a] | \"train\" in",
      "train: {images: i, mask: m}\\nclasses: [a] | unknown key \"train.mask\" in",
      "train: train.txt\\nclasses: [a]\\ncolours: maybe | must be yes or no",
      "train: train.txt\\ntest: test.txt\\nclasses: [a, b]\\nignore: 0 | the classes have no name for the value 0, which would be class 0",
      "train: train.txt\\ntest: test.txt\\nclasses: [a]\\ncolours: yes | are declared to be colours, but its classes have none"})
  void a_wrong_description_is_misuse(String yaml, String sentence) {
    corpus.text("data.yaml", yaml.replace("\\n", "\n"));
    String message = assertThrows(IllegalArgumentException.class, corpus::open).getMessage();
    assertTrue(message.contains(sentence), message);
  }

  @Test
  void keys_twice_and_what_is_no_mapping_are_refused() {
    corpus.text("data.yaml", "train: train.txt\ntrain: test.txt\nclasses: [a]");
    refused(corpus::open, "data.yaml, line 2: Duplicate field 'train'");
    corpus.text("data.yaml", "- train");
    refused(corpus::open, "data.yaml describes no data");
    assertThrows(IllegalArgumentException.class, () -> Datasets.open("masks:" + folder + ",train=train.txt,train=test.txt"));
    assertThrows(IllegalArgumentException.class, () -> Datasets.open("masks:" + folder + ",train"));
    assertThrows(IllegalArgumentException.class, () -> Datasets.open(folder.resolve("gone.yaml").toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "."})
  void the_working_folder_is_a_root(String root) {
    Within within = new Within(Path.of(root));
    assertTrue(Files.exists(within.resolve("pom.xml", "a test")));
    assertThrows(BadData.class, () -> within.resolve("../pom.xml", "a test"));
  }

  @Test
  void shapes_have_masks() {
    Split split = Datasets.open("shapes:train=20,test=10,masks=yes");
    assertEquals(11, split.train().classes().size());
    assertEquals("ground", split.train().classes().get(0));
    Sample sample = split.train().get(3);
    int object = Datasets.open("shapes:train=20,test=10").train().get(3).label() + 1;
    int seen = 0;
    for (short value : sample.mask().classes()) {
      assertTrue(value == 0 || value == object);
      seen += value == object ? 1 : 0;
    }
    assertTrue(seen > 20 && seen < 32 * 32, seen + " pixels");
    assertArrayEquals(sample.mask().classes(), split.train().get(3).mask().classes());
    assertFalse(Datasets.open("shapes:train=20,test=10,masks=no").train().dense());
  }

  @Test
  void camvid_has_the_pixels_its_table_counts() {
    Path camvid = Shared.data("camvid");
    Dataset val = Datasets.open("masks:" + camvid + ",train=train.txt,test=val.txt,classes=classes.csv,ignore=11").test();
    assertEquals(101, val.size());
    long[] counts = new long[12];
    for (int i = 0; i < val.size(); i++) {
      for (short value : val.get(i).mask().classes()) {
        counts[value < 0 ? 11 : value]++;
      }
    }
    assertArrayEquals(new long[] {1601620, 4531180, 98499, 5053176, 1521751, 2851125, 155724, 537197, 304716, 113531, 387010, 297271}, counts);
    assertEquals(0x804080, val.palette().of(3));
    assertEquals("Bicyclist", val.classes().get(10));
  }

  @Test
  void adek_opens_with_its_150_classes() {
    Path adek = Shared.data("ade20k-mini");
    Dataset data = Datasets.open("masks:" + adek + ",train=list.csv,test=list.csv,classes=classes.csv,offset=1,ignore=0").train();
    assertEquals(150, data.classes().size());
    assertEquals(6, data.size());
    assertEquals("building", data.classes().get(1));
    Indices stored = Indices.read(adek.resolve("annotations/ADE_val_00000002.png"));
    short[] classes = data.get(1).mask().classes();
    for (int i = 0; i < classes.length; i++) {
      assertEquals(stored.values()[i] == 0 ? NONE : stored.values()[i] - 1, classes[i]);
    }
    Dataset info = Datasets.open("masks:" + adek + ",train=list.csv,test=list.csv,classes=object150_info.csv,offset=1,ignore=0").train();
    assertEquals(data.classes().get(149), info.classes().get(149));
  }

  private static void refused(org.junit.jupiter.api.function.Executable action, String... parts) {
    String message = assertThrows(BadData.class, action).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertFalse(message.contains("\n"), message);
  }
}
