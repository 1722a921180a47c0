package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that claim much are refused before memory is taken for the claim. */
class ClaimsTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long LITTLE = 4 << 20;

  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    Codec.decode(CodecTest.encode(CodecTest.rgb(), "png"), "start.png");
    Files.write(folder.resolve("start.png"), gray(2, 2, new byte[] {0, 1, 2, 0, 3, 4}));
    Indices.read(folder.resolve("start.png"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "webp", "webp lossless", "webp extended"})
  void sixty_thousand_pixels_square(String format) throws IOException {
    int side = format.startsWith("webp") && !format.endsWith("extended") ? 16_383 : 60_000;
    refused(claiming(format, side), "pixels; at most 64000000 pixels are decoded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void more_pixels_than_its_bytes_hold(String format) throws IOException {
    refused(claiming(format, 7_900), "claims to be a " + (format.equals("png") ? "PNG" : "JPEG") + " of 7900x7900 pixels, but its ");
  }

  @Test
  void bitmap_shorter_than_its_pixels() throws IOException {
    refused(claiming("bmp", 7_900), "is cut short: its pixels end at byte ");
  }

  @Test
  void one_colour_at_a_size_that_is_read_is_not_refused() throws IOException {
    byte[] white = new byte[4000 * 501];
    Image image = Codec.decode(gray(4000, 4000, white), "white.png");
    assertEquals("image 4000x4000x3", image.toString());
  }

  @Test
  void text_that_unpacks_to_a_gigabyte_is_passed_over() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.writeBytes(FuzzedSetsTest.text("Comment\0\0"));
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      for (int i = 0; i < 1 << 10; i++) {
        out.write(new byte[1 << 18]);
      }
    }
    new MaskFiles(folder).palette("mask.png", 8, new int[] {0x102030, 0x405060}, 2, 0, 1, 1, 0);
    byte[] mask = Files.readAllBytes(folder.resolve("mask.png"));
    byte[] bomb = Written.joined(Arrays.copyOf(mask, 33), Written.chunk("zTXt", packed.toByteArray()), Arrays.copyOfRange(mask, 33,
        mask.length));
    Path file = Files.write(folder.resolve("bomb.png"), bomb);
    long before = allocated();
    assertEquals(1, Indices.read(file).values()[1]);
    Codec.read(file);
    assertTrue(allocated() - before < LITTLE, () -> "took " + (allocated() - before));
  }

  @Test
  void scans_without_end() throws IOException {
    byte[] whole = FuzzedPicturesTest.progressive();
    assertEquals(24, Codec.decode(whole, "whole.jpg").width());
    int last = IntStream.iterate(whole.length - 2, i -> i - 1).filter(i -> marker(whole, i, 0xda)).findFirst().orElseThrow();
    byte[] scan = Arrays.copyOfRange(whole, last, whole.length - 2);
    byte[] again = whole;
    for (int i = 0; i < 120; i++) {
      again = Written.joined(Arrays.copyOf(again, again.length - 2), scan, new byte[] {(byte) 0xff, (byte) 0xd9});
    }
    refused(again, " scans; at most 100 are decoded, and few have more than 10");
  }

  @Test
  void of_many_frames_the_first_is_taken() throws IOException {
    byte[] whole = CodecTest.encode(CodecTest.rgb(), "png");
    byte[] control = ByteBuffer.allocate(26).putInt(1).putInt(60_000).putInt(60_000).array();
    byte[] moving = Written.joined(Arrays.copyOf(whole, 33), Written.chunk("acTL", ByteBuffer.allocate(8).putInt(1 << 30).array()),
        Arrays.copyOfRange(whole, 33, whole.length - 12), Written.chunk("fcTL", control), Written.chunk("fdAT", new byte[64]),
        Arrays.copyOfRange(whole, whole.length - 12, whole.length));
    assertArrayEquals(Codec.decode(whole, "whole.png").values(), Codec.decode(moving, "moving.png").values());
  }

  @ParameterizedTest
  @ValueSource(strings = {"huge.png", "huge.txt"})
  void file_larger_than_any_that_is_read(String name) throws IOException {
    Path file = folder.resolve(name);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(3L << 30);
    }
    long before = allocated();
    String message = assertThrows(BadData.class, () -> {
      if (name.endsWith("png")) {
        Codec.read(file);
      } else {
        TextFile.text(file);
      }
    }).getMessage();
    assertTrue(message.startsWith(file + " has 3221225472 bytes; at most "), message);
    assertTrue(allocated() - before < LITTLE);
  }

  private void refused(byte[] bytes, String part) throws IOException {
    Path file = Files.write(folder.resolve("claim.img"), bytes);
    long before = allocated();
    for (int i = 0; i < 2; i++) {
      boolean mask = i == 1;
      String message = assertThrows(BadData.class, () -> {
        if (mask) {
          Indices.read(file);
        } else {
          Codec.read(file);
        }
      }).getMessage();
      assertTrue(message.startsWith(file + " ") && message.contains(part), message);
    }
    long taken = allocated() - before;
    assertTrue(taken < LITTLE, "took " + taken);
  }

  private static long allocated() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /** A small picture whose header says that it is {@code side} pixels square. */
  private static byte[] claiming(String format, int side) throws IOException {
    byte[] bytes = format.equals("webp") ? CodecTest.webp(95, 3) : format.equals("webp lossless") ? CodecTest.webp(101, 3)
        : format.equals("webp extended") ? CodecTest.webp(95, 4) : CodecTest.encode(CodecTest.rgb(), format);
    ByteBuffer high = ByteBuffer.wrap(bytes);
    ByteBuffer low = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (format) {
      case "png" -> high.putInt(16, side).putInt(20, side);
      case "bmp" -> low.putInt(18, side).putInt(22, side);
      case "webp" -> low.putShort(26, (short) side).putShort(28, (short) side);
      case "webp lossless" -> low.putInt(21, low.getInt(21) & 0xf0000000 | side - 1 << 14 | side - 1);
      case "webp extended" -> low.putInt(23, (side - 1) << 8).putInt(26, (side - 1) << 8 | side - 1 >> 16);
      default -> {
        int frame = IntStream.range(2, bytes.length).filter(i -> marker(bytes, i, 0xc0)).findFirst().orElseThrow();
        high.putShort(frame + 5, (short) side).putShort(frame + 7, (short) side);
      }
    }
    return format.equals("png") ? FuzzedPicturesTest.summed(bytes) : bytes;
  }

  private static boolean marker(byte[] jpeg, int at, int marker) {
    return jpeg[at] == (byte) 0xff && jpeg[at + 1] == (byte) marker;
  }

  /** A gray PNG of these rows, each with its filter before it: 8 bits a pixel, or one where the rows are short. */
  private static byte[] gray(int width, int height, byte[] rows) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(rows);
    }
    byte[] header = ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) (rows.length < width * height ? 1 : 8)).array();
    return Written.joined(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, Written.chunk("IHDR", header),
        Written.chunk("IDAT", packed.toByteArray()), Written.chunk("IEND", new byte[0]));
  }
}
