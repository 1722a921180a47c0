package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sonde.fuzz.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Broken files of MNIST's and CIFAR's kind: read, or refused in one sentence.
 *
 * <p>The long form of all readers of this room: {@code mvn test -pl core -Dtest='Fuzzed*Test' -Dsonde.fuzz=20000}.
 */
class FuzzedSetsTest {
  private static final byte[] RECORD = Written.cifar(new int[] {3}, 200, 100, 50);
  private static final byte[] FINE = Written.cifar(new int[] {4, 99}, 1, 2, 3);
  private static final List<byte[]> NAMES = List.of(text("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n"), text("\ufeffeins\r\nzwei\r\n\r\n"),
      text("0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n"));

  @TempDir Path folder;

  @Test
  void idx_images() throws IOException {
    Written.mnist(folder);
    reader("idx-images", "train-images-idx3-ubyte", List.of(Written.images(3), Written.idx(0x803, new int[] {3, 1, 1}, new byte[3])),
        () -> Idx.open(folder));
  }

  @Test
  void idx_labels() throws IOException {
    Written.mnist(folder);
    reader("idx-labels", "train-labels-idx1-ubyte", List.of(Written.labels(7, 0, 9), Written.labels(1, 2, 3)), () -> Idx.open(folder));
  }

  @Test
  void idx_in_gzip() throws IOException {
    Written.mnist(folder);
    packed("idx-gzip", "t10k-images-idx3-ubyte.gz", List.of(Written.images(2), Written.idx(0x803, new int[] {2, 30, 30}, new byte[1800])),
        () -> Idx.open(folder));
  }

  @Test
  void cifar_10() throws IOException {
    Files.write(folder.resolve("test_batch.bin"), RECORD);
    reader("cifar-10", "data_batch_1.bin", List.of(RECORD, Written.joined(RECORD, RECORD)), () -> Cifar.ten(folder));
  }

  @Test
  void cifar_10_in_gzip() throws IOException {
    Files.write(folder.resolve("test_batch.bin"), RECORD);
    packed("cifar-10-gzip", "data_batch_2.bin.gz", List.of(noise(), Written.joined(noise(), noise())), () -> Cifar.ten(folder));
  }

  @Test
  void cifar_100() throws IOException {
    Files.write(folder.resolve("train.bin"), FINE);
    reader("cifar-100", "test.bin", List.of(FINE, Written.joined(FINE, FINE, FINE)), () -> Cifar.hundred(folder));
  }

  @Test
  void names_of_classes() throws IOException {
    Written.mnist(folder);
    reader("classes", "classes.txt", NAMES, () -> Idx.open(folder));
  }

  @Test
  void names_of_cifar() throws IOException {
    Files.write(folder.resolve("data_batch_1.bin"), RECORD);
    Files.write(folder.resolve("test_batch.bin"), RECORD);
    reader("cifar-classes", "batches.meta.txt", NAMES, () -> Cifar.ten(folder));
  }

  /** Broken files in whole gzip, and broken gzip. */
  private void packed(String name, String file, List<byte[]> plain, Callable<Split> opening) {
    Fuzz.reader(name + "-inside", plain, bytes -> read(file, gzip(bytes), opening));
    reader(name, file, plain.stream().map(FuzzedSetsTest::gzip).toList(), opening);
  }

  private void reader(String name, String file, List<byte[]> corpus, Callable<Split> opening) {
    Fuzz.reader(name, corpus, bytes -> read(file, bytes, opening));
  }

  private void read(String file, byte[] bytes, Callable<Split> opening) throws IOException {
    Files.write(folder.resolve(file), bytes);
    readAll(opening);
  }

  /** Some samples of both halves; all would cost more than the list of a thousand lines that names them. */
  static void readAll(Callable<Split> opening) {
    Split split;
    try {
      split = opening.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    for (Dataset half : List.of(split.train(), split.test())) {
      for (int i = 0; i < Math.min(4, half.size()); i++) {
        assertTrue(half.get(i).truth() != null && half.origin(i) != null);
      }
    }
  }

  /** A record that gzip cannot shorten, so that what a broken file unpacks to stays in proportion. */
  private static byte[] noise() {
    byte[] record = new byte[RECORD.length];
    new Random(1).nextBytes(record);
    record[0] = 3;
    return record;
  }

  static byte[] gzip(byte[] bytes) {
    try {
      return Written.gzip(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
