package dev.sonde.data;

import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * A change of one image: a crop, a flip, a jitter of colours, a normalisation.
 *
 * <p>Transforms run in the {@link Loader}'s workers in the order written. What they draw comes from the sample's own stream, so
 * it depends neither on the other samples nor on the number of workers. The image they are given is theirs to write into.
 *
 * <p>Those that move pixels move a mask with its image: the same window, the same mirror, the nearest class where the image is smoothed. A {@code crop} of
 * a sample with a mask may be larger than the image; what lies beyond is 0 and ignored.
 *
 * <p>Each has a text form, and {@code Transform.parse(t.toString())} equals {@code t}:
 * <pre>
 *   flip                        mirror left and right with probability 1/2
 *   crop 227                    random window of 227x227; "crop 200x300" is height x width
 *   center-crop 227             the middle window
 *   pad-crop 4                  4 pixels of zeros around, then a random window of the old size
 *   resize 256                  short side to 256, aspect kept; "resize 32x32" is height x width
 *   resize 300 max 1000         the same, but the long side to 1000 where it would be longer
 *   stretch 8                   each side stretched up to a multiple of 8, as CSAIL evaluates
 *   random-resized-crop 224     window of 8 to 100 % of the area and aspect 3/4 to 4/3, resized
 *   scale-jitter 0.5 2          the whole at a random factor, uniform in its logarithm
 *   multi-scale 300,375,450 max 1000         short side to one of these, the same for a whole batch; long side at most 1000
 *   pad 8                       each side up to a multiple of 8, to the right and below; zeros, ignored in masks
 *   pad 8 label 0               the same, but what is added to masks, also when a batch is filled up to one size, is of
 *                               class 0; for parity alone with CSAIL's code, which trains its padding as class 0
 *   jitter 0.4 0.4 0.4          brightness, contrast, saturation of values in 0..255
 *   scale 0.00390625            x · s
 *   mean-pixel 123.68,116.779,103.939        x − mean, per channel
 *   normalize 0.485,0.456,0.406 0.229,0.224,0.225      (x / 255 − mean) / deviation, per channel
 * </pre>
 */
public interface Transform {
  Image apply(Image image, RandomGenerator random);

  /** The same for a sample: its mask, where it has one, is moved as its image is. */
  default Sample apply(Sample sample, RandomGenerator random) {
    return new Sample(apply(sample.image(), random), sample.truth());
  }

  /**
   * This transform for the samples of one batch, with what they share drawn.
   *
   * @param random the batch's own stream
   */
  default Transform settled(RandomGenerator random) {
    return this;
  }

  /** Whether it leaves the whole picture as it stood, so that what is said of its places can be brought back to the picture's own size. */
  default boolean whole() {
    return true;
  }

  /** Reads one transform's text; throws {@link IllegalArgumentException} listing the known ones, or the form of the one meant. */
  static Transform parse(String text) {
    return TransformText.parse(text);
  }

  /** Reads a list of texts, in order. */
  static List<Transform> parse(List<String> texts) {
    return texts.stream().map(Transform::parse).toList();
  }

  static Transform flip() {
    return new Geometry.Flip();
  }

  static Transform crop(int height, int width) {
    return new Geometry.Crop(height, width);
  }

  static Transform centerCrop(int height, int width) {
    return new Geometry.CenterCrop(height, width);
  }

  static Transform padCrop(int padding) {
    return new Geometry.PadCrop(padding);
  }

  /** Makes the shorter side {@code side} long, keeping the aspect. */
  static Transform resize(int side) {
    return new Geometry.ResizeShort(side, 0);
  }

  static Transform resize(int height, int width) {
    return new Geometry.Resize(height, width);
  }

  static Transform randomResizedCrop(int height, int width) {
    return new Geometry.RandomResizedCrop(height, width);
  }

  static Transform scaleJitter(double least, double most) {
    return new Geometry.ScaleJitter(least, most);
  }

  /** The short side brought to one of {@code sides}, drawn for a whole batch, or less where the long side would exceed {@code longest}. */
  static Transform multiScale(List<Integer> sides, int longest) {
    return new Geometry.MultiScale(sides, longest);
  }

  static Transform pad(int multiple) {
    return new Geometry.Pad(multiple, Mask.IGNORE);
  }

  /** Padding that is trained as class {@code label}: for parity with CSAIL's code alone. */
  static Transform pad(int multiple, int label) {
    if (label < 0 || label > Short.MAX_VALUE) {
      throw new IllegalArgumentException("pad " + multiple + " label " + label + ": the label must be a class, from 0 on; leave it out to have padding"
          + " ignored");
    }
    return new Geometry.Pad(multiple, (short) label);
  }

  static Transform jitter(double brightness, double contrast, double saturation) {
    return new Photometry.Jitter(brightness, contrast, saturation);
  }

  static Transform scale(double factor) {
    return new Photometry.Scale(factor);
  }

  static Transform meanPixel(List<Double> mean) {
    return new Photometry.MeanPixel(mean);
  }

  static Transform normalize(List<Double> mean, List<Double> deviation) {
    return new Photometry.Normalize(mean, deviation);
  }

  /** The most pixels of what comes out behind all of these, where it may come at many sizes and they bound them; else empty. */
  static OptionalLong mostPixels(List<Transform> transforms) {
    OptionalLong most = OptionalLong.empty();
    for (Transform transform : transforms) {
      if (transform instanceof Geometry.MultiScale many) {
        most = OptionalLong.of((long) Collections.max(many.lengths()) * many.longest());
      } else if (transform instanceof Geometry.Crop || transform instanceof Geometry.CenterCrop || transform instanceof Geometry.Resize
          || transform instanceof Geometry.RandomResizedCrop) {
        most = OptionalLong.empty(); // one size again
      }
    }
    return most;
  }
}
