package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTest {
  private static final byte[] CAT = Written.cifar(new int[] {3}, 200, 100, 50);
  private static final byte[] TRUCK = Written.cifar(new int[] {9}, 1, 2, 255);

  @TempDir
  Path folder;

  @Test
  void planes_become_interleaved_pixels() throws IOException {
    put("data_batch_1.bin", CAT);
    put("test_batch.bin", TRUCK);
    Sample sample = Cifar.ten(folder).test().get(0);
    assertEquals("image 32x32x3", sample.image().toString());
    assertEquals(1, sample.image().at(31, 7, 0));
    assertEquals(2, sample.image().at(31, 7, 1));
    assertEquals(255, sample.image().at(31, 7, 2));
    assertEquals(9, sample.label());
  }

  @Test
  void plane_order_within_an_image_is_row_by_row() throws IOException {
    byte[] record = CAT.clone();
    record[1 + 2 * 32 + 5] = 77;
    put("data_batch_1.bin", record);
    put("test_batch.bin", TRUCK);
    assertEquals(77, Cifar.ten(folder).train().get(0).image().at(2, 5, 0));
  }

  @Test
  void fewer_than_five_batches_are_said_in_the_name() throws IOException {
    put("data_batch_1.bin", CAT);
    put("data_batch_4.bin.gz", Written.gzip(Written.joined(TRUCK, CAT)));
    put("test_batch.bin", TRUCK);
    Dataset train = Cifar.ten(folder).train();
    assertEquals("cifar-10 (2 of 5 training batches)", train.name());
    assertEquals(3, train.size());
    assertEquals(9, train.get(1).label());
    assertEquals("record 0 of " + folder.resolve("data_batch_1.bin"), train.origin(0));
    assertEquals("record 1 of " + folder.resolve("data_batch_4.bin.gz"), train.origin(2));
  }

  @Test
  void hundred_takes_the_fine_label() throws IOException {
    put("train.bin", Written.cifar(new int[] {4, 99}, 1, 2, 3));
    put("test.bin", Written.cifar(new int[] {19, 0}, 1, 2, 3));
    Split split = Datasets.open(folder);
    assertEquals(99, split.train().get(0).label());
    assertEquals(100, split.test().classes().size());
  }

  @Test
  void folder_above_the_unpacked_one_is_enough() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
    Files.write(inner.resolve("data_batch_1.bin"), CAT);
    Files.write(inner.resolve("test_batch.bin"), TRUCK);
    assertEquals(1, Datasets.open(folder).train().size());
  }

  @Test
  void file_cut_short_is_refused() throws IOException {
    put("data_batch_1.bin", Arrays.copyOf(CAT, 3000));
    put("test_batch.bin", TRUCK);
    refused("data_batch_1.bin holds 3000 bytes, which is no whole number of records of 3073 bytes");
  }

  @Test
  void gzip_cut_short_is_refused() throws IOException {
    byte[] packed = Written.gzip(CAT);
    put("data_batch_1.bin.gz", Arrays.copyOf(packed, packed.length / 2));
    put("test_batch.bin", TRUCK);
    refused("its gzip stream ends too early");
  }

  @Test
  void label_out_of_range_names_its_record() throws IOException {
    put("data_batch_1.bin", Written.joined(CAT, Written.cifar(new int[] {10}, 0, 0, 0)));
    put("test_batch.bin", TRUCK);
    refused("the label of record 1 is 10; labels are 0 to 9");
  }

  @Test
  void empty_file_is_refused() throws IOException {
    put("data_batch_1.bin", new byte[0]);
    put("test_batch.bin", TRUCK);
    refused("holds 0 bytes");
  }

  @Test
  void missing_test_batch_is_named() throws IOException {
    put("data_batch_1.bin", CAT);
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Cifar.ten(folder)).getMessage().contains("no test_batch.bin"));
  }

  @Test
  void cifar_10_itself_is_read() {
    Split cifar = Datasets.open(Shared.data("cifar10"));
    assertTrue(cifar.train().size() % 10_000 == 0 && cifar.train().size() > 0);
    assertEquals(10_000, cifar.test().size());
    assertEquals("frog", cifar.train().classes().get(cifar.train().get(0).label()));
    assertEquals("cat", cifar.test().classes().get(cifar.test().get(0).label()));
    int[] counts = new int[10];
    for (int i = 0; i < 10_000; i++) {
      counts[cifar.test().get(i).label()]++;
    }
    assertEquals(Arrays.toString(new int[] {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000}), Arrays.toString(counts));
  }

  private void put(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private void refused(String part) {
    String message = assertThrows(BadData.class, () -> Cifar.ten(folder)).getMessage();
    assertTrue(message.startsWith(folder.toString()) && message.contains(part), message);
  }
}
