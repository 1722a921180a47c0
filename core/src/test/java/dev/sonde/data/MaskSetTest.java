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
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From stored values to classes. */
class MaskSetTest {
  private static final short NO = Mask.IGNORE;

  @TempDir Path folder;
  private MaskFiles files;

  @BeforeEach
  void healthy() {
    files = new MaskFiles(folder).healthy();
  }

  private Sample first(String more) {
    return MaskSet.open(files.line(more)).train().get(0);
  }

  private String refused(String more) {
    return assertThrows(BadData.class, () -> first(more)).getMessage();
  }

  @Test
  void a_sample_is_its_image_and_its_classes() {
    Dataset train = MaskSet.open(files.line("")).train();
    assertTrue(train.dense());
    assertEquals(List.of("first", "second"), train.classes());
    assertEquals(3, train.size());
    assertEquals(Codec.read(folder.resolve("images/b.png")).at(1, 1, 2), train.get(1).image().at(1, 1, 2));
    assertArrayEquals(new short[] {0, 1, 1, 0}, train.get(1).mask().classes());
    assertTrue(train.origin(2).endsWith("images/c.png"));
    assertThrows(IndexOutOfBoundsException.class, () -> train.get(3));
  }

  @Test
  void offset_and_ignored_values() {
    files.gray("masks/a.png", 2, 0, 1, 2, 255);
    assertArrayEquals(new short[] {NO, 0, 1, NO}, first(",offset=1,ignore=0+255").mask().classes());
    assertArrayEquals(new short[] {1, NO, NO, NO}, first(",offset=-1,ignore=1+2+255").mask().classes(), "value 0 less an offset of -1 is class 1");
  }

  @Test
  void an_ignored_value_among_the_classes_leaves_those_before_it() {
    files.text("classes.csv", "index,name\n0,a\n1,b\n2,void\n").gray("masks/a.png", 2, 0, 1, 2, 2);
    Split split = MaskSet.open(files.line(",ignore=2").replace("classes.txt", "classes.csv"));
    assertEquals(List.of("a", "b"), split.train().classes());
    assertArrayEquals(new short[] {0, 1, NO, NO}, split.train().get(0).mask().classes());
  }

  @Test
  void classes_behind_ignored_values_move_up() {
    files.text("classes.csv", "name,id,r,g,b\nunlabeled,0,0,0,0\nground,6,81,0,81\nroad,7,128,64,128\nsidewalk,8,244,35,232\nparking,9,250,170,160\n"
        + "rail track,10,230,150,140\nbuilding,11,70,70,70\nlicense plate,-1,0,0,142\nwall,12,102,102,156\npolegroup,18,153,153,153\nbus,28,0,60,100\n");
    files.gray("masks/a.png", 2, 7, 9, 11, 28).image("images/b.png", 4, 2, 3).gray("masks/b.png", 4, 0, 6, 8, 10, 12, 18, 7, 28).gray("masks/c.png", 2, 7, 7, 7, 13);
    String line = files.line(",ignore=0+6+9+10+18").replace("classes.txt", "classes.csv");
    Dataset train = MaskSet.open(line).train();
    assertEquals(List.of("road", "sidewalk", "building", "wall", "bus"), train.classes());
    assertEquals(List.of(0x804080, 0xf423e8, 0x464646, 0x66669c, 0x003c64), train.palette().colours());
    assertArrayEquals(new short[] {0, NO, 2, 4}, train.get(0).mask().classes());
    assertArrayEquals(new short[] {NO, NO, 1, NO, 3, NO, 0, 4}, train.get(1).mask().classes());
    String refused = assertThrows(BadData.class, () -> train.get(2)).getMessage();
    assertTrue(refused.endsWith("holds the value 13 at row 1, column 1; the 5 classes are the values 7 to 8, 11 to 12, 28; declare ignore: 13 if it counts for "
        + "nothing, or name its class"), refused);
    files.colours("masks/a.png", 2, 0x464646, 0x003c64, 0xfaaaa0, 0x804080);
    assertArrayEquals(new short[] {2, 4, NO, 0}, MaskSet.open(line + ",colours=yes").train().get(0).mask().classes());
  }

  @Test
  void a_palette_gives_the_classes_that_are_left_their_colours() {
    files.text("classes.txt", "first\nvoid\nsecond\n").palette("masks/a.png", 8, new int[] {0x111111, 0x222222, 0x333333}, 2, 0, 1, 2, 0);
    Dataset train = MaskSet.open(files.line(",ignore=1")).train();
    assertEquals(List.of(0x111111, 0x333333), train.palette().colours());
    assertArrayEquals(new short[] {0, NO, 1, 0}, train.get(0).mask().classes());
  }

  @Test
  void a_value_beyond_the_classes_is_refused_with_its_place() {
    files.gray("masks/a.png", 2, 0, 1, 1, 2);
    assertEquals(files.at("masks/a.png") + " holds the value 2 at row 1, column 1; the 2 classes are the values 0 to 1; declare ignore: 2 if it counts for "
        + "nothing, or name its class", refused(""));
    assertTrue(refused(",offset=1").contains("holds the value 0 at row 0, column 0; the 2 classes are the values 1 to 2"));
    files.wide("masks/a.png", 2, 0, 1, 1, 65535);
    assertTrue(refused("").contains("holds the value 65535"));
  }

