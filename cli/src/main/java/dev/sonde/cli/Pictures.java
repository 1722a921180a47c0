package dev.sonde.cli;

import dev.sonde.data.Codec;
import dev.sonde.data.Dataset;
import dev.sonde.data.Image;
import dev.sonde.data.Preparation;
import dev.sonde.data.Sample;
import dev.sonde.data.Seed;
import dev.sonde.data.Transform;
import dev.sonde.net.Shape;
import dev.sonde.store.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Picture files as a trained network wants them: gray for one channel, and of the size that its transforms expect.
 *
 * <p>Where the evaluation transforms of the training would not bring a picture to the network's size (it was trained on images that
 * all had it), the picture is resized to it first. Labels are 0, of no meaning.
 */
final class Pictures implements Dataset {
  private static final String KINDS = ".*\\.(jpe?g|png|webp|bmp)";

  private final List<Path> files;
  private final List<String> classes;
  private final Shape input;
  private final Preparation preparation;
  private final List<Transform> transforms;

  Pictures(List<Path> files, Checkpoint checkpoint) {
    this.files = List.copyOf(files);
    classes = checkpoint.classes();
    input = checkpoint.network().input();
    preparation = checkpoint.preparation();
    transforms = Transform.parse(checkpoint.eval());
  }

  /**
   * The files, and those in the folders, in the order of their names.
   *
   * @throws IllegalArgumentException for a path that is not there, or a folder without a picture
   */
  static List<Path> files(List<Path> paths) {
    List<Path> all = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new IllegalArgumentException("no picture or folder " + path);
      }
      all.addAll(Files.isDirectory(path) ? in(path) : List.of(path));
    }
    return all;
  }

  static List<Path> in(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> found = walk.filter(Files::isRegularFile).filter(file -> file.toString().toLowerCase(Locale.ROOT).matches(KINDS))
          .sorted().toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException(folder + " holds no JPEG, PNG, WebP or BMP files");
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  Path file(int index) {
    return files.get(index);
  }

  @Override
  public String name() {
    return "pictures";
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public String origin(int index) {
    return files.get(index).toString();
  }

  @Override
  public Sample get(int index) {
    Image image = input.channels() == 1 ? gray(Codec.read(files.get(index))) : Codec.read(files.get(index));
    Image sized = fits(image) ? image : Transform.resize(input.height(), input.width()).apply(image, Seed.of(0).generator());
    return new Sample(preparation.steps().isEmpty() ? sized : preparation.of(sized), 0);
  }

  private boolean fits(Image image) {
    Image end = image;
    try {
      for (Transform transform : transforms) {
        end = transform.apply(end, Seed.of(0).generator());
      }
    } catch (IllegalArgumentException tooSmallToCrop) {
      return false;
    }
    return end.height() == input.height() && end.width() == input.width();
  }

  /** Luma, {@code 0.299 R + 0.587 G + 0.114 B} (ITU-R BT.601). */
  static Image gray(Image rgb) {
    float[] values = new float[rgb.height() * rgb.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.299f * rgb.values()[3 * i] + 0.587f * rgb.values()[3 * i + 1] + 0.114f * rgb.values()[3 * i + 2];
    }
    return new Image(rgb.height(), rgb.width(), 1, values);
  }
}
