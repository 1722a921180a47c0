package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir
  Path folder;

  @Test
  void folders_are_classes_in_the_order_of_their_names() throws IOException {
    picture("train/tulip/a.png", 10);
    picture("train/daisy/b.PNG", 20);
    picture("test/daisy/c.png", 30);
    picture("test/tulip/d.png", 40);
    Split split = ImageFolder.open(folder);
    assertEquals(List.of("daisy", "tulip"), split.train().classes());
    assertEquals(List.of(0, 1), labels(split.train()));
    assertEquals(20, split.train().get(0).image().at(0, 0, 0));
    assertEquals(40, split.test().get(1).image().at(0, 0, 0));
    assertEquals(folder.resolve("test/tulip/d.png").toString(), split.test().origin(1));
  }

  @Test
  void every_fifth_picture_of_each_class_is_set_aside() throws IOException {
    for (int i = 0; i < 10; i++) {
      picture("b/" + i + ".png", i);
      picture("a/deeper/" + i + ".png", 100 + i);
    }
    Split split = Datasets.open(folder);
    assertEquals(16, split.train().size());
    assertEquals(List.of(0, 0, 1, 1), labels(split.test()));
    assertEquals(104, split.test().get(0).image().at(0, 0, 0));
    assertEquals(9, split.test().get(3).image().at(0, 0, 0));
  }

  @Test
  void hidden_and_other_files_are_passed_over() throws IOException {
    picture("train/a/1.png", 1);
    picture("train/a/.hidden.png", 1);
    picture("train/.cache/1.png", 1);
    Files.writeString(folder.resolve("train/a/notes.txt"), "not a picture");
    picture("val/a/2.png", 2);
    Split split = ImageFolder.open(folder);
    assertEquals(List.of("a"), split.train().classes());
    assertEquals(1, split.train().size());
  }

  @Test
  void validation_is_taken_before_test() throws IOException {
    picture("train/a/1.png", 1);
    picture("val/a/2.png", 2);
    picture("test/a/3.png", 3);
    Dataset test = ImageFolder.open(folder).test();
    assertEquals(2, test.get(0).image().at(0, 0, 0));
    assertTrue(test.name().endsWith(" val"), test.name());
  }

  @Test
  void empty_class_is_named() throws IOException {
    picture("train/a/1.png", 1);
    picture("val/a/1.png", 1);
    Files.createDirectories(folder.resolve("train/b"));
    refused(folder.resolve("train/b") + " holds no picture");
  }

  @Test
  void class_that_only_the_test_folder_has_is_named() throws IOException {
    picture("train/a/1.png", 1);
    picture("val/a/1.png", 1);
    picture("val/z/1.png", 1);
    refused(folder.resolve("val/z") + " is a class that the training folder does not have; it knows a");
  }

  @Test
  void too_few_pictures_to_set_any_aside_are_refused() throws IOException {
    picture("a/1.png", 1);
    refused("holds no picture; at least one class needs five pictures");
  }

  @Test
  void unreadable_picture_is_named_when_it_is_asked_for() throws IOException {
    picture("train/a/1.png", 1);
    picture("val/a/1.png", 1);
    Files.writeString(folder.resolve("train/a/2.jpg"), "no picture");
    Dataset train = ImageFolder.open(folder).train();
    String message = assertThrows(BadData.class, () -> train.get(1)).getMessage();
    assertTrue(message.startsWith(folder.resolve("train/a/2.jpg") + " is no JPEG"), message);
  }

  @Test
  void photographs_of_101_classes_are_read() {
    Split split = Datasets.open(Shared.data("caltech101-64").toString());
    assertEquals(2020, split.train().size());
    assertEquals(1010, split.test().size());
    assertEquals(101, split.train().classes().size());
    assertEquals("image 64x64x3", split.train().get(2019).image().toString());
    assertEquals(100, split.train().get(2019).label());
  }

  private static List<Integer> labels(Dataset data) {
    return IntStream.range(0, data.size()).mapToObj(i -> data.get(i).label()).toList();
  }

  private void picture(String name, int gray) throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, 2, 2, 0, new int[] {gray, gray, gray, gray});
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    assertTrue(ImageIO.write(image, "png", file.toFile()));
  }

  private void refused(String part) {
    String message = assertThrows(BadData.class, () -> ImageFolder.open(folder)).getMessage();
    assertTrue(message.contains(part), message);
  }
}
