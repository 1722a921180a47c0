package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.data.Finding.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A corpus of small broken sets; each finding names its file. */
class DoctorTest {
  @TempDir Path folder;
  private MaskFiles files;

  @BeforeEach
  void healthy() {
    files = new MaskFiles(folder).healthy();
  }

  private Examination examined(String more) {
    return Doctor.of(files.line(more)).examine();
  }

  private static List<String> sentences(Examination found, Kind kind) {
    return found.findings().stream().filter(finding -> finding.kind() == kind).map(Finding::sentence).toList();
  }

  /** The one finding of the set, of this kind, with these parts. */
  private void only(Examination found, Kind kind, String... parts) {
    assertEquals(Map.of(kind, 1), found.counts(), found.findings().toString());
    for (String part : parts) {
      assertTrue(found.findings().get(0).sentence().contains(part), found.findings().get(0).sentence() + " / " + part);
    }
    assertEquals(kind.wrong(), found.wrong());
  }

  @Test
  void a_healthy_set_has_no_findings_and_its_shares() {
    Examination found = examined("");
    assertEquals(List.of(), found.findings());
    assertFalse(found.wrong());
    assertEquals(List.of(new Examination.Share("first", 6, 2, 3), new Examination.Share("second", 6, 2, 3)), found.classes());
  }

  @Test
  void labels_out_of_range() {
    files.gray("masks/b.png", 2, 0, 1, 7, 7);
    only(examined(""), Kind.VALUES, files.at("masks/b.png") + " holds the value 7 that is no class (2 of 4 pixels)", "declare ignore: 7");
    assertEquals(List.of(), examined(",ignore=7").findings());
  }

  @Test
  void labels_between_ignored_values() {
    files.text("classes.txt", "first\nvoid\nsecond\n").gray("masks/b.png", 2, 0, 1, 2, 3);
    only(examined(",ignore=1"), Kind.VALUES, files.at("masks/b.png") + " holds the value 3 that is no class", "the 2 classes are the values 0, 2; declare ignore: 3");
    assertEquals(List.of(new Examination.Share("first", 5, 2, 3), new Examination.Share("second", 1, 0, 1)), examined(",ignore=1").classes());
  }

  @Test
  void size_mismatch() {
    files.gray("masks/d.png", 3, 0, 1, 1, 0, 0, 0);
    only(examined(""), Kind.SIZE, files.at("masks/d.png") + " is 3x2 pixels, but its image " + files.at("images/d.png") + " is 2x2");
  }

  @Test
  void colour_png_taken_for_index_png() {
    files.colours("masks/a.png", 2, 0, 0xff0000, 0, 0xff0000);
    only(examined(""), Kind.COLOURS, files.at("masks/a.png") + " is a colour PNG");
  }

  @Test
  void index_png_taken_for_colour_png() {
    files.text("classes.csv", "index,name,r,g,b\n0,first,0,0,0\n1,second,255,0,0\n");
    for (String name : List.of("a", "b", "d")) {
      files.colours("masks/" + name + ".png", 2, 0, 0xff0000, 0, 0);
    }
    only(Doctor.of(files.line("").replace("classes.txt", "classes.csv") + ",colours=yes").examine(), Kind.COLOURS, files.at("masks/c.png"), "colours: no");
  }

  @Test
  void full_ade20k_in_colours() {
    files.colours("masks/a_seg.png", 2, 0, 0xff0000, 0, 0xff0000).text("train.txt", "images/a.png masks/a_seg.png\nimages/b.png masks/b.png\n");
    only(examined(""), Kind.COLOURS, files.at("masks/a_seg.png"), "full ADE20K", "150");
  }

  @Test
  void full_ade20k_in_gray() {
    files.text("classes.txt", IntStream.rangeClosed(1, 150).mapToObj(i -> "c" + i).collect(Collectors.joining("\n")));
    files.wide("masks/a.png", 2, 0, 12, 401, 2978);
    Examination found = examined(",offset=1,ignore=0");
    assertEquals(1, sentences(found, Kind.VALUES).size());
    String sentence = sentences(found, Kind.VALUES).get(0);
    assertTrue(sentence.startsWith(files.at("masks/a.png") + " holds 2 values: 401, 2978 that are no classes") && sentence.contains("full ADE20K"), sentence);
  }

