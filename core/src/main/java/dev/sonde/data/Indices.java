package dev.sonde.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A mask file as it is stored, before values become classes: the samples of a gray PNG, the indices of a palette PNG, or {@code 0xRRGGBB} of a colour PNG.
 *
 * <p>Read by the JDK's decoder, since OpenCV would look colours up in the palette, and {@code getRGB} would change gray values.
 *
 * @param values  {@code [H, W]}, row by row
 * @param colour  whether values are colours
 * @param palette of a palette PNG; few grays, for which the decoder makes one up, have none
 */
record Indices(int height, int width, int[] values, boolean colour, Optional<Palette> palette) {
  /** Where a PNG's header says its colour type, and that of a palette. */
  private static final int COLOUR_TYPE = 25;
  private static final int PALETTE = 3;

  /** Reads a PNG; throws {@link BadData} where it is none, is damaged, or claims too many pixels. */
  static Indices read(Path file) {
    return decode(WholeFile.bytes(file, Picture.MOST_BYTES), file.toString(), Picture.MOST_PIXELS);
  }

  /** Whether a PNG is higher than wide, by its first 24 bytes: width at 16, height at 20; false where it is no PNG. */
  static boolean upright(Path file) {
    try (InputStream in = WholeFile.stream(file)) {
      PictureBytes header = new PictureBytes(in.readNBytes(24), file.toString());
      return header.has(12, "IHDR") && header.i32(20) > header.i32(16);
    } catch (IOException | BadData e) {
      return false; // said when the mask is read
    }
  }

  static Indices decode(byte[] bytes, String name, long mostPixels) {
    PictureBytes data = new PictureBytes(bytes, name);
    Picture header = Picture.of(data, mostPixels);
    if (!header.format().equals("PNG")) {
      throw new BadData(name + " is a " + header.format() + ", and a mask must be a PNG: other formats change values; convert it without loss");
    }
    byte[] pixels = PngPicture.only(PngPicture.PIXELS, data); // with tRNS, few grays would be stretched
    try {
      // a plain stream would be copied to a file
      BufferedImage image = ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(pixels)));
      if (image != null) {
        return of(image, bytes[COLOUR_TYPE] == PALETTE);
      }
    } catch (IOException | RuntimeException e) {
      throw new BadData(name + " is a damaged PNG: its header is whole, but its pixels cannot be decoded", e);
    }
    throw new BadData(name + " is a PNG of a kind that cannot be decoded");
  }

  private static Indices of(BufferedImage image, boolean named) {
    Raster raster = image.getRaster();
    int width = raster.getWidth();
    int height = raster.getHeight();
    boolean colour = raster.getNumBands() >= 3;
    int[] values = colour ? IntStream.of(image.getRGB(0, 0, width, height, null, 0, width)).map(rgb -> rgb & 0xffffff).toArray()
        : raster.getSamples(0, 0, width, height, 0, (int[]) null);
    return new Indices(height, width, values, colour, Optional.of(image.getColorModel())
        .filter(model -> named && model instanceof IndexColorModel).map(model -> palette((IndexColorModel) model)));
  }

  private static Palette palette(IndexColorModel model) {
    return new Palette(IntStream.range(0, model.getMapSize()).map(i -> model.getRGB(i) & 0xffffff).boxed().toList());
  }
}
