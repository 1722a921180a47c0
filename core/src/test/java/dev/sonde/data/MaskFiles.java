package dev.sonde.data;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** A folder of small images, masks and lists, made for one test. */
record MaskFiles(Path root) {
  /** A picture of {@code width} x {@code height}, other than that of another seed. */
  MaskFiles image(String name, int width, int height, int seed) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, 0x010203 * (seed * 7 + i) & 0xffffff);
    }
    return write(name, image);
  }

  /** A gray mask of 8 bits, {@code width} wide. */
  MaskFiles gray(String name, int width, int... values) {
    return write(name, filled(new BufferedImage(width, values.length / width, BufferedImage.TYPE_BYTE_GRAY), values));
  }

  /** A gray mask of 16 bits. */
  MaskFiles wide(String name, int width, int... values) {
    return write(name, filled(new BufferedImage(width, values.length / width, BufferedImage.TYPE_USHORT_GRAY), values));
  }

  /** A palette mask of {@code bits} a pixel. */
  MaskFiles palette(String name, int bits, int[] colours, int width, int... values) {
    int[] all = Arrays.copyOf(colours, 1 << bits);
    IndexColorModel model = new IndexColorModel(bits, all.length, all, 0, false, -1, DataBuffer.TYPE_BYTE);
    return write(name, filled(new BufferedImage(width, values.length / width, bits < 8 ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_BYTE_INDEXED, model),
        values));
  }

  /** A colour mask of {@code 0xRRGGBB}. */
  MaskFiles colours(String name, int width, int... values) {
    BufferedImage image = new BufferedImage(width, values.length / width, BufferedImage.TYPE_INT_RGB);
    IntStream.range(0, values.length).forEach(i -> image.setRGB(i % width, i / width, values[i]));
    return write(name, image);
  }

  MaskFiles text(String name, String text) {
    try {
      Files.createDirectories(root.resolve(name).getParent());
      Files.writeString(root.resolve(name), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A list of the pairs {@code images/NAME.png masks/NAME.png}. */
  MaskFiles list(String name, String... pairs) {
    return text(name, Arrays.stream(pairs).map(pair -> "images/" + pair + ".png masks/" + pair + ".png\n").collect(Collectors.joining()));
  }

  /** Pairs of 2x2 pixels with values 0 and 1, classes a and b; train.txt names {@code a b c}, test.txt {@code d}. */
  MaskFiles healthy() {
    for (String name : new String[] {"a", "b", "c", "d"}) {
      image("images/" + name + ".png", 2, 2, name.charAt(0)).gray("masks/" + name + ".png", 2, 0, 1, 1, 0);
    }
    return text("classes.txt", "first\nsecond\n").list("train.txt", "a", "b", "c").list("test.txt", "d");
  }

  /** The line that describes {@link #healthy()} pairs, with more keys such as {@code ",ignore=255"}. */
  String line(String more) {
    return "masks:" + root + ",train=train.txt,test=test.txt,classes=classes.txt" + more;
  }

  String at(String name) {
    return root.resolve(name).toString();
  }

  private static BufferedImage filled(BufferedImage image, int... values) {
    WritableRaster raster = image.getRaster();
    raster.setSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, values);
    return image;
  }

  private MaskFiles write(String name, BufferedImage image) {
    try {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile())) {
        throw new IllegalStateException("no writer for " + name);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
