package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links out of the data root are refused for sets of every kind, those within it are followed, and what is no file is not opened. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LinksTest {
  private static final byte[] RECORD = Written.cifar(new int[] {3}, 200, 100, 50);

  @TempDir Path folder;
  private Path root;
  private Path outside;

  @BeforeEach
  void folders() throws IOException {
    root = Files.createDirectory(folder.resolve("set"));
    outside = Files.createDirectory(folder.resolve("outside"));
  }

  /** Moves a file or folder of the set out of it and links it there. */
  private void moved(String name) throws IOException {
    Path place = outside.resolve(Path.of(name).getFileName());
    Files.move(root.resolve(name), place);
    Files.createSymbolicLink(root.resolve(name), place);
  }

  private void refused(String name) {
    String message = assertThrows(BadData.class, () -> Datasets.open(root)).getMessage();
    assertEquals(root.resolve(name) + " is a link that leads out of the data root " + root + "; put what it leads to there itself",
        message);
  }

  private void flowers() throws IOException {
    new MaskFiles(root).image("train/daisy/a.png", 2, 2, 1).image("train/daisy/deep/b.png", 2, 2, 2).image("train/tulip/c.png", 2, 2, 3)
        .image("val/daisy/d.png", 2, 2, 4).image("val/tulip/e.png", 2, 2, 5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train-images-idx3-ubyte", "t10k-labels-idx1-ubyte.gz", "classes.txt"})
  void files_of_mnist(String name) throws IOException {
    Written.mnist(root);
    Files.writeString(root.resolve("classes.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
    assertEquals(3, Datasets.open(root).train().size());
    moved(name);
    refused(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cifar-10-batches-bin", "cifar-10-batches-bin/data_batch_1.bin", "cifar-10-batches-bin/test_batch.bin"})
  void files_of_cifar(String name) throws IOException {
    Path inner = Files.createDirectory(root.resolve("cifar-10-batches-bin"));
    Files.write(inner.resolve("data_batch_1.bin"), RECORD);
    Files.write(inner.resolve("test_batch.bin"), RECORD);
    assertEquals(1, Datasets.open(root).train().size());
    moved(name);
    refused(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "val", "train/daisy", "val/tulip", "train/daisy/deep", "train/daisy/a.png", "val/daisy/d.png"})
  void folders_and_files_of_pictures(String name) throws IOException {
    flowers();
    assertEquals(3, Datasets.open(root).train().size());
    moved(name);
    refused(name);
  }

  @Test
  void links_within_the_root_are_followed_and_the_root_may_be_one() throws IOException {
    flowers();
    Files.createSymbolicLink(root.resolve("train/rose"), root.resolve("val/tulip"));
    Files.createSymbolicLink(root.resolve("train/tulip/again.png"), root.resolve("train/tulip/c.png"));
    new MaskFiles(root).image("val/rose/f.png", 2, 2, 6);
    Path link = Files.createSymbolicLink(folder.resolve("link"), root);
    Split split = Datasets.open(link);
    assertEquals(5, split.train().size());
    assertEquals(link.resolve("train/rose/e.png").toString(), split.train().origin(2));
    assertEquals(2, split.train().get(2).image().height());
  }

  @Test
  void folders_that_cross_each_other_count_once_and_circles_are_refused() throws IOException {
    flowers();
    for (int i = 0; i < 40; i++) {
      Path step = Files.createDirectories(root.resolve("train/daisy/step" + i));
      Files.createSymbolicLink(step.resolve("one"), root.resolve("train/daisy/step" + (i + 1)));
      Files.createSymbolicLink(step.resolve("two"), root.resolve("train/daisy/step" + (i + 1)));
    }
    new MaskFiles(root).image("train/daisy/step40/g.png", 2, 2, 6);
    assertEquals(4, Datasets.open(root).train().size());
    Files.createSymbolicLink(root.resolve("train/daisy/deep/up"), root.resolve("train"));
    String message = assertThrows(BadData.class, () -> Datasets.open(root)).getMessage();
    assertEquals(root.resolve("train/daisy/deep/up") + " is a link to a folder that holds " + root.resolve("train/daisy")
        + "; take the link away", message);
  }

  @Test
  void a_link_that_leads_nowhere_or_only_to_itself_is_no_picture() throws IOException {
    flowers();
    Files.createSymbolicLink(root.resolve("train/daisy/gone.png"), root.resolve("gone"));
    Files.createSymbolicLink(root.resolve("train/daisy/self.png"), root.resolve("train/daisy/self.png"));
    assertEquals(3, Datasets.open(root).train().size());
  }

  @Test
  void masks_and_what_describes_them() throws IOException {
    MaskFiles files = new MaskFiles(root).healthy();
    assertEquals(3, MaskSet.open(files.line("")).train().size());
    for (String name : new String[] {"images/b.png", "masks/a.png", "classes.txt", "train.txt"}) {
      moved(name);
      String message = assertThrows(BadData.class, () -> MaskSet.open(files.line(""))).getMessage();
      assertTrue(message.contains(" names " + name + ", a link that leads out of the data root " + root), message);
      Files.delete(root.resolve(name));
      Files.move(outside.resolve(Path.of(name).getFileName()), root.resolve(name));
    }
    Path link = Files.createSymbolicLink(folder.resolve("link"), root);
    assertEquals(3, MaskSet.open(files.line("").replace(root.toString(), link.toString())).train().size());
  }

  @Test
  void a_pipe_is_not_waited_for() throws Exception {
    MaskFiles files = new MaskFiles(root).healthy();
    for (String name : new String[] {"images/a.png", "train.txt", "classes.txt"}) {
      Files.move(root.resolve(name), outside.resolve("kept"));
      assumeTrue(new ProcessBuilder("mkfifo", root.resolve(name).toString()).start().waitFor() == 0, "no mkfifo");
      String message = assertThrows(BadData.class, () -> MaskSet.open(files.line("")).train().get(0)).getMessage();
      assertEquals(root.resolve(name) + " is no plain file but a pipe or a device, which is not read", message);
      Files.delete(root.resolve(name));
      Files.move(outside.resolve("kept"), root.resolve(name));
    }
  }

  @Test
  void a_class_whose_name_would_move_the_cursor() throws IOException {
    new MaskFiles(root).image("train/a\u001b[2J/a.png", 2, 2, 1).image("val/a\u001b[2J/b.png", 2, 2, 2);
    String message = assertThrows(BadData.class, () -> Datasets.open(root)).getMessage();
    assertTrue(message.startsWith("\"a<U+001B>[2J\", a class of set train, holds a control character"), message);
  }

  @Test
  void a_file_that_is_gone_is_called_so() throws IOException {
    flowers();
    Split split = Datasets.open(root);
    Files.delete(root.resolve("train/daisy/a.png"));
    String message = assertThrows(UncheckedIOException.class, () -> split.train().get(0)).getMessage();
    assertEquals(root.resolve("train/daisy/a.png") + " cannot be read: there is no such file", message);
  }
}
