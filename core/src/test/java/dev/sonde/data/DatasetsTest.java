package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  @TempDir
  Path folder;

  @Test
  void shapes_takes_options_in_any_order() {
    Split split = Datasets.open("shapes:test=10,size=16,train=20");
    assertEquals(20, split.train().size());
    assertEquals(10, split.test().size());
    assertEquals("image 16x16x3", split.test().get(9).image().toString());
  }

  @Test
  void shapes_of_one_seed_are_equal_and_train_differs_from_test() {
    float[] train = Datasets.open("shapes:train=20,test=20,seed=7").train().get(3).image().values();
    assertArrayEquals(train, Datasets.open("shapes:seed=7,train=20,test=20").train().get(3).image().values());
    assertFalse(Arrays.equals(train, Datasets.open("shapes:train=20,test=20,seed=7").test().get(3).image().values()));
    assertFalse(Arrays.equals(train, Datasets.open("shapes:train=20,test=20,seed=8").train().get(3).image().values()));
  }

  @Test
  void shapes_without_options_is_5000_and_1000() {
    Split split = Datasets.open("shapes");
    assertEquals(5000, split.train().size());
    assertEquals(1000, split.test().size());
  }

  @Test
  void unknown_or_broken_option_is_refused() {
    refused("shapes:colour=3", "unknown option \"colour\" in shapes:colour=3; shapes knows size, train, test, seed, masks");
    refused("shapes:size=big", "option size of shapes must be a whole number, such as size=32, not \"big\"");
    refused("shapes:", "unknown option \"\"");
    refused("shapes:train=-4", "not \"-4\"");
  }

  @Test
  void unknown_name_lists_what_was_looked_for() {
    refused("mnits", "no data named \"mnits\": there is no folder of that name, and it is neither the built-in set shapes nor one of"
        + " the public sets mnist, fashion-mnist, kmnist, cifar-10, cifar-100");
  }

  @Test
  void public_set_that_was_not_fetched_says_how() {
    refused("kmnist", "the public set kmnist is not in " + folder + " yet; fetch it first with: sonde data fetch kmnist");
  }

  @Test
  void public_set_is_opened_from_its_home() throws IOException {
    Written.mnist(folder.resolve("kmnist"));
    assertEquals("kmnist train", Datasets.open("kmnist", folder).train().name());
  }

  @Test
  void empty_folder_and_folder_of_other_things_are_refused() throws IOException {
    refused(folder.toString(), folder + " is empty; looked for train-images-idx3-ubyte (MNIST)");
    Files.writeString(folder.resolve("notes.txt"), "hello");
    refused(folder.toString(), folder + " holds no set that is known; looked for");
    refused(folder.resolve("notes.txt").toString(), "is a file, not a folder");
  }

  @Test
  void halves_of_other_classes_do_not_make_a_split() throws IOException {
    Written.mnist(folder);
    Dataset digits = Idx.open(folder).train();
    Dataset shapes = Shapes.of(16, 10, Seed.of(1));
    assertThrows(IllegalArgumentException.class, () -> new Split(digits, shapes));
  }

  @Test
  void image_of_other_length_than_its_sizes_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> new Image(2, 3, 1, new float[5]));
    assertThrows(IllegalArgumentException.class, () -> new Image(0, 3, 1, new float[0]));
  }

  @Test
  void every_public_set_is_pinned_and_reached_by_its_name() {
    assertEquals(List.of("mnist", "fashion-mnist", "kmnist", "cifar-10", "cifar-100"), Catalogue.names());
    for (PublicSet set : Catalogue.all()) {
      assertEquals(set, Catalogue.named(set.name()));
      assertTrue(set.bytes() > 10_000_000, set.name());
    }
    assertEquals("cifar-10-binary.tar.gz", Catalogue.named("cifar-10").files().get(0).name());
  }

  private void refused(String spec, String part) {
    String message = assertThrows(IllegalArgumentException.class, () -> Datasets.open(spec, folder)).getMessage();
    assertTrue(message.contains(part), message);
  }
}
