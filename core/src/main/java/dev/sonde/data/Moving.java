package dev.sonde.data;

import java.util.random.RandomGenerator;

/** A transform that moves pixels: it draws a {@link Move} for a picture's size, and the mask makes the same one. */
interface Moving extends Transform {
  /** The move for an image of this size; {@code masked} where windows may reach beyond it, since what lies there can be ignored. */
  Move draw(int height, int width, boolean masked, RandomGenerator random);

  @Override
  default boolean whole() {
    return false;
  }

  @Override
  default Image apply(Image image, RandomGenerator random) {
    return draw(image.height(), image.width(), false, random).of(image);
  }

  @Override
  default Sample apply(Sample sample, RandomGenerator random) {
    boolean masked = sample.truth() instanceof Mask;
    Move move = draw(sample.image().height(), sample.image().width(), masked, random);
    return new Sample(move.of(sample.image()), masked ? move.of(sample.mask()) : sample.truth());
  }
}
