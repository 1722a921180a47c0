package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir
  Path folder;

  @BeforeEach
  void write() throws IOException {
    Written.mnist(folder);
  }

  @Test
  void plain_and_packed_files_become_two_sets() {
    Split split = Idx.open(folder);
    assertEquals(3, split.train().size());
    assertEquals(2, split.test().size());
    assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), split.train().classes());
    assertEquals(9, split.train().get(2).label());
    Image image = split.train().get(1).image();
    assertEquals("image 2x3x1", image.toString());
    assertArrayEquals(new float[] {6, 7, 8, 9, 10, 11}, image.values());
  }

  @Test
  void every_get_hands_out_an_array_of_its_own() {
    Dataset train = Idx.open(folder).train();
    train.get(0).image().values()[3] = 99;
    assertEquals(3, train.get(0).image().values()[3]);
  }

  @Test
  void pixels_above_127_stay_positive() throws IOException {
    put("train-images-idx3-ubyte", Written.idx(0x803, new int[] {3, 1, 1}, new byte[] {(byte) 128, (byte) 255, 0}));
    Dataset train = Idx.open(folder).train();
    assertEquals(128, train.get(0).image().values()[0]);
    assertEquals(255, train.get(1).image().values()[0]);
  }

  @Test
  void names_beside_the_files_become_the_classes() throws IOException {
    Files.writeString(folder.resolve("classes.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n");
    assertEquals("k", Idx.open(folder).train().classes().get(10));
  }

  @Test
  void missing_file_is_named() throws IOException {
    Files.delete(folder.resolve("train-labels-idx1-ubyte"));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Idx.open(folder)).getMessage().contains("no train labels"));
  }

  @Test
  void two_sets_in_one_folder_are_refused() throws IOException {
    put("digits-train-images-idx3-ubyte", Written.images(3));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Idx.open(folder)).getMessage().contains("more than one file"));
  }

  @Test
  void label_out_of_range_names_its_place() throws IOException {
    put("train-labels-idx1-ubyte", Written.labels(7, 10, 9));
    refused("train-labels-idx1-ubyte: label 1 is 10, but the set has 10 classes (0 to 9)");
  }

  @Test
  void other_number_of_labels_than_images_is_refused() throws IOException {
    put("train-labels-idx1-ubyte", Written.labels(7, 0));
    refused("holds 3 images, but");
  }

  @Test
  void foreign_file_is_refused() throws IOException {
    put("train-images-idx3-ubyte", "not an idx file at all".getBytes());
    refused("is not an IDX file: it starts with 0x6e6f7420");
  }

  @Test
  void floats_are_refused_by_their_type() throws IOException {
    put("train-images-idx3-ubyte", Written.idx(0xd03, new int[] {3, 1, 1}, new byte[12]));
    refused("holds values of type 0xd");
  }

  @Test
  void wrong_number_of_dimensions_is_refused() throws IOException {
    put("train-images-idx3-ubyte", Written.labels(1, 2, 3));
    refused("has 1 dimensions, but images have 3");
  }

  @Test
  void file_cut_short_is_refused() throws IOException {
    put("train-images-idx3-ubyte", Arrays.copyOf(Written.images(3), 30));
    refused("is too short for its 3 images of 2x3 pixels, which take 18 bytes");
  }

  @Test
  void header_cut_short_is_refused() throws IOException {
    put("train-images-idx3-ubyte", Arrays.copyOf(Written.images(3), 9));
    refused("ends after 1 of the 4 bytes of its header");
  }

  @Test
  void bytes_after_the_last_image_are_refused() throws IOException {
    put("train-images-idx3-ubyte", Arrays.copyOf(Written.images(3), 35));
    refused("goes on after its 3 images of 2x3 pixels");
  }

  @Test
  void claim_of_two_billion_images_takes_no_memory() throws IOException {
    put("train-images-idx3-ubyte", Written.idx(0x803, new int[] {Integer.MAX_VALUE, 28, 28}, new byte[18]));
    put("train-labels-idx1-ubyte", Written.idx(0x801, new int[] {Integer.MAX_VALUE}, new byte[18]));
    refused("is too short for its 2147483647 labels");
  }

  @Test
  void gzip_cut_short_is_refused() throws IOException {
    byte[] packed = Written.gzip(Written.images(2));
    put("t10k-images-idx3-ubyte.gz", Arrays.copyOf(packed, packed.length - 12));
    refused("its gzip stream ends too early");
  }

  @Test
  void flipped_bit_in_a_gzip_file_is_found() throws IOException {
    byte[] packed = Written.gzip(Written.images(2));
    packed[packed.length - 6] ^= 1;
    put("t10k-images-idx3-ubyte.gz", packed);
    refused("its gzip stream is damaged");
  }

  @Test
  void mnist_itself_is_read() {
    Split mnist = Datasets.open(Shared.data("mnist"));
    assertEquals(60_000, mnist.train().size());
    assertEquals(10_000, mnist.test().size());
    assertEquals(List.of(5, 0, 4, 1, 9), List.of(0, 1, 2, 3, 4).stream().map(i -> mnist.train().get(i).label()).toList());
    assertEquals(0.1307, mean(mnist.train()), 5e-5);
  }

  /** The mean on the scale 0 … 1; 0.1307 is the number every MNIST example normalises by. */
  private static double mean(Dataset data) {
    double sum = 0;
    for (int i = 0; i < data.size(); i++) {
      for (float value : data.get(i).image().values()) {
        sum += value;
      }
    }
    return sum / 255 / 784 / data.size();
  }

  private void put(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private void refused(String part) {
    String message = assertThrows(BadData.class, () -> Idx.open(folder)).getMessage();
    assertTrue(message.startsWith(folder.toString()) && message.contains(part), message);
  }
}
