package dev.sonde.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Small sets of images and masks, written for one test. */
record MaskCorpus(Path root) {
  /** A picture of {@code height} x {@code width} whose bytes differ by {@code shade}. */
  MaskCorpus image(String name, int height, int width, int shade) {
    float[] values = new float[height * width * 3];
    Arrays.fill(values, shade);
    return bytes(name, Codec.png(new Image(height, width, 3, values)));
  }

  /** A gray mask of 8 bits. */
  MaskCorpus gray(String name, int width, int... values) {
    return masked(name, width, BufferedImage.TYPE_BYTE_GRAY, values);
  }

  /** A gray mask of 16 bits. */
  MaskCorpus wide(String name, int width, int... values) {
    return masked(name, width, BufferedImage.TYPE_USHORT_GRAY, values);
  }

  private MaskCorpus masked(String name, int width, int type, int... values) {
    BufferedImage image = new BufferedImage(width, values.length / width, type);
    image.getRaster().setSamples(0, 0, width, values.length / width, 0, values);
    return written(name, image);
  }

  /** A mask of palette indices; {@code colours} are 0xRRGGBB. */
  MaskCorpus palette(String name, int width, int[] colours, int... values) {
    IndexColorModel model = new IndexColorModel(8, colours.length, colours, 0, false, -1, 0);
    BufferedImage image = new BufferedImage(width, values.length / width, BufferedImage.TYPE_BYTE_INDEXED, model);
    image.getRaster().setSamples(0, 0, width, values.length / width, 0, values);
    return written(name, image);
  }

  /** A mask of colours. */
  MaskCorpus colours(String name, int width, int... colours) {
    BufferedImage image = new BufferedImage(width, colours.length / width, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width, colours.length / width, colours, 0, width);
    return written(name, image);
  }

  private MaskCorpus written(String name, BufferedImage image) {
    try {
      Path file = place(name);
      ImageIO.write(image, "png", file.toFile());
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  MaskCorpus text(String name, String text) {
    return bytes(name, text.getBytes(StandardCharsets.UTF_8));
  }

  MaskCorpus bytes(String name, byte[] bytes) {
    try {
      Files.write(place(name), bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path place(String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  /** Two training pairs and one to test, 2x3 pixels, classes sky, road and ignored 255, described by {@code data.yaml}. */
  static MaskCorpus whole(Path root) {
    return new MaskCorpus(root).image("i/a.png", 2, 3, 10).gray("m/a.png", 3, 0, 1, 1, 255, 0, 1)
        .image("i/b.png", 2, 3, 20).gray("m/b.png", 3, 1, 1, 1, 0, 0, 0)
        .image("i/c.png", 2, 3, 30).gray("m/c.png", 3, 0, 0, 1, 1, 255, 255)
        .text("train.txt", "i/a.png m/a.png\ni/b.png m/b.png\n").text("test.txt", "i/c.png m/c.png\n")
        .text("data.yaml", "train: train.txt\ntest: test.txt\nclasses: [sky, road]\nignore: 255\n");
  }

  Split open() {
    return Datasets.open(root.resolve("data.yaml").toString());
  }
}
