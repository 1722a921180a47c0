package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
  @TempDir Path home;

  private static PixelSet pixels(int changed, int label, String name) {
    byte[] pixels = new byte[200 * 4];
    pixels[changed] = 1;
    byte[] labels = new byte[200];
    labels[label] = 1;
    return new PixelSet(name, 2, 2, 1, pixels, labels, List.of("a", "b"), i -> name + i);
  }

  @Test
  void a_set_in_memory_is_known_by_every_pixel_and_label_not_by_its_name() {
    String first = pixels(0, 0, "one").fingerprint();
    assertTrue(first.matches("[0-9a-f]{16}"), first);
    assertEquals(first, pixels(0, 0, "two").fingerprint());
    assertNotEquals(first, pixels(799, 0, "one").fingerprint());
    assertNotEquals(first, pixels(0, 199, "one").fingerprint());
  }

  @Test
  void generated_sets_are_known_by_size_count_and_seed() {
    Set<String> all = new HashSet<>();
    for (String spec : List.of("shapes:train=90", "shapes:train=91", "shapes:train=90,seed=2", "shapes:train=90,size=16", "shapes:train=90,masks=yes")) {
      Split split = Datasets.open(spec);
      assertEquals(split.train().fingerprint(), Datasets.open(spec).train().fingerprint());
      all.add(split.train().fingerprint());
    }
    assertEquals(5, all.size());
  }

  @Test
  void parts_and_prepared_sets_differ_from_the_whole() {
    Split shapes = Datasets.open("shapes:train=90,size=16");
    Set<String> all = new HashSet<>(List.of(shapes.train().fingerprint(), new Samples(40, 0).of(shapes, Seed.of(1)).train().fingerprint(),
        new Samples(40, 0).of(shapes, Seed.of(2)).train().fingerprint(), new Samples(41, 0).of(shapes, Seed.of(1)).train().fingerprint(),
        Preparation.fit(List.of("gcn 55"), shapes.train()).of(shapes.train()).fingerprint(),
        Preparation.fit(List.of("gcn 5"), shapes.train()).of(shapes.train()).fingerprint()));
    assertEquals(6, all.size());
  }

  private Path folder(String name, int changed) throws IOException {
    Path root = home.resolve(name);
    for (int i = 0; i < 10; i++) {
      Path place = Files.createDirectories(root.resolve("train").resolve(i % 2 == 0 ? "cat" : "dog"));
      Files.createDirectories(root.resolve("val").resolve(i % 2 == 0 ? "cat" : "dog"));
      byte[] png = Codec.png(new Image(2, 2, 1, new float[] {i, 0, 0, i == changed ? 9 : 0}));
      Files.write(place.resolve(i + ".png"), png);
      Files.write(root.resolve("val").resolve(i % 2 == 0 ? "cat" : "dog").resolve(i + ".png"), png);
    }
    return root;
  }

  @Test
  void folders_are_known_by_names_sizes_and_bytes_wherever_they_lie() throws IOException {
    String first = Datasets.open(folder("here", -1)).train().fingerprint();
    Path there = folder("there", -1);
    assertEquals(first, Datasets.open(there).train().fingerprint());
    assertEquals(first, Datasets.open(home.resolve("here/../there")).train().fingerprint());
    assertNotEquals(first, Datasets.open(folder("changed", 7)).train().fingerprint());
    Files.move(there.resolve("train/cat/0.png"), there.resolve("train/cat/00.png"));
    assertNotEquals(first, Datasets.open(there).train().fingerprint(), "a name");
    Files.move(there.resolve("train/cat/00.png"), there.resolve("train/dog/0.png"));
    assertNotEquals(first, Datasets.open(there).train().fingerprint(), "a label");
  }

  @Test
  void a_damaged_or_missing_file_is_no_failure_here() throws IOException {
    Path root = folder("damaged", -1);
    Files.write(root.resolve("train/cat/0.png"), new byte[3]);
    Dataset train = Datasets.open(root).train();
    String damaged = train.fingerprint();
    Files.delete(root.resolve("train/cat/0.png"));
    assertNotEquals(damaged, train.fingerprint());
  }

  private Path masks(String name, String ignore, int changed) throws IOException {
    Path root = Files.createDirectories(home.resolve(name));
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      Files.write(root.resolve(i + ".png"), Codec.png(Image.black(2, 2, 3)));
      Files.write(root.resolve("m" + i + ".png"), Codec.png(new Image(2, 2, 1, new float[] {0, 1, i == changed ? 1 : 0, 0})));
      list.append(i).append(".png m").append(i).append(".png\n");
    }
    Files.writeString(root.resolve("list.txt"), list);
    return Files.writeString(root.resolve("set.yaml"), "train: list.txt\nclasses: [a, b]\nignore: [" + ignore + "]\n");
  }

  @Test
  void pairs_are_known_by_both_files_and_by_what_values_stand_for() throws IOException {
    String first = Datasets.open(masks("one", "255", -1).toString()).train().fingerprint();
    assertEquals(first, Datasets.open(masks("two", "255", -1).toString()).train().fingerprint());
    assertNotEquals(first, Datasets.open(masks("three", "254", -1).toString()).train().fingerprint());
    assertNotEquals(first, Datasets.open(masks("four", "255", 2).toString()).train().fingerprint());
  }

  @Test
  void looks_at_sixty_four_samples_from_the_first_on() {
    assertEquals(List.of(0, 1, 2), Fingerprint.spread(3).boxed().toList());
    int[] many = Fingerprint.spread(20_210).toArray();
    assertEquals(64, Arrays.stream(many).distinct().count());
    assertEquals(0, many[0]);
    assertTrue(IntStream.range(1, 64).allMatch(i -> Math.abs(many[i] - many[i - 1] - 20_210 / 64) <= 1));
  }

  @Test
  void two_prints_have_a_text_and_tell_what_changed() {
    Fingerprints old = new Fingerprints("0123456789abcdef", "fedcba9876543210");
    assertEquals(old, Fingerprints.parse(old.text()));
    assertTrue(old.changed(old).isEmpty());
    assertTrue(old.changed(new Fingerprints(old.train(), old.train())).orElseThrow().startsWith("the test set is not what the run began with"));
    assertTrue(old.changed(new Fingerprints(old.test(), old.test())).orElseThrow().startsWith("the training set is not"));
    assertTrue(old.changed(new Fingerprints(old.test(), old.train())).orElseThrow().startsWith("the training and the test set are not"));
    assertThrows(BadData.class, () -> Fingerprints.parse("train 1 test 2"));
  }
}
