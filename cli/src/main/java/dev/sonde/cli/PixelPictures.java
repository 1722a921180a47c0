package dev.sonde.cli;

import dev.sonde.data.BadData;
import dev.sonde.data.Codec;
import dev.sonde.data.Dataset;
import dev.sonde.data.Image;
import dev.sonde.data.Mask;
import dev.sonde.data.MaskFile;
import dev.sonde.data.Sample;
import dev.sonde.store.Checkpoint;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Picture files whose pixels are to be named, at their own size; where masks lie in a folder beside them, with their truth, else with masks that know
 * nothing.
 *
 * @param data   where they come from, masks and all, in place of files
 * @param truth  folder of masks ({@link MaskFile})
 * @param values what the values of those masks stand for
 * @param decoded between being named and being painted over
 */
record PixelPictures(Destinations destinations, Checkpoint checkpoint, @Nullable Dataset data, @Nullable Path truth, MaskFile.@Nullable Values values, Decoded decoded)
    implements Dataset {

  /** The picture as it was taken, RGB; once after each {@link #get} it needs not be decoded again. */
  Image picture(int index) {
    Image kept = decoded.take(index);
    return kept != null ? kept : data == null ? decode(index) : data.get(index).image();
  }

  @Override
  public String name() {
    return "pictures";
  }

  @Override
  public int size() {
    return destinations.pictures().size();
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
    return data == null ? destinations.pictures().get(index).toString() : data.origin(index);
  }

  /** How many have a mask in the folder of truths. */
  long judged() {
    return truth == null ? 0 : IntStream.range(0, size()).filter(i -> destinations.truth(i, truth).isPresent()).count();
  }

  /**
   * Makes sure, before anything is written, that every file may be.
   *
   * @throws IllegalArgumentException where one is there and {@code force} is not given, or is one that is read
   */
  void free(boolean force) {
    for (int i = 0; truth != null && i < size(); i++) {
      destinations.truth(i, truth).ifPresent(destinations::read);
    }
    for (int i = 0; i < size(); i++) {
      for (String kind : PredictPixels.KINDS) {
        destinations.free(i, kind, force);
      }
      if (data != null || truth != null && destinations.truth(i, truth).isPresent()) {
        destinations.free(i, PredictPixels.ERROR, force);
      }
    }
  }

  @Override
  public Sample get(int index) {
    Sample whole = data == null ? read(index) : data.get(index);
    Image picture = whole.image();
    decoded.keep(index, picture);
    Image seen = checkpoint.network().input().channels() == 1 && picture.channels() == 3 ? Pictures.gray(picture) : picture;
    return new Sample(checkpoint.preparation().steps().isEmpty() ? seen : checkpoint.preparation().of(seen), whole.truth());
  }

  private Sample read(int index) {
    Image picture = decode(index);
    return new Sample(picture, mask(index, picture));
  }

  /** Upright as a viewer shows it; but as stored where there is a mask to hold against it, which no EXIF turns. */
  private Image decode(int index) {
    Path file = destinations.pictures().get(index);
    return truth == null ? Codec.read(file) : Codec.stored(file);
  }

  private Mask mask(int index, Image picture) {
    Path file = truth == null ? null : destinations.truth(index, truth).orElse(null);
    if (file == null) {
      short[] unknown = new short[picture.height() * picture.width()];
      Arrays.fill(unknown, Mask.IGNORE);
      return new Mask(picture.height(), picture.width(), unknown);
    }
    Mask read = MaskFile.read(file, Objects.requireNonNull(values, "a folder of masks comes with what their values mean"));
    if (read.height() != picture.height() || read.width() != picture.width()) {
      throw new BadData(file + " is " + read.height() + "x" + read.width() + ", but its picture " + destinations.pictures().get(index) + " is " + picture.height()
          + "x" + picture.width() + "; a mask has a class for each pixel");
    }
    return read;
  }
}
