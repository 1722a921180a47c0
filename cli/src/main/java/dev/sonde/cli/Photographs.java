package dev.sonde.cli;

import dev.sonde.data.Dataset;
import dev.sonde.data.Datasets;
import dev.sonde.data.Image;
import dev.sonde.data.Seed;
import dev.sonde.data.Shapes;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** A folder of JPEG files of the usual size of photographs, generated pictures with noise, to time decoding with; gone when closed. */
final class Photographs implements AutoCloseable {
  private static final int SIDE = 500;
  private static final int HEIGHT = 375;
  private static final int COUNT = 100;

  private final Path folder;

  private Photographs(Path folder) {
    this.folder = folder;
  }

  static Photographs make() {
    try {
      Photographs made = new Photographs(Files.createTempDirectory("sonde-photographs"));
      Path all = Files.createDirectory(made.folder.resolve("all"));
      Shapes shapes = Shapes.of(SIDE, COUNT, Seed.of(1));
      for (int i = 0; i < COUNT; i++) {
        ImageIO.write(picture(shapes.get(i).image()), "jpg", all.resolve(i + ".jpg").toFile());
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write pictures to measure the loader with: " + e.getMessage(), e);
    }
  }

  private static BufferedImage picture(Image image) {
    BufferedImage picture = new BufferedImage(SIDE, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < SIDE; x++) {
        picture.setRGB(x, y, (int) image.at(y, x, 0) << 16 | (int) image.at(y, x, 1) << 8 | (int) image.at(y, x, 2));
      }
    }
    return picture;
  }

  Dataset set() {
    return Datasets.open(folder).train();
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder + ": " + e.getMessage(), e);
    }
  }
}
