package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.sonde.fuzz.Fuzz;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken pictures of every format, and broken masks. */
class FuzzedPicturesTest {
  /** So that what a picture may claim fits what a reader may take here; see {@link Picture#MOST_PIXELS}. */
  private static final long MOST_PIXELS = 2_000_000;

  private static final Pattern CHUNK = Pattern.compile("IHDR|PLTE|tRNS|tEXt|eXIf|IDAT|IEND");

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    decode(CodecTest.encode(CodecTest.rgb(), "bmp")); // loading the codecs takes memory too
  }

  @Test
  void framing_keeps_a_whole_png() throws IOException {
    for (byte[] png : pngs()) {
      assertArrayEquals(png, framed(png));
    }
  }

  @Test
  void png() throws IOException {
    Fuzz.reader("png", pngs(), FuzzedPicturesTest::summed, FuzzedPicturesTest::decode);
    Fuzz.reader("png-framed", pngs(), FuzzedPicturesTest::framed, FuzzedPicturesTest::decode);
  }

  @Test
  void jpeg() throws IOException {
    byte[] plain = CodecTest.encode(CodecTest.rgb(), "jpg");
    byte[] gray = CodecTest.encode(new BufferedImage(20, 30, BufferedImage.TYPE_BYTE_GRAY), "jpg");
    Fuzz.reader("jpeg", List.of(plain, gray, progressive(), CodecTest.oriented(plain, 6),
        CodecTest.adobe(CodecTest.cmyk(200, 100, 50, 255))),
        bytes -> Written.joined(bytes, new byte[] {(byte) 0xff, (byte) 0xd9}), FuzzedPicturesTest::decode);
  }

  @Test
  void jpeg_decoded_smaller() throws IOException {
    byte[] plain = CodecTest.encode(CodecTest.rgb(), "jpg");
    Moving small = (Moving) Transform.parse("resize 4x4");
    Fuzz.reader("jpeg-smaller", List.of(plain, CodecTest.oriented(plain, 6), CodecTest.oriented(progressive(), 3)),
        bytes -> Written.joined(bytes, new byte[] {(byte) 0xff, (byte) 0xd9}),
        bytes -> Codec.decode(new PictureBytes(bytes, "test.img"), small, Seed.of(1).generator(), MOST_PIXELS));
  }

  @Test
  void webp() {
    Fuzz.reader("webp", List.of(CodecTest.webp(95, 3), CodecTest.webp(101, 3), CodecTest.webp(95, 4), CodecTest.webp(101, 4)),
        FuzzedPicturesTest::sized, FuzzedPicturesTest::decode);
  }

  @Test
  void bmp() throws IOException {
    List<byte[]> corpus = new ArrayList<>(List.of(CodecTest.encode(CodecTest.rgb(), "bmp")));
    for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_BYTE_BINARY, BufferedImage.TYPE_USHORT_565_RGB}) {
      corpus.add(CodecTest.encode(new BufferedImage(9, 5, type), "bmp"));
    }
    Fuzz.reader("bmp", corpus, FuzzedPicturesTest::decode);
  }

  @Test
  void masks() throws IOException {
    Path file = folder.resolve("mask.png");
    Fuzz.reader("mask", pngs(), FuzzedPicturesTest::framed, bytes -> {
      Files.write(file, bytes);
      Indices.upright(file);
      Indices.decode(bytes, "mask.png", MOST_PIXELS);
    });
  }

  private static void decode(byte[] bytes) {
    Codec.decode(bytes, "test.img", MOST_PIXELS);
  }

  /** Every colour type, with and without transparency. */
  private List<byte[]> pngs() throws IOException {
    MaskFiles files = new MaskFiles(folder).palette("p8.png", 8, new int[] {0x102030, 0x405060}, 3, 0, 1, 1, 0, 1, 1)
        .palette("p2.png", 2, new int[] {0x102030, 0x405060, 1}, 2, 0, 1, 2, 0).gray("g8.png", 2, 0, 1, 2, 255)
        .wide("g16.png", 2, 0, 1, 700, 65535);
    byte[] half = {0, (byte) 200};
    return List.of(CodecTest.encode(CodecTest.rgb(), "png"), CodecTest.encode(new BufferedImage(5, 4, BufferedImage.TYPE_INT_ARGB), "png"),
        Files.readAllBytes(files.root().resolve("p8.png")), Files.readAllBytes(files.root().resolve("p2.png")),
        Files.readAllBytes(files.root().resolve("g8.png")), Files.readAllBytes(files.root().resolve("g16.png")), gray(half));
  }

  /** Grays with one that is transparent and with a text beside them. */
  private static byte[] gray(byte[] transparent) throws IOException {
    byte[] whole = CodecTest.encode(new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY), "png");
    byte[] text = Written.chunk("tEXt", FuzzedSetsTest.text("Comment\0made for a test"));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(whole, 0, 33);
    all.writeBytes(Written.chunk("tRNS", transparent));
    all.writeBytes(text);
    all.write(whole, 33, whole.length - 33);
    return all.toByteArray();
  }

  static byte[] progressive() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(CodecTest.rgb(), null, null), how);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** The WebP with its length in its header. */
  private static byte[] sized(byte[] webp) {
    return webp.length < 8 ? webp : ByteBuffer.wrap(webp.clone()).order(ByteOrder.LITTLE_ENDIAN).putInt(4, webp.length - 8).array();
  }

  /**
   * The PNG with length and checksum of each chunk whose name can be found made right, and an end; so that what it holds reaches the
   * decoder.
   */
  private static byte[] framed(byte[] png) {
    Matcher names = CHUNK.matcher(new String(png, StandardCharsets.ISO_8859_1));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(png, 0, Math.min(8, png.length));
    int from = -1;
    String name = "";
    while (names.find()) {
      if (from >= 0) {
        all.writeBytes(Written.chunk(name, Arrays.copyOfRange(png, from, Math.max(from, names.start() - 8))));
      }
      name = names.group();
      from = names.end();
    }
    return Written.joined(all.toByteArray(), Written.chunk("IEND", new byte[0]));
  }

  /** The file with the checksum of each chunk that fits made right. */
  static byte[] summed(byte[] png) {
    ByteBuffer bytes = ByteBuffer.wrap(png.clone());
    for (long at = 8; at + 12 <= png.length; ) {
      long length = bytes.getInt((int) at) & 0xffffffffL;
      if (at + 12 + length > png.length) {
        break;
      }
      CRC32 sum = new CRC32();
      sum.update(png, (int) at + 4, (int) length + 4);
      bytes.putInt((int) (at + 8 + length), (int) sum.getValue());
      at += 12 + length;
    }
    return bytes.array();
  }
}
