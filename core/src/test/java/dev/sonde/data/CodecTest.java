package dev.sonde.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "jpg"})
  void red_green_and_blue_arrive_in_this_order(String format) throws IOException {
    Image image = decode(encode(rgb(), format));
    assertEquals("image 16x24x3", image.toString());
    assertArrayEquals(new float[] {250, 120, 10}, pixel(image, 3, 4), format.equals("jpg") ? 12 : 0);
  }

  @Test
  void webp_is_read_lossy_and_lossless() {
    assertArrayEquals(new float[] {250, 120, 10}, pixel(decode(webp(101, 3)), 3, 4), 0);
    assertArrayEquals(new float[] {250, 120, 10}, pixel(decode(webp(95, 3)), 3, 4), 6);
  }

  @Test
  void gray_is_repeated() throws IOException {
    BufferedImage gray = new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY);
    gray.getRaster().setSamples(0, 0, 5, 4, 0, IntStream.generate(() -> 77).limit(20).toArray());
    for (String format : new String[] {"png", "jpg", "bmp"}) {
      Image image = decode(encode(gray, format));
      assertEquals(3, image.channels());
      assertArrayEquals(new float[] {77, 77, 77}, pixel(image, 1, 2), 0);
    }
  }

  @Test
  void sixteen_bits_keep_their_fraction() throws IOException {
    BufferedImage deep = new BufferedImage(3, 2, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(1, 1, 0, 1000);
    deep.getRaster().setSample(2, 1, 0, 65535);
    Image image = decode(encode(deep, "png"));
    assertEquals(1000 / 257f, image.at(1, 1, 2), 1e-5);
    assertEquals(255, image.at(1, 2, 0));
  }

  @Test
  void palette_is_looked_up() throws IOException {
    byte[] red = {0, (byte) 200};
    byte[] green = {0, 30};
    byte[] blue = {0, 40};
    BufferedImage palette = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_BINARY, new IndexColorModel(1, 2, red, green, blue));
    palette.getRaster().setSample(1, 2, 0, 1);
    for (String format : new String[] {"png", "bmp"}) {
      assertArrayEquals(new float[] {200, 30, 40}, pixel(decode(encode(palette, format)), 2, 1), 0, format);
    }
  }

  @Test
  void transparent_pixels_are_laid_over_white() throws IOException {
    BufferedImage clear = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    clear.setRGB(0, 0, 0xff0a141e);
    clear.setRGB(1, 0, 0x00ff0000);
    clear.setRGB(2, 0, 0x80640000);
    Image image = decode(encode(clear, "png"));
    assertArrayEquals(new float[] {10, 20, 30}, pixel(image, 0, 0));
    assertArrayEquals(new float[] {255, 255, 255}, pixel(image, 0, 1));
    assertArrayEquals(new float[] {177.2f, 127, 127}, pixel(image, 0, 2), 0.2f);
  }

  @Test
  void transparent_palette_is_laid_over_white() throws IOException {
    byte[] half = {0, (byte) 200};
    IndexColorModel model = new IndexColorModel(1, 2, half, half, half, new byte[] {0, (byte) 255});
    BufferedImage palette = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, model);
    palette.getRaster().setSample(1, 0, 0, 1);
    Image image = decode(encode(palette, "png"));
    assertArrayEquals(new float[] {255, 255, 255}, pixel(image, 0, 0));
    assertArrayEquals(new float[] {200, 200, 200}, pixel(image, 0, 1));
  }

  @Test
  void transparent_webp_is_laid_over_white() {
    assertArrayEquals(new float[] {252.5f, 187.2f, 132}, pixel(decode(webp(101, 4)), 3, 4), 0.5f);
  }

  @ParameterizedTest
  @CsvSource({"1, 16, 24", "3, 16, 24", "6, 24, 16", "8, 24, 16"})
  void exif_orientation_turns_the_picture(int orientation, int height, int width) throws IOException {
    Image image = decode(oriented(encode(rgb(), "jpg"), orientation));
    assertEquals("image " + height + "x" + width + "x3", image.toString());
    int[] corner = switch (orientation) {
      case 1 -> new int[] {0, 0};
      case 3 -> new int[] {height - 1, width - 1};
      case 6 -> new int[] {0, width - 1};
      default -> new int[] {height - 1, 0};
    };
    assertArrayEquals(new float[] {250, 120, 10}, pixel(image, corner[0], corner[1]), 12);
  }

  @Test
  void inks_of_adobe_count_from_full() throws IOException {
    Image image = decode(adobe(cmyk(200, 100, 50, 255)));
    assertArrayEquals(new float[] {200, 100, 50}, pixel(image, 4, 4), 4);
  }

  @Test
  void inks_without_adobes_marker_are_refused() throws IOException {
    refused(cmyk(200, 100, 50, 255), "is a CMYK JPEG without Adobe's marker");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp", "webp"})
  void file_cut_short_is_refused(String format) throws IOException {
    byte[] whole = format.equals("webp") ? webp(101, 3) : encode(rgb(), format);
    for (int keep = whole.length - 1; keep >= 0; keep -= 7) {
      byte[] part = Arrays.copyOf(whole, keep);
      assertThrows(BadData.class, () -> decode(part), () -> format + " cut to " + part.length);
    }
    refused(Arrays.copyOf(whole, whole.length - 9), "cut short");
  }

  @Test
  void flipped_bit_in_a_png_is_found() throws IOException {
    byte[] png = encode(rgb(), "png");
    png[50] ^= 4;
    refused(png, "the checksum of the chunk at byte 33 is wrong");
  }

  @Test
  void whole_header_with_broken_pixels_is_refused() {
    refused(png(24, 16, new byte[] {1, 2, 3, 4}), "its pixels cannot be decoded");
  }

  @Test
  void claim_of_billions_of_pixels_takes_no_memory() {
    refused(png(60_000, 60_000, new byte[0]), "claims to be a PNG of 60000x60000 pixels; at most 64000000 pixels");
    refused(png(0, 10, new byte[0]), "it holds no picture");
    refused(png(-1, 10, new byte[0]), "it holds no picture");
  }

  @Test
  void other_formats_and_empty_files_are_refused() {
    refused("GIF89a and more".getBytes(StandardCharsets.US_ASCII), "is no JPEG, PNG, WebP or BMP picture (it starts with 47 49 46 38)");
    refused(new byte[0], "is empty");
  }

  @Test
  void two_hundred_pictures_leave_no_native_memory_behind() throws IOException {
    byte[][] pictures = {encode(rgb(), "png"), encode(rgb(), "jpg"), webp(101, 4), new byte[] {'B', 'M'}};
    decodeAll(pictures, 10);
    long before = Pointer.totalCount();
    decodeAll(pictures, 200);
    assertEquals(before, Pointer.totalCount());
  }

  @Test
  void photographs_equal_those_of_image_io() throws IOException {
    try (Stream<Path> files = Files.walk(Shared.data("camvid"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jpg")).sorted().limit(5).toList()) {
        Image image = Codec.read(file);
        int rgb = ImageIO.read(file.toFile()).getRGB(100, 200);
        assertArrayEquals(new float[] {rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255}, pixel(image, 200, 100), 1);
      }
    }
  }

  private static void decodeAll(byte[][] pictures, int times) {
    for (int i = 0; i < times; i++) {
      try {
        decode(pictures[i % pictures.length]);
      } catch (BadData expected) {
        assertEquals(3, i % pictures.length);
      }
    }
  }

  private static Image decode(byte[] bytes) {
    return Codec.decode(bytes, "test.img");
  }

  private static void refused(byte[] bytes, String part) {
    String message = assertThrows(BadData.class, () -> decode(bytes)).getMessage();
    assertTrue(message.startsWith("test.img ") && message.contains(part), message);
  }

  private static float[] pixel(Image image, int y, int x) {
    return new float[] {image.at(y, x, 0), image.at(y, x, 1), image.at(y, x, 2)};
  }

  /** 24 wide, 16 high, orange in its left upper quarter, blue elsewhere. */
  static BufferedImage rgb() {
    BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 24; x++) {
        image.setRGB(x, y, x < 8 && y < 8 ? 0xfa780a : 0x1020c0);
      }
    }
    return image;
  }

  static byte[] encode(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, out), format);
    return out.toByteArray();
  }

  /** A WebP of 24x16, orange or, with four channels, orange of which half shows; quality above 100 is lossless. */
  static byte[] webp(int quality, int channels) {
    Natives.load(opencv_imgcodecs.class);
    byte[] pixels = new byte[24 * 16 * channels];
    for (int i = 0; i < pixels.length; i += channels) {
      pixels[i] = 10;
      pixels[i + 1] = 120;
      pixels[i + 2] = (byte) 250;
      if (channels == 4) {
        pixels[i + 3] = (byte) 128;
      }
    }
    try (BytePointer data = new BytePointer(pixels);
        Mat mat = new Mat(16, 24, channels == 4 ? opencv_core.CV_8UC4 : opencv_core.CV_8UC3, data);
        BytePointer out = new BytePointer();
        IntPointer options = new IntPointer(opencv_imgcodecs.IMWRITE_WEBP_QUALITY, quality)) {
      assertTrue(opencv_imgcodecs.imencode(".webp", mat, out, options));
      byte[] bytes = new byte[(int) out.limit()];
      out.get(bytes);
      return bytes;
    }
  }

  /** The JPEG with an EXIF segment that holds nothing but an orientation. */
  static byte[] oriented(byte[] jpeg, int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(36).putShort((short) 0xffe1).putShort((short) 34);
    exif.put("Exif\0\0MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x112).putShort((short) 3).putInt(1).putShort((short) orientation).putShort((short) 0).putInt(0);
    return inserted(jpeg, exif.array());
  }

  static byte[] adobe(byte[] jpeg) {
    ByteBuffer marker = ByteBuffer.allocate(16).putShort((short) 0xffee).putShort((short) 14);
    marker.put("Adobe".getBytes(StandardCharsets.US_ASCII)).putShort((short) 100).putInt(0).put((byte) 0);
    return inserted(jpeg, marker.array());
  }

  private static byte[] inserted(byte[] jpeg, byte[] segment) {
    return Written.joined(Arrays.copyOf(jpeg, 2), segment, Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }

  /** A JPEG with four components of one value each. */
  static byte[] cmyk(int... inks) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        raster.setPixel(x, y, inks);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), null);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** A PNG of gray pixels whose only data chunk holds these bytes. */
  static byte[] png(int width, int height, byte[] data) {
    byte[] header = ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).array();
    byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    return Written.joined(signature, Written.chunk("IHDR", header), Written.chunk("IDAT", data), Written.chunk("IEND", new byte[0]));
  }
}
