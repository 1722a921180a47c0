package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mask files as they are stored. */
class IndicesTest {
  private static final int[] RAMP = {0, 1, 2, 3, 100, 127, 128, 129, 254, 255};

  @TempDir Path folder;
  private MaskFiles files;

  @BeforeEach
  void here() {
    files = new MaskFiles(folder);
  }

  /** The mask that was just written. */
  private static String at(MaskFiles written) {
    return "m.png";
  }

  private Indices read(String name) {
    return Indices.read(folder.resolve(name));
  }

  private String refused(String name) {
    return assertThrows(BadData.class, () -> read(name)).getMessage();
  }

  @Test
  void gray_of_eight_bits_is_read_as_it_stands() {
    Indices indices = read(at(files.gray("m.png", 5, RAMP)));
    assertArrayEquals(RAMP, indices.values());
    assertEquals(2, indices.height());
    assertEquals(5, indices.width());
    assertFalse(indices.colour());
    assertTrue(indices.palette().isEmpty());
  }

  @Test
  void gray_of_sixteen_bits_is_read_as_it_stands() {
    int[] values = {0, 255, 256, 2978, 65535, 12};
    assertArrayEquals(values, read(at(files.wide("m.png", 3, values))).values());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void palette_indices_are_read_not_their_colours(int bits) {
    int[] colours = {0x800000, 0x008000, 0x000080, 0x808080};
    int[] values = IntStream.range(0, 6).map(i -> (i + 1) % Math.min(4, 1 << bits)).toArray();
    Indices indices = read(at(files.palette("m.png", bits, colours, 3, values)));
    assertArrayEquals(values, indices.values());
    assertFalse(indices.colour());
    assertEquals(0x008000, indices.palette().orElseThrow().of(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void few_grays_are_indices_without_a_palette(int bits) throws IOException {
    int most = (1 << bits) - 1;
    int[] ramp = IntStream.rangeClosed(0, most).map(level -> level * 255 / most * 0x010101).toArray();
    int[] values = {0, most, 0, 1, 1, most};
    Indices indices = read(at(files.palette("m.png", bits, ramp, 3, values)));
    assertEquals(0, Files.readAllBytes(folder.resolve("m.png"))[25], "the file is gray");
    assertArrayEquals(values, indices.values());
    assertTrue(indices.palette().isEmpty());
  }

  /** Four grays {@code 0 1 2 3} (of 1 bit: {@code 0 1 0 1}), of which one is declared to be transparent. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void grays_that_a_transparent_one_is_among_are_read_as_they_stand(int bits) throws IOException {
    int[] values = IntStream.range(0, 4).map(i -> bits == 1 ? i % 2 : i).toArray();
    long row = 0;
    for (int value : values) {
      row = row << bits | value;
    }
    int length = (4 * bits + 7) / 8;
    byte[] packed = ByteBuffer.allocate(9).putLong(1, row << 64 - 4 * bits).array();
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(zipped)) {
      deflater.write(packed, 0, 1 + length);
    }
    byte[] header = ByteBuffer.allocate(13).putInt(4).putInt(1).put((byte) bits).array();
    byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    Files.write(folder.resolve("m.png"), Written.joined(signature, Written.chunk("IHDR", header), Written.chunk("tRNS", new byte[] {0, 1}),
        Written.chunk("IDAT", zipped.toByteArray()), Written.chunk("IEND", new byte[0])));
    assertArrayEquals(values, read("m.png").values());
    assertFalse(read("m.png").colour());
  }

  @Test
  void a_colour_png_is_told_and_keeps_its_colours() {
    int[] values = {0x010203, 0xff8000, 0, 0xffffff};
    Indices indices = read(at(files.colours("m.png", 2, values)));
    assertTrue(indices.colour());
    assertArrayEquals(values, indices.values());
  }

  @Test
  void other_formats_change_values_and_are_refused() {
    files.image("m.jpg", 4, 4, 1).image("m.bmp", 4, 4, 1).text("m.png", "class 1");
    assertTrue(refused("m.jpg").endsWith("m.jpg is a JPEG, and a mask must be a PNG: other formats change values; convert it without loss"));
    assertTrue(refused("m.bmp").contains("is a BMP"));
    assertTrue(refused("m.png").contains("is no JPEG, PNG"));
  }

  @Test
  void a_file_cut_short_anywhere_is_refused() throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(at(files.gray("m.png", 5, RAMP))));
    for (int length = 0; length < whole.length; length++) {
      Files.write(folder.resolve("m.png"), Arrays.copyOf(whole, length));
      assertThrows(BadData.class, () -> read("m.png"), "of " + length + " bytes");
    }
  }

  @Test
  void a_header_that_claims_too_much_is_refused_before_memory_is_taken() throws IOException {
    claim(60_000, 60_000);
    assertTrue(refused("m.png").contains("claims to be a PNG of 60000x60000 pixels; at most 64000000"));
    claim(-5, 2);
    assertTrue(refused("m.png").contains("-5x2"));
    claim(5, 400);
    assertTrue(refused("m.png").contains("is a damaged PNG"), "fewer rows than claimed");
  }

  /** Writes a mask whose header says another size, with the right checksum. */
  private void claim(int width, int height) throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(at(files.gray("m.png", 5, RAMP))));
    ByteBuffer header = ByteBuffer.wrap(whole).putInt(16, width).putInt(20, height);
    CRC32 sum = new CRC32();
    sum.update(whole, 12, 17);
    header.putInt(29, (int) sum.getValue());
    Files.write(folder.resolve("m.png"), whole);
  }

  @Test
  void upright_is_told_by_the_header() {
    files.gray("tall.png", 1, 0, 1).gray("wide.png", 2, 0, 1).gray("square.png", 1, 0).text("broken.png", "x");
    assertTrue(Indices.upright(folder.resolve("tall.png")));
    assertFalse(Indices.upright(folder.resolve("wide.png")));
    assertFalse(Indices.upright(folder.resolve("square.png")));
    assertFalse(Indices.upright(folder.resolve("broken.png")));
    assertFalse(Indices.upright(folder.resolve("none.png")));
  }
}
