package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Further ways to say where images and masks lie. */
class MaskListTest {
  @TempDir Path folder;
  private MaskFiles files;

  @BeforeEach
  void healthy() {
    files = new MaskFiles(folder.resolve("set")).healthy();
  }

  private static void refused(Class<? extends RuntimeException> kind, String spec, String... parts) {
    String message = assertThrows(kind, () -> MaskSet.open(spec)).getMessage();
    List.of(parts).forEach(part -> assertTrue(message.contains(part), message + " / " + part));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "src/.."})
  void the_working_folder_is_a_root(String root) {
    Within within = new Within(Path.of(root));
    assertTrue(Files.exists(within.resolve("pom.xml", "a test")));
    assertTrue(Files.exists(within.resolve("src/../pom.xml", "a test")));
    assertThrows(BadData.class, () -> within.resolve("../pom.xml", "a test"));
    assertThrows(BadData.class, () -> within.resolve("src/../../pom.xml", "a test"));
  }

  @Test
  void a_table_names_pairs_by_its_heading() {
    files.text("all.csv", "scene,Image,annotation\r\nstreet,images/b.png,masks/b.png\r\n\r\nroom,images/d.png,masks/a.png\r\n");
    Split split = MaskSet.open("masks:" + files.root() + ",train=all.csv,test=test.txt,classes=classes.txt");
    assertEquals(2, split.train().size());
    assertEquals(files.at("images/d.png"), split.train().origin(1));
    files.text("all.csv", "image,annotation\nimages/b.png\n");
    refused(BadData.class, "masks:" + files.root() + ",train=all.csv,classes=classes.txt",
        "all.csv, line 2, has 1 columns, fewer than its heading");
    files.text("all.csv", "picture,mask\nimages/b.png,masks/b.png\n");
    refused(BadData.class, "masks:" + files.root() + ",train=all.csv,classes=classes.txt", "must name the columns image and mask");
    files.text("all.csv", "");
    refused(BadData.class, "masks:" + files.root() + ",train=all.csv,classes=classes.txt", "must name the columns image and mask");
  }

  @Test
  void folders_can_be_given_in_a_line() {
    String line = "masks:" + files.root() + ",train.images=images,train.masks=masks,test=test.txt,classes=classes.txt";
    assertEquals(4, MaskSet.open(line).train().size());
    refused(IllegalArgumentException.class, line + ",train.images=x", "\"train.images=x\"", "gives a key a second time");
    refused(IllegalArgumentException.class, line + ",train.imags=x", "unknown key \"train.imags\"");
    refused(IllegalArgumentException.class, line + ",test.images=x", "\"test\" in", "is given as a whole and in parts");
  }

  @Test
  void too_few_pairs_to_set_one_aside_say_so() {
    refused(BadData.class, "masks:" + files.root() + ",train=train.txt,classes=classes.txt",
        "its 3 pairs are too few for one to be set aside; add test:");
  }

  @Test
  void colours_of_the_first_mask_are_taken_and_a_broken_one_costs_only_them() throws Exception {
    files.palette("masks/a.png", 8, new int[] {0x102030, 0x405060}, 2, 0, 1, 1, 0);
    assertEquals(List.of(0x102030, 0x405060), MaskSet.open(files.line("")).test().palette().colours());
    byte[] whole = Files.readAllBytes(Path.of(files.at("masks/a.png")));
    Files.write(Path.of(files.at("masks/a.png")), Arrays.copyOf(whole, whole.length - 9));
    Split split = MaskSet.open(files.line(""));
    assertEquals(Palette.distinct(2), split.train().palette());
    assertEquals(1, split.train().get(1).mask().at(0, 1));
    assertTrue(assertThrows(BadData.class, () -> split.train().get(0)).getMessage().startsWith(files.at("masks/a.png")));
  }
}
