package dev.sonde.data;

import java.util.random.RandomGenerator;

/**
 * One picture of {@link Shapes} while it is drawn, back to front: background, clutter, shadow, the object, what hides part of it,
 * light, noise.
 *
 * <p>Places are in picture units: 32 to the side, whatever the number of pixels.
 */
final class Scene {
  private static final double SIDE = 32;

  private final int size;
  private final double pixel;
  private final RandomGenerator random;
  private final Texture[] textures;
  private final float[] rgb;
  private final float[] visible;

  /** Where something covers the picture: a signed distance in picture units, negative inside. */
  private interface Place {
    double distance(double x, double y);
  }

  Scene(int size, RandomGenerator random, Texture[] textures) {
    this.size = size;
    this.pixel = SIDE / size;
    this.random = random;
    this.textures = textures;
    this.rgb = new float[size * size * 3];
    this.visible = new float[size * size];
  }

  void draw(Outline outline) {
    double radius = random.nextDouble(9, 14);
    double x = random.nextDouble(radius, SIDE - radius);
    double y = random.nextDouble(radius, SIDE - radius);
    float[] ground = colour();
    float[] colour = colourAwayFrom(ground);
    background(ground);
    clutter(random.nextInt(1, 5), ground);
    Place object = placed(outline, x, y, radius);
    shadow(object);
    lay(object, Paint.random(random, textures, colour, 30), true);
    if (random.nextInt(5) < 2) {
      hide(x, y, radius, random.nextBoolean() ? ground : colour());
    }
    light();
    noise(random.nextDouble(2, 12));
  }

  /** The picture, {@code [H, W, 3]}, a byte a value. */
  byte[] bytes() {
    byte[] bytes = new byte[rgb.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.max(0, Math.min(255, Math.round(rgb[i])));
    }
    return bytes;
  }

