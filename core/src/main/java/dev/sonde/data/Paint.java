package dev.sonde.data;

import java.util.random.RandomGenerator;

/**
 * A colour that varies over the picture: two colours mixed by noise, or by stripes that the noise bends, and a grain of light and dark.
 *
 * @param zoom     texture units per picture unit
 * @param stripes  stripes per picture unit, 0 for none
 * @param contrast strength of the grain, of 255
 */
record Paint(float[] first, float[] second, Texture mix, Texture grain, double cosine, double sine, double zoom, double shiftX,
    double shiftY, double stripes, float contrast) {
  /** A paint whose two colours lie around {@code base}, as far apart as {@code spread} says; stripes in one of five. */
  static Paint random(RandomGenerator random, Texture[] textures, float[] base, double spread) {
    double turn = random.nextDouble(2 * Math.PI);
    return new Paint(near(random, base, spread), near(random, base, spread), any(random, textures), any(random, textures),
        StrictMath.cos(turn), StrictMath.sin(turn), random.nextDouble(0.4, 1.6),
        random.nextDouble(Texture.SIDE), random.nextDouble(Texture.SIDE),
        random.nextInt(5) == 0 ? random.nextDouble(0.12, 0.35) : 0, (float) random.nextDouble(4, 22));
  }

  private static Texture any(RandomGenerator random, Texture[] textures) {
    return textures[random.nextInt(textures.length)];
  }

  private static float[] near(RandomGenerator random, float[] base, double spread) {
    float common = (float) random.nextDouble(-spread, spread);
    float[] colour = new float[3];
    for (int c = 0; c < 3; c++) {
      colour[c] = base[c] + common + (float) random.nextDouble(-spread, spread) / 2;
    }
    return colour;
  }

  /** Mixes this paint's colour at (x, y), in picture units, into the three values at {@code at}: {@code cover} 1 replaces them. */
  void lay(float[] rgb, int at, double x, double y, float cover) {
    double u = (cosine * x - sine * y) * zoom + shiftX;
    double v = (sine * x + cosine * y) * zoom + shiftY;
    float noise = mix.at(u, v);
    float part = stripes > 0 ? wave(u / zoom * stripes + 0.15 * noise) : Math.max(0, Math.min(1, 0.5f + 0.45f * noise));
    float light = contrast * grain.at(2 * v, 2 * u);
    for (int c = 0; c < 3; c++) {
      float colour = first[c] + part * (second[c] - first[c]) + light;
      rgb[at + c] += cover * (colour - rgb[at + c]);
    }
  }

  /** A triangle wave between 0 and 1, of period 1, flattened at its ends. */
  private static float wave(double x) {
    double slope = Math.abs(2 * (x - Math.floor(x)) - 1);
    return (float) Math.max(0, Math.min(1, 0.5 + 2 * (slope - 0.5)));
  }
}
