package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JPEGs that are decoded smaller where a transform shrinks them. */
class ReducedTest {
  private static final int HEIGHT = 301;
  private static final int WIDTH = 403;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1792, 2000, 4", "1791, 2000, 2", "896, 896, 2", "896, 895, 1", "448, 448, 1", "100, 100, 1", "9000, 5000, 8"})
  void a_picture_may_be_smaller_as_long_as_it_is_twice_what_comes_out(int tall, int wide, int times) {
    assertEquals(times, new Move.Resized(5, 7, tall, wide, 224, 224).spare());
  }

  @ParameterizedTest
  @ValueSource(strings = {"resize 75", "resize 37", "resize 18", "resize 16x45", "random-resized-crop 20", "random-resized-crop 40", "resize 60 max 70"})
  void the_same_window_comes_out(String transform) throws IOException {
    for (int orientation = 1; orientation <= 8; orientation++) {
      assertNear(written(CodecTest.oriented(CodecTest.encode(slope(HEIGHT, WIDTH), "jpg"), orientation)), transform, 0.5);
      assertNear(written(CodecTest.oriented(CodecTest.encode(slope(304, 400), "jpg"), orientation)), transform, 0.5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"crop 100", "flip", "resize 80", "center-crop 30"})
  void what_does_not_shrink_to_a_quarter_is_the_same_to_the_bit(String transform) throws IOException {
    assertNear(written(CodecTest.encode(slope(HEIGHT, WIDTH), "jpg")), transform, 0);
  }

  @Test
  void other_formats_are_the_same_to_the_bit() throws IOException {
    assertNear(written(CodecTest.encode(slope(HEIGHT, WIDTH), "png")), "resize 37", 0);
    assertNear(written(CodecTest.encode(slope(HEIGHT, WIDTH), "bmp")), "resize 37", 0);
  }

  @Test
  void the_picture_really_is_decoded_smaller() throws IOException {
    Path file = written(CodecTest.encode(noise(), "jpg"));
    assertTrue(difference(Codec.read(file, moving("resize 75"), Seed.of(1).generator()), whole(file, "resize 75", 1)) > 0);
  }

  @Test
  void a_turn_behind_another_note_counts_as_the_decoder_counts_it() throws IOException {
    byte[] jpeg = CodecTest.oriented(CodecTest.encode(slope(HEIGHT, WIDTH), "jpg"), 6);
    byte[] note = "http://ns.adobe.com/xap/1.0/\0<x/>".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer segment = ByteBuffer.allocate(note.length + 4).putShort((short) 0xffe1).putShort((short) (note.length + 2)).put(note);
    Path file = written(Written.joined(Arrays.copyOf(jpeg, 2), segment.array(), Arrays.copyOfRange(jpeg, 2, jpeg.length)));
    assertNear(file, "resize 75", 0.5);
    assertNear(file, "random-resized-crop 20", 0.5);
  }

  @ParameterizedTest
  @CsvSource({"1, 6", "6, 1", "9, 6", "6, 9", "0, 8"})
  void where_notes_contradict_each_other_the_decoder_is_right(int one, int other) throws IOException {
    Path file = written(CodecTest.oriented(CodecTest.oriented(CodecTest.encode(slope(HEIGHT, WIDTH), "jpg"), one), other));
    assertNear(file, "resize 75", 0.5);
    assertNear(file, "resize 18", 0.5);
  }

  @Test
  void damage_is_told_before_a_picture_that_is_too_small() throws IOException {
    byte[] jpeg = CodecTest.encode(CodecTest.rgb(), "jpg");
    Path small = written(jpeg);
    assertThrows(IllegalArgumentException.class, () -> Codec.read(small, moving("crop 100"), Seed.of(1).generator()));
    for (int i = 0; i < jpeg.length - 1; i++) {
      if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xc4) {
        Arrays.fill(jpeg, i + 4, i + 24, (byte) 0xee); // a table of no code
      }
    }
    Path damaged = written(jpeg);
    assertThrows(BadData.class, () -> Codec.read(damaged, moving("crop 100"), Seed.of(1).generator()));
  }

  @Test
  void a_set_gives_the_same_pictures_whatever_the_number_of_workers() throws IOException {
    for (int i = 0; i < 10; i++) {
      Files.write(Files.createDirectories(folder.resolve("set/one")).resolve(i + ".jpg"), CodecTest.encode(i % 2 == 0 ? slope(HEIGHT, WIDTH) : noise(), "jpg"));
    }
    Dataset set = Datasets.open(folder.resolve("set")).train();
    Dataset part = Subset.of(set, 8, Seed.of(2));
    List<Transform> transforms = Transform.parse(List.of("random-resized-crop 20", "flip"));
    for (Dataset data : List.of(set, part)) {
      try (Loader one = Loader.of(data, transforms, 8).workers(1); Loader three = Loader.of(data, transforms, 8).workers(3)) {
        assertArrayEquals(one.next().images(), three.next().images());
      }
    }
  }

  @Test
  void photographs_differ_by_little() throws IOException {
    try (Stream<Path> files = Files.walk(Shared.data("ade20k-mini"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jpg")).sorted().toList()) {
        assertNear(file, "resize 128", 1.5);
        assertNear(file, "resize 64", 1.5);
      }
    }
  }

  /** That reading behind a transform differs from transforming what was read by at most {@code most} of 255 on average. */
  private static void assertNear(Path file, String transform, double most) {
    for (int seed = 0; seed < 8; seed++) {
      Image expected = whole(file, transform, seed);
      Image found = Codec.read(file, moving(transform), Seed.of(seed).generator());
      assertEquals(expected.toString(), found.toString());
      double difference = difference(expected, found);
      assertTrue(difference <= most, file + " behind " + transform + " differs by " + difference);
    }
  }

  private static Image whole(Path file, String transform, int seed) {
    return moving(transform).apply(Codec.read(file), Seed.of(seed).generator());
  }

  private static double difference(Image a, Image b) {
    double sum = 0;
    for (int i = 0; i < a.values().length; i++) {
      sum += Math.abs(a.values()[i] - b.values()[i]);
    }
    return sum / a.values().length;
  }

  private static Moving moving(String transform) {
    return (Moving) Transform.parse(transform);
  }

  private Path written(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("picture"), bytes);
  }

  /** Colours that rise to the right, downwards, and along the diagonal: a shift by two pixels, one of a picture of half the size, is a difference of 0.7. */
  private static BufferedImage slope(int height, int width) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, x * 255 / width << 16 | y * 255 / height << 8 | (x + y) * 255 / (width + height));
      }
    }
    return image;
  }

  private static BufferedImage noise() {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    var random = Seed.of(3).generator();
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      image.setRGB(i % WIDTH, i / WIDTH, random.nextInt());
    }
    return image;
  }
}
