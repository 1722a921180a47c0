package dev.sonde.data;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;

/**
 * A generated set of pictures: one of ten outlines in front of a textured ground, with what makes photographs hard.
 *
 * <p>Colour and texture of object and ground, place, size, rotation, stretch, light, shadow, clutter, what hides part of the object,
 * and noise are drawn for each picture from {@code seed.stream("scene").stream(index)}, so a set is the same for any number of threads.
 * Each class has the same number of pictures, give or take one. Only the outline tells the class.
 *
 * <p>Pictures are kept once drawn, a byte a value, in sets of up to 256 MB; larger sets draw them again each time.
 */
public final class Shapes implements Dataset {
  private static final int TEXTURES = 24;
  private static final long KEPT = 256L << 20;
  private static final int MOST = 2_000_000;
  private static final List<String> CLASSES = Arrays.stream(Outline.values()).map(Outline::word).toList();

  private final int size;
  private final Seed seed;
  private final int[] order;
  private final Texture[] textures = new Texture[TEXTURES];
  private final AtomicReferenceArray<byte[]> kept;

  private Shapes(int size, int count, Seed seed) {
    this.size = size;
    this.seed = seed;
    this.order = Order.shuffled(count, seed.stream("order"));
    this.kept = new AtomicReferenceArray<>(3L * size * size * count <= KEPT ? count : 0);
    RandomGenerator random = seed.stream("textures").generator();
    Arrays.setAll(textures, i -> new Texture(random));
  }

  /** {@code count} pictures of {@code size} x {@code size} pixels and three channels. */
  public static Shapes of(int size, int count, Seed seed) {
    if (size < 8 || size > 1024) {
      throw new IllegalArgumentException("shapes of " + size + "x" + size + " pixels: the size must lie in 8..1024");
    }
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException("shapes must hold 1 to " + MOST + " pictures, not " + count);
    }
    return new Shapes(size, count, seed);
  }

  /** This set with a class for each pixel: 0 the ground, 1 to 10 the outlines. */
  public Dataset masks() {
    return new ShapeMasks(this);
  }

  /** Rows, and columns, of each picture. */
  int side() {
    return size;
  }

  @Override
  public String name() {
    return "shapes";
  }

  @Override
  public int size() {
    return order.length;
  }

  @Override
  public List<String> classes() {
    return CLASSES;
  }

  @Override
  public String origin(int index) {
    return "shapes, picture " + index;
  }

  @Override
  public Sample get(int index) {
    byte[] bytes = bytes(index);
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return new Sample(new Image(size, size, 3, values), label(index));
  }

  /**
   * What one sees at each pixel of picture {@code index}, {@code [H, W]}: 1 to 10 an object of class 0 to 9, 0 the ground, the clutter
   * and what hides the object.
   */
  public int[] mask(int index) {
    boolean[] seen = scene(index).seen();
    int[] mask = new int[seen.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = seen[i] ? label(index) + 1 : 0;
    }
    return mask;
  }

  private byte[] bytes(int index) {
    if (kept.length() == 0) {
      return scene(index).bytes();
    }
    byte[] bytes = kept.get(index);
    if (bytes == null) {
      bytes = scene(index).bytes();
      kept.set(index, bytes);
    }
    return bytes;
  }

  private Scene scene(int index) {
    Scene scene = new Scene(size, seed.stream("scene").stream(index).generator(), textures);
    scene.draw(Outline.values()[label(index)]);
    return scene;
  }

  @Override
  public int label(int index) {
    return order[index] % CLASSES.size();
  }
}