  @Test
  void a_gray_picture_taken_for_a_mask() {
    files.image("images/a.png", 5, 5, 1).gray("masks/a.png", 5, IntStream.range(0, 25).map(i -> i * 9).toArray());
    only(examined(""), Kind.VALUES, files.at("masks/a.png") + " holds 24 values: 9, 18, 27, 36, 45, 54, …", "looks like a picture");
  }

  @Test
  void smoothed_colours() {
    files.text("classes.csv", "index,name,r,g,b\n0,first,0,0,0\n1,second,255,0,0\n");
    for (String name : List.of("b", "c", "d")) {
      files.colours("masks/" + name + ".png", 2, 0, 0xff0000, 0, 0);
    }
    files.image("images/a.png", 5, 5, 1).colours("masks/a.png", 5, IntStream.range(0, 25).map(i -> i * 10 << 16).toArray());
    Examination found = Doctor.of(files.line("").replace("classes.txt", "classes.csv") + ",colours=yes").examine();
    only(found, Kind.VALUES, files.at("masks/a.png"), "#0a0000", "looks smoothed");
  }

  @Test
  void palette_whose_indices_were_numbered_anew() {
    files.text("classes.csv", "index,name,r,g,b\n0,first,1,2,3\n1,second,255,0,0\n");
    files.palette("masks/c.png", 8, new int[] {0xff0000, 0x010203}, 2, 0, 1, 0, 1);
    only(Doctor.of(files.line("").replace("classes.txt", "classes.csv")).examine(), Kind.PALETTE, files.at("masks/c.png"), "index 0 has the colour #ff0000", "\"second\"");
  }

  @Test
  void a_palette_in_the_order_of_the_classes_is_healthy() {
    files.text("classes.csv", "index,name,r,g,b\n0,first,1,2,3\n1,second,255,0,0\n");
    files.palette("masks/c.png", 8, new int[] {0x010203, 0xff0000}, 2, 0, 1, 0, 1).palette("masks/d.png", 1, new int[] {0x010203, 0xff0000}, 2, 0, 1, 0, 1);
    assertEquals(Map.of(), Doctor.of(files.line("").replace("classes.txt", "classes.csv")).examine().counts());
  }

  @Test
  void palettes_that_differ() {
    files.palette("masks/a.png", 8, new int[] {0xff0000, 0x010203}, 2, 0, 1, 0, 1);
    files.palette("masks/b.png", 8, new int[] {0xff0000, 0x010204}, 2, 0, 1, 0, 1);
    only(examined(""), Kind.PALETTE, files.at("masks/b.png"), files.at("masks/a.png"));
  }

  @Test
  void absent_classes() {
    files.text("classes.txt", "first\nsecond\nthird\nfourth\n");
    files.gray("masks/d.png", 2, 0, 1, 2, 2);
    Examination found = examined("");
    assertEquals(List.of("1 of 4 classes is never seen: fourth", "1 of 4 classes is in the test half alone, so nothing teaches: third"),
        sentences(found, Kind.ABSENT));
    assertFalse(found.wrong());
  }