  /** Per pixel: whether the object is what one sees there. */
  boolean[] seen() {
    boolean[] seen = new boolean[visible.length];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = visible[i] > 0.5f;
    }
    return seen;
  }

  // Layers

  private void background(float[] ground) {
    lay((x, y) -> -SIDE, Paint.random(random, textures, ground, 32), false);
    if (random.nextInt(2) == 0) { // a second ground beyond a bent line
      Place beyond = halfPlane(random.nextDouble(2 * Math.PI), random.nextDouble(-10, 10), textures[random.nextInt(textures.length)]);
      lay(beyond, Paint.random(random, textures, ground, 42), false);
    }
  }

  private void clutter(int pieces, float[] ground) {
    for (int i = 0; i < pieces; i++) {
      float[] colour = random.nextInt(3) == 0 ? ground : colour();
      Place piece = random.nextBoolean() ? stroke(random.nextDouble(0.4, 1.4)) : blob(random.nextDouble(1.2, 3.2));
      lay(piece, Paint.random(random, textures, colour, 25), false);
    }
  }

  private void shadow(Place object) {
    if (random.nextInt(2) == 0) {
      return;
    }
    double dx = random.nextDouble(-3, 3);
    double dy = random.nextDouble(-3, 3);
    float strength = (float) random.nextDouble(0.2, 0.55);
    each((i, x, y) -> darken(i, 1 - strength * cover(object.distance(x - dx, y - dy) / 3)));
  }

  /** A bar or a blob over part of the object, away from its middle. */
  private void hide(double x, double y, double radius, float[] colour) {
    double turn = random.nextDouble(2 * Math.PI);
    double away = radius * random.nextDouble(0.35, 0.8);
    double cosine = StrictMath.cos(turn);
    double sine = StrictMath.sin(turn);
    double half = radius * random.nextDouble(0.1, 0.24);
    double centreX = x + away * cosine;
    double centreY = y + away * sine;
    Place bar = (px, py) -> Math.abs((px - centreX) * cosine + (py - centreY) * sine) - half;
    lay(random.nextBoolean() ? bar : blob(centreX, centreY, 1.6 * half), Paint.random(random, textures, colour, 25), false);
  }

  private void light() {
    double turn = random.nextDouble(2 * Math.PI);
    double slope = random.nextDouble(0, 0.45) / (SIDE / 2);
    double dx = slope * StrictMath.cos(turn);
    double dy = slope * StrictMath.sin(turn);
    double level = random.nextDouble(0.75, 1.15);
    each((i, x, y) -> darken(i, (float) (level * (1 + (x - SIDE / 2) * dx + (y - SIDE / 2) * dy))));
  }

  /** The sum of four uniform numbers, close to a Gaussian of deviation {@code strength}. */
  private void noise(double strength) {
    double unit = strength / StrictMath.sqrt(4 * (65536.0 * 65536.0 - 1) / 12);
    for (int i = 0; i < rgb.length; i++) {
      long bits = random.nextLong();
      long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
      rgb[i] += (float) ((sum - 2 * 65535) * unit);
    }
  }

  // Places

  /** The outline mirrored or not, turned by up to 35 degrees, stretched by up to a sixth, and moved. */
  private Place placed(Outline outline, double x, double y, double radius) {
    double turn = random.nextDouble(-0.6, 0.6);
    double mirror = random.nextBoolean() ? 1 : -1;
    double stretch = random.nextDouble(0.86, 1.16);
    double cosine = StrictMath.cos(turn) / radius;
    double sine = StrictMath.sin(turn) / radius;
    return (px, py) -> {
      double u = ((px - x) * cosine - (py - y) * sine) * stretch;
      double v = ((px - x) * sine + (py - y) * cosine) / stretch;
      double square = u * u + v * v;
      return radius * (square > 1.6 ? Math.sqrt(square) - 1.1 : outline.distance(mirror * u, v));
    };
  }

  private static Place halfPlane(double turn, double offset, Texture bend) {
    double cosine = StrictMath.cos(turn);
    double sine = StrictMath.sin(turn);
    return (x, y) -> (x - SIDE / 2) * cosine + (y - SIDE / 2) * sine - offset + 2.5 * bend.at(x, y);
  }

  private Place stroke(double half) {
    double x = random.nextDouble(SIDE);
    double y = random.nextDouble(SIDE);
    double turn = random.nextDouble(2 * Math.PI);
    double dx = StrictMath.cos(turn);
    double dy = StrictMath.sin(turn);
    double length = random.nextDouble(6, 26);
    return (px, py) -> {
      double along = Math.max(0, Math.min(length, (px - x) * dx + (py - y) * dy));
      double ex = px - x - along * dx;
      double ey = py - y - along * dy;
      return Math.sqrt(ex * ex + ey * ey) - half;
    };
  }

  private Place blob(double radius) {
    return blob(random.nextDouble(SIDE), random.nextDouble(SIDE), radius);
  }

  private Place blob(double x, double y, double radius) {
    Texture bend = textures[random.nextInt(textures.length)];
    double shift = random.nextDouble(Texture.SIDE);
    return (px, py) -> Math.sqrt((px - x) * (px - x) + (py - y) * (py - y)) - radius * (1 + 0.4 * bend.at(px * 6 + shift, py * 6));
  }

  // Pixels

  /** What is done at pixel {@code i}, whose middle is (x, y). */
  private interface Stroke {
    void at(int i, double x, double y);
  }

  private void each(Stroke stroke) {
    for (int row = 0, i = 0; row < size; row++) {
      for (int column = 0; column < size; column++, i++) {
        stroke.at(i, (column + 0.5) * pixel, (row + 0.5) * pixel);
      }
    }
  }

  private void lay(Place place, Paint paint, boolean object) {
    each((i, x, y) -> {
      float cover = cover(place.distance(x, y));
      if (cover > 0) {
        paint.lay(rgb, 3 * i, x, y, cover);
      }
      visible[i] = object ? cover : visible[i] * (1 - cover);
    });
  }

  private void darken(int i, float factor) {
    for (int c = 3 * i; c < 3 * i + 3; c++) {
      rgb[c] *= factor;
    }
  }

  /** The part of a pixel that is inside, from the signed distance of its middle. */
  private float cover(double distance) {
    return (float) Math.max(0, Math.min(1, 0.5 - distance / pixel));
  }

  // Colours

  private float[] colour() {
    float grey = 40 + 175 * random.nextFloat();
    float strength = 20 + 90 * random.nextFloat();
    float[] colour = new float[3];
    for (int c = 0; c < 3; c++) {
      colour[c] = Math.max(15, Math.min(240, grey + strength * (2 * random.nextFloat() - 1)));
    }
    return colour;
  }

  /** A colour at least 100 (of 255) from another. */
  private float[] colourAwayFrom(float[] other) {
    float[] colour = colour();
    while (square(colour[0] - other[0]) + square(colour[1] - other[1]) + square(colour[2] - other[2]) < square(100)) {
      colour = colour();
    }
    return colour;
  }

  private static float square(float x) {
    return x * x;
  }
}
