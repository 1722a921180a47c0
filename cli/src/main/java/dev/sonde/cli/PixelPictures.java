package dev.sonde.cli;

import dev.sonde.data.BadData;
import dev.sonde.data.Codec;
import dev.sonde.data.Dataset;
import dev.sonde.data.Image;
import dev.sonde.data.Mask;
import dev.sonde.data.Sample;
import dev.sonde.store.Checkpoint;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Picture files whose pixels are to be named, at their own size; where masks lie in a folder beside them, with their truth, else with masks that know
 * nothing.
 *
 * @param truth  folder of masks, PNGs whose gray value is the class
 * @param offset gray value of the first class
 * @param ignore gray value of pixels that do not count; -1 for none
 */
record PixelPictures(Targets targets, Checkpoint checkpoint, @Nullable Path truth, int offset, int ignore) implements Dataset {

  /** The picture as it was taken, RGB. */
  Image picture(int index) {
    return Codec.read(targets.pictures().get(index));
  }

  @Override
  public String name() {
    return "pictures";
  }

  @Override
  public int size() {
    return targets.pictures().size();
  }

  @Override
  public List<String> classes() {
    return checkpoint.classes();
  }

  @Override
  public boolean dense() {
    return true;
  }

  @Override
  public String origin(int index) {
    return targets.pictures().get(index).toString();
  }

  @Override
  public Sample get(int index) {
    Image picture = picture(index);
    Image seen = checkpoint.network().input().channels() == 1 ? Pictures.gray(picture) : picture;
    return new Sample(checkpoint.preparation().steps().isEmpty() ? seen : checkpoint.preparation().of(seen), mask(index, picture));
  }

  private Mask mask(int index, Image picture) {
    Path file = truth == null ? null : targets.truth(index, truth).orElse(null);
    if (file == null) {
      short[] unknown = new short[picture.height() * picture.width()];
      Arrays.fill(unknown, Mask.IGNORE);
      return new Mask(picture.height(), picture.width(), unknown);
    }
    Image read = Codec.read(file);
    if (read.height() != picture.height() || read.width() != picture.width()) {
      throw new BadData(file + " is " + read.height() + "x" + read.width() + ", but its picture " + targets.pictures().get(index) + " is " + picture.height()
          + "x" + picture.width() + "; a mask has a class for each pixel");
    }
    return new Mask(read.height(), read.width(), classes(read, file));
  }

  private short[] classes(Image read, Path file) {
    short[] classes = new short[read.height() * read.width()];
    for (int i = 0; i < classes.length; i++) {
      float value = read.values()[3 * i];
      if (value != read.values()[3 * i + 1] || value != read.values()[3 * i + 2] || value != Math.rint(value)) {
        throw new BadData(file + " is coloured, but a mask is an 8-bit gray PNG whose value is the class; write it as indices first");
      }
      int label = (int) value - offset;
      if (value != ignore && (label < 0 || label >= classes().size())) {
        throw new BadData(file + " has the value " + (int) value + " at row " + i / read.width() + ", column " + i % read.width() + ", which stands for none of the "
            + classes().size() + " classes; say the first class's value with --offset, and that of unknown pixels with --ignore");
      }
      classes[i] = value == ignore ? Mask.IGNORE : (short) label;
    }
    return classes;
  }
}