  @Test
  void a_mask_of_another_size_is_refused() {
    files.gray("masks/a.png", 1, 0, 1, 1, 0);
    assertEquals(files.at("masks/a.png") + " is 1x4 pixels, but its image " + files.at("images/a.png") + " is 2x2; a mask has the size of its image", refused(""));
  }

  @Test
  void colours_are_looked_up_where_they_are_declared() {
    files.text("classes.csv", "index,name,r,g,b\n0,first,128,0,0\n1,second,0,128,0\n2,void,0,0,0\n").colours("masks/a.png", 2, 0x008000, 0x800000, 0, 0x008000);
    String line = files.line(",colours=yes,ignore=2").replace("classes.txt", "classes.csv");
    assertArrayEquals(new short[] {1, 0, NO, 1}, MaskSet.open(line).train().get(0).mask().classes());
    String other = assertThrows(BadData.class, () -> MaskSet.open(line).train().get(1)).getMessage();
    assertTrue(other.contains("masks/b.png is a gray or palette PNG, but colours: yes is declared"), other);
    files.colours("masks/a.png", 2, 0x008000, 0x800000, 0x808080, 0x008000);
    String unknown = assertThrows(BadData.class, () -> MaskSet.open(line).train().get(0)).getMessage();
    assertTrue(unknown.endsWith("holds the value #808080 at row 1, column 0; no class has that colour"), unknown);
    assertTrue(refused("").contains("is a colour PNG, not one of class numbers"));
    assertThrows(IllegalArgumentException.class, () -> first(",colours=yes"), "classes without colours");
  }

  @Test
  void two_classes_of_one_colour_cannot_be_told() {
    files.text("classes.csv", "index,name,r,g,b\n0,road,140,140,140\n1,skyscraper,140,140,140\n");
    String line = files.line("").replace("classes.txt", "classes.csv");
    String message = assertThrows(IllegalArgumentException.class, () -> MaskSet.open(line + ",colours=yes")).getMessage();
    assertTrue(message.contains("have the colour #8c8c8c"), message);
    assertEquals(2, MaskSet.open(line).train().classes().size(), "indices tell them");
  }

  @Test
  void the_palette_is_the_tables_or_the_first_masks_or_made() {
    assertEquals(Palette.distinct(2), MaskSet.open(files.line("")).train().palette());
    files.palette("masks/a.png", 8, new int[] {0x111111, 0x222222, 0x333333}, 2, 0, 1, 1, 0);
    assertEquals(List.of(0x111111, 0x222222), MaskSet.open(files.line("")).train().palette().colours());
    assertEquals(List.of(0x222222, 0x333333), MaskSet.open(files.line(",offset=1,ignore=0")).test().palette().colours(), "both halves have one");
    files.text("classes.csv", "index,name,r,g,b\n0,first,1,2,3\n1,second,4,5,6\n");
    assertEquals(List.of(0x010203, 0x040506), MaskSet.open(files.line("").replace("classes.txt", "classes.csv")).train().palette().colours());
  }

  @Test
  void an_image_is_not_turned_by_exif_since_its_mask_is_not() throws IOException {
    files.image("images/a.jpg", 4, 2, 5).gray("masks/a.png", 4, 0, 1, 1, 0, 0, 0, 0, 1).text("train.txt", "images/a.jpg masks/a.png\n");
    Path file = folder.resolve("images/a.jpg");
    float[] stored = Codec.read(file).values();
    Files.write(file, CodecTest.oriented(Files.readAllBytes(file), 6));
    assertEquals("image 4x2x3", Codec.read(file).toString(), "anywhere else it is");
    Dataset train = MaskSet.open(files.line("")).train();
    assertEquals("image 2x4x3", train.get(0).image().toString());
    assertArrayEquals(stored, train.get(0).image().values());
    assertFalse(train.portrait(0));
    Files.write(file, CodecTest.oriented(Files.readAllBytes(file), 3));
    assertArrayEquals(stored, train.get(0).image().values(), "half a turn keeps the size");
  }

  @Test
  void upright_is_known() {
    files.image("images/b.png", 1, 2, 5).gray("masks/b.png", 1, 0, 1);
    Dataset train = MaskSet.open(files.line("")).train();
    assertFalse(train.portrait(0));
    assertTrue(train.portrait(1));
    assertTrue(train.portrait(1));
    assertTrue(Subset.of(train, 3, Seed.of(1)).portrait(1));
  }

  @Test
  void names_as_csails_table_has_them() {
    Path ade = Shared.data("ade20k-mini");
    ClassTable table = ClassTable.read(ade.resolve("object150_info.csv"), 1);
    List<String> names = table.classes(1, Set.of(0));
    assertEquals(150, names.size());
    assertEquals("wall", names.get(0));
    assertEquals("building", names.get(1));
    assertEquals(150, names.stream().distinct().count());
  }
}
