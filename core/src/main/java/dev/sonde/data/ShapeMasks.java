package dev.sonde.data;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

/**
 * {@link Shapes} with a class for each pixel: 0 the ground, with the clutter and what hides the object, 1 to 10 the outlines.
 *
 * <p>Masks are kept once drawn, a byte a pixel, in sets of up to 256 MB.
 */
final class ShapeMasks implements Dataset {
  private static final long KEPT = 256L << 20;

  private final Shapes shapes;
  private final List<String> classes;
  private final AtomicReferenceArray<byte[]> kept;

  ShapeMasks(Shapes shapes) {
    this.shapes = shapes;
    classes = Stream.concat(Stream.of("ground"), shapes.classes().stream()).toList();
    kept = new AtomicReferenceArray<>((long) shapes.side() * shapes.side() * shapes.size() <= KEPT ? shapes.size() : 0);
  }

  @Override
  public String name() {
    return "shapes with masks";
  }

  @Override
  public int size() {
    return shapes.size();
  }

  @Override
  public Sample get(int index) {
    byte[] stored = stored(index);
    short[] labels = new short[stored.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = stored[i];
    }
    return new Sample(shapes.get(index).image(), new Mask(shapes.side(), shapes.side(), labels));
  }

  private byte[] stored(int index) {
    byte[] stored = kept.length() == 0 ? null : kept.get(index);
    if (stored == null) {
      int[] drawn = shapes.mask(index);
      stored = new byte[drawn.length];
      for (int i = 0; i < drawn.length; i++) {
        stored[i] = (byte) drawn[i];
      }
      if (kept.length() > 0) {
        kept.set(index, stored);
      }
    }
    return stored;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public boolean dense() {
    return true;
  }

  @Override
  public String origin(int index) {
    return shapes.origin(index);
  }
}
