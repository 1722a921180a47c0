package dev.sonde.data;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * The decoder of picture files: JPEG, PNG, WebP and BMP become {@code [H, W, 3]} floats, red, green, blue, 0 … 255. The way back is
 * {@link #png}.
 *
 * <p>What happens to what is not plain RGB:
 * <ul>
 *   <li>gray is repeated in the three channels, a palette is looked up;
 *   <li>16-bit samples become {@code v / 257}, with their fraction;
 *   <li>transparent pixels are laid over white, {@code αv + (1 − α)255};
 *   <li>EXIF orientation is applied, except to transparent pictures, and not by {@link #stored};
 *   <li>CMYK and YCCK JPEGs with Adobe's marker become {@code R = C·K / 255} of their inverted inks; without it they are refused;
 *   <li>ICC profiles are ignored: numbers are taken as sRGB;
 *   <li>of an animated PNG the first picture is taken; an animated WebP is refused.
 * </ul>
 * The header is read first, by Java: a file that is cut short, or that claims more than 64 million pixels, is refused before
 * a decoder sees it. Bits flipped within the coded data of a JPEG or WebP may pass unseen; a PNG has checksums.
 *
 * <p>OpenCV decodes. Measured against ImageIO (JDK 17, CPU time, best of ten rounds, the same pixels): a JPEG of 480x360 takes
 * 0.96 ms instead of 1.49 ms, one of 64x64 0.057 ms instead of 0.068 ms; and ImageIO has neither WebP nor CMYK.
 */
public final class Codec {
  private static final float SHORT_TO_BYTE = 1 / 257f;

  private Codec() {}

  /**
   * The picture in a file.
   *
   * @throws BadData if it is damaged, cut short, of another format or too large
   * @throws UncheckedIOException if the file cannot be read
   */
  public static Image read(Path file) {
    return decode(bytes(file), file.toString());
  }

  /**
   * The picture in a file behind a transform that moves pixels. Where that shrinks a JPEG to a quarter or less, it is decoded at 1/2, 1/4 or 1/8 already, as its
   * blocks of 8x8 cosines allow, and still at twice the size of what comes out: the same window, of pixels that differ a little from those of
   * {@code first.apply(read(file), random)}.
   *
   * @throws BadData if it is damaged, cut short, of another format or too large
   * @throws UncheckedIOException if the file cannot be read
   */
  static Image read(Path file, Moving first, RandomGenerator random) {
    return decode(new PictureBytes(bytes(file), file.toString()), first, random, Picture.MOST_PIXELS);
  }

  static Image decode(PictureBytes data, Moving first, RandomGenerator random, long mostPixels) {
    Picture header = Picture.of(data, mostPixels);
    if (!header.format().equals("JPEG")) {
      return first.apply(decode(data, header, 0), random);
    }
    int turn = JpegPicture.orientation(data);
    int height = turn < 5 ? header.height() : header.width();
    int width = turn < 5 ? header.width() : header.height();
    Move move;
    try {
      move = first.draw(height, width, false, random);
    } catch (IllegalArgumentException tooSmall) {
      decode(data, header, 0); // that it is damaged would be the better word
      throw tooSmall;
    }
    int spare = move.spare();
    // The last row and column of a smaller picture may stand for fewer pixels than the others; a turn would make them the first.
    int times = turn == 1 || height % spare == 0 && width % spare == 0 ? spare : 1;
    Image image = decode(data, header, reduced(times));
    if (image.height() == (height + times - 1) / times && image.width() == (width + times - 1) / times) {
      return move.of(image, times);
    }
    return first.apply(decode(data, header, 0), random); // OpenCV understands its EXIF in another way: another draw, for the picture as it came
  }

  /** OpenCV's flags of the sizes; those named after gray are without the flag of blue before green before red. */
  private static int reduced(int times) {
    return switch (times) {
      case 2 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
      case 4 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
      case 8 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
      default -> 0;
    };
  }

  /**
   * The picture in a file as its pixels are stored, whatever its EXIF orientation says: tools that draw masks do not turn pictures, so a mask follows the
   * stored pixels.
   *
   * @throws BadData if it is damaged, cut short, of another format or too large
   * @throws UncheckedIOException if the file cannot be read
   */
  public static Image stored(Path file) {
    return decode(bytes(file), file.toString(), opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION, Picture.MOST_PIXELS);
  }

  /** Whether EXIF turns or mirrors the picture in a file, so that {@link #read} and {@link #stored} differ. */
  static boolean turned(Path file) {
    byte[] bytes = bytes(file);
    if (!new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT).contains("exif")) { // Exif in JPEG, eXIf in PNG, EXIF in WebP
      return false;
    }
    Image turned = decode(bytes, file.toString());
    Image stored = decode(bytes, file.toString(), opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION, Picture.MOST_PIXELS);
    return turned.height() != stored.height() || !Arrays.equals(turned.values(), stored.values());
  }

  private static byte[] bytes(Path file) {
    return WholeFile.bytes(file, Picture.MOST_BYTES);
  }

  /**
   * The picture in an array.
   *
   * @param bytes a whole picture file
   * @param name what to call it in messages
   * @throws BadData if it is damaged, cut short, of another format or too large
   */
  public static Image decode(byte[] bytes, String name) {
    return decode(bytes, name, Picture.MOST_PIXELS);
  }

  /** The same, where it claims at most {@code mostPixels}. */
  static Image decode(byte[] bytes, String name, long mostPixels) {
    return decode(bytes, name, 0, mostPixels);
  }

  private static Image decode(byte[] bytes, String name, int wish, long mostPixels) {
    PictureBytes data = new PictureBytes(bytes, name);
    return decode(data, Picture.of(data, mostPixels), wish);
  }

  private static Image decode(PictureBytes data, Picture header, int wish) {
    OpenCv.touch();
    int flags = header.transparent() ? opencv_imgcodecs.IMREAD_UNCHANGED
        : opencv_imgcodecs.IMREAD_COLOR_RGB | opencv_imgcodecs.IMREAD_ANYDEPTH | wish;
    byte[] drawn = header.format().equals("PNG") ? PngPicture.only(PngPicture.DRAWN, data) : data.bytes();
    try (BytePointer copy = new BytePointer(drawn);
        Mat coded = new Mat(1, drawn.length, opencv_core.CV_8UC1, copy);
        Mat pixels = opencv_imgcodecs.imdecode(coded, flags)) {
      return pixels.empty() ? refuse(data, header, null) : image(pixels, header.transparent());
    } catch (BadData e) {
      throw e;
    } catch (RuntimeException e) {
      return refuse(data, header, e);
    }
  }

  /**
   * The image as a PNG file of 8 bits a sample; values are rounded and clipped to 0 … 255.
   *
   * @throws IllegalArgumentException where it is neither gray (1 channel) nor RGB (3)
   */
  public static byte[] png(Image image) {
    if (image.channels() != 1 && image.channels() != 3) {
      throw new IllegalArgumentException("an " + image + " cannot become a PNG: it must have 1 channel (gray) or 3 (red, green, blue)");
    }
    return PngWriter.write(image);
  }

  private static Image refuse(PictureBytes data, Picture header, @Nullable RuntimeException cause) {
    String message = data.name() + " is a damaged " + header.format() + ": its header is whole, but its pixels cannot be decoded";
    throw cause == null ? new BadData(message) : new BadData(message, cause);
  }

  private static Image image(Mat pixels, boolean bluesFirst) {
    int channels = pixels.channels();
    float[] stored = samples(pixels);
    if (channels == 3 && !bluesFirst) {
      return new Image(pixels.rows(), pixels.cols(), 3, stored);
    }
    Image image = Image.black(pixels.rows(), pixels.cols(), 3);
    float[] values = image.values();
    for (int i = 0, from = 0; i < values.length; i += 3, from += channels) {
      float alpha = channels == 4 ? stored[from + 3] / 255 : 1;
      for (int c = 0; c < 3; c++) {
        float value = channels < 3 ? stored[from] : stored[from + (bluesFirst ? 2 - c : c)];
        values[i + c] = alpha == 1 ? value : alpha * value + (1 - alpha) * 255;
      }
    }
    return image;
  }

  /** The samples as they lie, on the scale 0 … 255. */
  private static float[] samples(Mat pixels) {
    float[] samples = new float[Math.toIntExact(pixels.total() * pixels.channels())];
    if (pixels.depth() == opencv_core.CV_16U) {
      short[] wide = new short[samples.length];
      new ShortPointer(pixels.data()).get(wide);
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (wide[i] & 0xffff) * SHORT_TO_BYTE;
      }
      return samples;
    }
    byte[] narrow = new byte[samples.length];
    pixels.data().get(narrow);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = narrow[i] & 0xff;
    }
    return samples;
  }

  /** A class whose initialisation loads OpenCV, so that the JVM itself keeps it to one time. */
  private static final class OpenCv {
    static {
      Natives.load(opencv_imgcodecs.class);
      // The loader's workers are the threads; OpenCV must not start its own beside them.
      opencv_core.setNumThreads(1);
    }

    static void touch() {}
  }
}