  @Test
  void unreadable_and_truncated_files() throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve("images/a.png"));
    Files.write(folder.resolve("images/a.png"), Arrays.copyOf(whole, whole.length - 20));
    files.text("masks/b.png", "not a picture");
    files.text("images/c.png", "");
    Files.delete(folder.resolve("masks/d.png"));
    Files.createDirectory(folder.resolve("masks/d.png"));
    List<String> found = sentences(examined(""), Kind.UNREADABLE);
    assertTrue(found.get(0).startsWith(files.at("images/a.png") + " is a PNG that is cut short"), found.toString());
    assertTrue(found.get(1).startsWith(files.at("masks/b.png") + " is no JPEG"), found.toString());
    assertTrue(found.get(2).startsWith(files.at("images/c.png") + " is empty"), found.toString());
    assertTrue(found.get(3).startsWith(files.at("masks/d.png") + " is a folder, not a file"), found.toString());
    assertEquals(4, found.size());
  }

  @Test
  void a_jpeg_mask() {
    files.image("masks/a.jpg", 2, 2, 3).text("train.txt", "images/a.png masks/a.jpg\nimages/b.png masks/b.png\n");
    only(examined(""), Kind.UNREADABLE, files.at("masks/a.jpg") + " is a JPEG, and a mask must be a PNG");
  }

  @Test
  void pictures_that_exif_would_turn() throws IOException {
    files.image("images/a.jpg", 8, 8, 5).image("images/b.jpg", 8, 8, 6).gray("masks/a.png", 8, new int[64]).gray("masks/b.png", 8, new int[64]);
    files.text("train.txt", "images/a.jpg masks/a.png\nimages/b.jpg masks/b.png\nimages/c.png masks/c.png\n");
    Files.write(folder.resolve("images/a.jpg"), CodecTest.oriented(Files.readAllBytes(folder.resolve("images/a.jpg")), 6));
    Files.write(folder.resolve("images/b.jpg"), CodecTest.oriented(Files.readAllBytes(folder.resolve("images/b.jpg")), 1));
    only(examined(""), Kind.TURNED, files.at("images/a.jpg") + " is turned by EXIF", "read as stored");
  }

  @Test
  void duplicates_between_the_halves() {
    files.image("images/d.png", 2, 2, 'b');
    only(examined(""), Kind.LEAK, files.at("images/d.png") + " (test) is the same picture as " + files.at("images/b.png") + " (train)");
    files.list("test.txt", "a");
    only(examined(""), Kind.LEAK, files.at("images/a.png") + " is in both halves");
  }

  @Test
  void duplicates_within_a_half_and_lines_that_stand_twice() {
    files.image("images/c.png", 2, 2, 'a').list("train.txt", "a", "b", "c", "b");
    Examination found = examined("");
    assertEquals(List.of(files.at("images/c.png") + " (train) is the same picture as " + files.at("images/a.png"),
        files.at("images/b.png") + " (train) is named more than once"), sentences(found, Kind.TWICE));
    assertFalse(found.wrong());
  }

  @Test
  void one_mask_of_two_images() {
    files.text("train.txt", "images/a.png masks/a.png\nimages/b.png masks/a.png\n");
    only(examined(""), Kind.LIST, files.at("masks/a.png"), files.at("images/a.png"), files.at("images/b.png"));
  }

  @Test
  void missing_files_and_paths_that_lead_out_of_the_root() {
    files.text("train.txt", "images/a.png masks/a.png\nimages/x.png masks/x.png\n../a.png masks/a.png\n/etc/passwd masks/a.png\nimages/b.png\n");
    Examination found = examined("");
    List<String> list = sentences(found, Kind.LIST);
    assertEquals(4, list.size());
    assertEquals(files.at("train.txt") + ", line 2, names images/x.png, but there is no file " + files.at("images/x.png"), list.get(0));
    assertTrue(list.get(1).contains("line 3, names ../a.png, which lies outside"), list.get(1));
    assertTrue(list.get(2).contains("line 4, names /etc/passwd, an absolute path"), list.get(2));
    assertTrue(list.get(3).contains("line 5, must have two words, an image and its mask, not 1"), list.get(3));
    assertEquals(1, found.train(), "the rest is examined");
  }

  @Test
  void images_without_masks_and_masks_without_images() throws IOException {
    Files.delete(folder.resolve("masks/b.png"));
    Files.delete(folder.resolve("images/c.png"));
    files.text("set.yaml", "train: {images: images, masks: masks}\ntest: test.txt\nclasses: classes.txt\n").list("test.txt", "d");
    Examination found = Doctor.of(files.at("set.yaml")).examine();
    List<String> alone = sentences(found, Kind.ALONE);
    assertTrue(alone.get(0).startsWith(files.at("images/b.png") + " has no mask"), alone.toString());
    assertTrue(alone.get(1).startsWith(files.at("masks/c.png") + " is the mask of no image"), alone.toString());
    assertEquals(2, alone.size());
    assertEquals(List.of(files.at("images/d.png") + " is in both halves; what is measured on it is not new to the network, take it out of one half"),
        sentences(found, Kind.LEAK));
  }

  @Test
  void two_pictures_of_one_stem_and_a_link_out_of_the_root(@TempDir Path other) throws IOException {
    files.image("images/a.jpg", 2, 2, 77);
    new MaskFiles(other).image("outside.png", 2, 2, 78);
    Files.delete(folder.resolve("images/b.png"));
    Files.delete(folder.resolve("images/d.png"));
    Files.delete(folder.resolve("masks/d.png"));
    Files.createSymbolicLink(folder.resolve("images/b.png"), other.resolve("outside.png"));
    files.text("set.yaml", "train: {images: images, masks: masks}\ntest: test.txt\nclasses: classes.txt\n").list("test.txt");
    Examination found = Doctor.of(files.at("set.yaml")).examine();
    List<String> list = sentences(found, Kind.LIST);
    assertTrue(list.get(0).startsWith(files.at("images/a.jpg") + " and " + files.at("images/a.png") + " are two pictures of one stem"), list.toString());
    assertTrue(list.get(1).contains("names images/b.png, a link that leads out of the data root"), list.toString());
    assertEquals(2, list.size());
    assertEquals(2, found.train(), "a and c are examined");
  }

  @Test
  void a_mask_that_is_wholly_ignored() {
    files.gray("masks/b.png", 2, 255, 255, 255, 255);
    only(examined(",ignore=255"), Kind.IGNORED, files.at("masks/b.png") + " is ignored as a whole");
  }

  @Test
  void the_worst_comes_first_and_a_kind_is_bounded() {
    List<String> names = IntStream.range(0, 42).mapToObj(i -> "n" + i).toList();
    names.forEach(name -> files.image("images/" + name + ".png", 2, 2, 200 + name.hashCode()).gray("masks/" + name + ".png", 2, 0, 1, 9, 9));
    List<String> all = new ArrayList<>(names);
    all.add("a");
    files.image("images/d.png", 2, 2, 'a').list("train.txt", all.toArray(String[]::new)).text("masks/n3.png", "broken");
    Examination found = examined("");
    assertEquals(41, found.counts().get(Kind.VALUES));
    assertEquals(5, found.first(Kind.VALUES, 5).size());
    assertEquals(36, found.more(Kind.VALUES, 5));
    assertEquals(0, found.more(Kind.VALUES));
    assertEquals(41, sentences(found, Kind.VALUES).size());
    assertEquals(41, found.json().split("\"kind\" : \"VALUES\"", -1).length - 1, "JSON has all");
    assertEquals(List.of(Kind.UNREADABLE, Kind.VALUES, Kind.LEAK), found.findings().stream().map(Finding::kind).distinct().toList());
  }

  @Test
  void a_casebook_holds_no_more_than_ten_thousand_of_a_kind() {
    Casebook book = new Casebook();
    IntStream.range(0, 10_007).forEach(i -> book.add(Kind.SIZE, "sentence " + i));
    Examination found = book.result("set", 0, 0, true);
    assertEquals(10_000, found.findings().size());
    assertEquals(7, found.more(Kind.SIZE));
    assertEquals(10_004, found.more(Kind.SIZE, 3));
  }

  @Test
  void a_mask_of_as_many_colours_as_pixels_is_counted_in_little_memory() {
    files.text("classes.csv", "index,name,r,g,b\n0,first,0,0,0\n1,second,255,255,255\n");
    files.image("images/a.png", 600, 500, 1).colours("masks/a.png", 600, IntStream.range(0, 300_000).map(i -> i * 50).toArray());
    for (String name : List.of("b", "c", "d")) {
      files.colours("masks/" + name + ".png", 2, 0, 0xffffff, 0, 0);
    }
    only(Doctor.of(files.line("").replace("classes.txt", "classes.csv") + ",colours=yes").examine(), Kind.VALUES,
        files.at("masks/a.png") + " holds 299999 values: #000032, #000064, #000096, #0000c8, #0000fa, #00012c, … that are no classes (299999 of 300000 pixels)");
  }

  @Test
  void a_broken_description_is_a_finding_and_an_unknown_key_misuse() {
    files.text("classes.csv", "index,name\n0,a\n0,b\n");
    only(Doctor.of(files.line("").replace("classes.txt", "classes.csv")).examine(), Kind.DESCRIPTION, files.at("classes.csv") + " names the value 0 twice");
    assertThrows(IllegalArgumentException.class, () -> examined(",colour=yes"));
    assertThrows(IllegalArgumentException.class, () -> Doctor.of(files.at("nowhere")).examine());
  }

  @Test
  void folders_of_classes_are_examined_too() throws IOException {
    Path set = folder.resolve("set");
    MaskFiles own = new MaskFiles(set);
    for (int i = 0; i < 4; i++) {
      own.image("train/cat/" + i + ".png", 2, 2, 10 + i).image("train/dog/" + i + ".png", 2, 2, 20 + i);
    }
    own.image("val/cat/0.png", 2, 2, 30).image("val/dog/0.png", 2, 2, 11);
    own.image("train/dog/9.png", 2, 2, 10);
    own.text("train/dog/8.png", "broken");
    List<Integer> seen = new ArrayList<>();
    Examination found = Doctor.of(set.toString()).watched((done, total) -> seen.add(done * 100 + total)).examine();
    assertTrue(sentences(found, Kind.UNREADABLE).get(0).startsWith(own.at("train/dog/8.png")));
    assertEquals(own.at("train/dog/9.png") + " (train) is the same picture as " + own.at("train/cat/0.png") + ", and of another class",
        sentences(found, Kind.TWICE).get(0));
    assertTrue(sentences(found, Kind.LEAK).get(0).startsWith(own.at("val/dog/0.png") + " (test) is the same picture as " + own.at("train/cat/1.png")));
    assertEquals(List.of(new Examination.Share("cat", 4, 1, 4), new Examination.Share("dog", 5, 1, 5)), found.classes());
    assertEquals(IntStream.rangeClosed(1, 12).mapToObj(i -> i * 100 + 12).toList(), seen);
    assertTrue(found.json().contains("\"unit\" : \"samples\""), found.json());
  }

  @Test
  void generated_sets_are_healthy() {
    assertEquals(Map.of(), Doctor.of("shapes:size=16,train=30,test=20").examine().counts());
    assertEquals(Map.of(), Doctor.of("shapes:size=16,train=30,test=20,masks=yes").examine().counts());
  }

  @Test
  void camvid_counts_are_those_of_its_table() {
    Path camvid = Shared.data("camvid");
    Examination found = Doctor.of("masks:" + camvid + ",train=val.txt,test=val.txt,classes=classes.csv,ignore=11").examine();
    assertEquals(Map.of(Kind.LEAK, 101), found.counts());
    List<String[]> rows = TextFile.lines(camvid.resolve("classes.csv")).stream().skip(1).limit(11).map(row -> row.split(",")).toList();
    for (int i = 0; i < 11; i++) {
      assertEquals(rows.get(i)[1], found.classes().get(i).name());
      assertEquals(Long.parseLong(rows.get(i)[6]), found.classes().get(i).train());
    }
  }

  @Test
  void ade20k_is_healthy_but_for_absent_classes() {
    Path ade = Shared.data("ade20k-mini");
    files.text("ade.yaml", "root: " + ade + "\ntrain: {images: images, masks: annotations}\nclasses: object150_info.csv\noffset: 1\nignore: 0\n");
    Examination found = Doctor.of(files.at("ade.yaml")).examine();
    assertEquals(Map.of(Kind.ABSENT, 2), found.counts());
    assertEquals(150, found.classes().size());
    assertEquals(5, found.train());
    files.text("ade.yaml", "root: " + ade + "\ntrain: {images: images, masks: annotations}\nclasses: classes.csv\n");
    assertEquals(151, Doctor.of(files.at("ade.yaml")).examine().classes().size(), "without ignore: 0, \"other\" is a class of its own");
  }
}
