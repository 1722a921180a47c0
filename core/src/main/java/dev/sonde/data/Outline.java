package dev.sonde.data;

import java.util.Locale;

/**
 * The outlines of {@link Shapes}: a signed distance to the border each, negative inside, in units of the outline's radius.
 *
 * <p>x points right and y down; every outline fits the circle of radius 1.1 around its origin.
 */
enum Outline {
  DISC {
    @Override
    double distance(double x, double y) {
      return Math.sqrt(x * x + y * y) - 0.9;
    }
  },
  RING {
    @Override
    double distance(double x, double y) {
      return Math.abs(Math.sqrt(x * x + y * y) - 0.75) - 0.23;
    }
  },
  SQUARE(polygon(-0.78, -0.78, 0.78, -0.78, 0.78, 0.78, -0.78, 0.78)),
  TRIANGLE(star(3, 1.1, 0.55)),
  STAR(star(5, 1.1, 0.42)),
  CROSS(polygon(-0.28, -1, 0.28, -1, 0.28, -0.28, 1, -0.28, 1, 0.28, 0.28, 0.28,
      0.28, 1, -0.28, 1, -0.28, 0.28, -1, 0.28, -1, -0.28, -0.28, -0.28)),
  CRESCENT {
    @Override
    double distance(double x, double y) {
      double bite = Math.sqrt((x - 0.5) * (x - 0.5) + y * y) - 0.8;
      return Math.max(Math.sqrt(x * x + y * y) - 1, -bite);
    }
  },
  HOURGLASS(polygon(-0.75, -0.8, 0.75, -0.8, 0.12, 0, 0.75, 0.8, -0.75, 0.8, -0.12, 0)),
  ARROW(polygon(0, -1.05, 0.8, -0.1, 0.28, -0.1, 0.28, 1, -0.28, 1, -0.28, -0.1, -0.8, -0.1)),
  HEART(heart(28));

  /** Corners {@code x0, y0, x1, y1, …} of a polygon; empty where the distance is a formula. */
  private final double[] corners;

  Outline(double... corners) {
    this.corners = corners;
  }

  /** Distance from (x, y) to the polygon's nearest edge, negative where a ray from there crosses an odd number of edges. */
  double distance(double x, double y) {
    double nearest = Double.MAX_VALUE;
    boolean inside = false;
    double x0 = corners[corners.length - 2];
    double y0 = corners[corners.length - 1];
    for (int i = 0; i < corners.length; i += 2) {
      double x1 = corners[i];
      double y1 = corners[i + 1];
      double dx = x1 - x0;
      double dy = y1 - y0;
      double along = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)));
      double ex = x - x0 - along * dx;
      double ey = y - y0 - along * dy;
      nearest = Math.min(nearest, ex * ex + ey * ey);
      inside ^= y0 > y != y1 > y && x < x0 + dx * (y - y0) / dy;
      x0 = x1;
      y0 = y1;
    }
    return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
  }

  /** The class name, in small letters. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static double[] polygon(double... corners) {
    return corners;
  }

  /** A star of {@code points}; a regular polygon where the inner radius lies on its edges. */
  private static double[] star(int points, double outer, double inner) {
    double[] corners = new double[4 * points];
    for (int i = 0; i < 2 * points; i++) {
      double radius = i % 2 == 0 ? outer : inner;
      corners[2 * i] = radius * StrictMath.sin(Math.PI * i / points);
      corners[2 * i + 1] = -radius * StrictMath.cos(Math.PI * i / points);
    }
    return corners;
  }

  /** The curve {@code x = sin³ t, y = −(13 cos t − 5 cos 2t − 2 cos 3t − cos 4t) / 16}, in straight pieces. */
  private static double[] heart(int pieces) {
    double[] corners = new double[2 * pieces];
    for (int i = 0; i < pieces; i++) {
      double t = 2 * Math.PI * i / pieces;
      double sine = StrictMath.sin(t);
      corners[2 * i] = sine * sine * sine;
      double rise = 13 * StrictMath.cos(t) - 5 * StrictMath.cos(2 * t) - 2 * StrictMath.cos(3 * t) - StrictMath.cos(4 * t);
      corners[2 * i + 1] = -rise / 16 - 0.1;
    }
    return corners;
  }
}
