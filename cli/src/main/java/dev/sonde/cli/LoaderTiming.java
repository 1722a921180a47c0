package dev.sonde.cli;

import dev.sonde.data.Dataset;
import dev.sonde.data.Datasets;
import dev.sonde.data.Loader;
import dev.sonde.data.Seed;
import dev.sonde.data.Shapes;
import dev.sonde.data.Transform;
import dev.sonde.net.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loader at work with nobody computing beside it: how many augmented images a second two workers make. */
final class LoaderTiming {
  private static final int WORKERS = 2;
  private static final int FEWEST = 3;
  private static final int SMALL = 64;
  private static final String NORMALIZE = "normalize 0.485,0.456,0.406 0.229,0.224,0.225";

  private LoaderTiming() {}

  /**
   * Of batches as a network of this input takes them.
   *
   * @param data folder or set to read; absent: JPEG files made for it, or pictures in memory where images are smaller than 64x64
   */
  static Timing of(@Nullable String data, Shape input, int batch, double seconds) {
    boolean small = Math.min(input.height(), input.width()) < SMALL;
    if (data != null) {
      return of(Datasets.open(data).train(), large(input), batch, seconds);
    }
    if (small) {
      Dataset shapes = Shapes.of(Math.max(8, input.height()), Math.max(2000, 4 * batch), Seed.of(1));
      return of(shapes, Transform.parse(List.of(NORMALIZE, "pad-crop 4", "flip")), batch, seconds);
    }
    try (Photographs photographs = Photographs.make()) {
      return of(photographs.set(), large(input), batch, seconds);
    }
  }

  private static List<Transform> large(Shape input) {
    return Transform.parse(List.of("random-resized-crop " + input.height() + "x" + input.width(), "flip", NORMALIZE));
  }

  /** Epoch after epoch, the first of which only warms up; one repetition is an epoch's time by its batches. */
  private static Timing of(Dataset data, List<Transform> transforms, int batch, double seconds) {
    int each = Math.min(batch, data.size());
    epoch(data, transforms, each, 0);
    List<Double> times = new ArrayList<>();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (int epoch = 1; System.nanoTime() < end || times.size() < FEWEST; epoch++) {
      times.add(epoch(data, transforms, each, epoch));
    }
    return Timing.of(each, times);
  }

  /** Seconds a batch. */
  private static double epoch(Dataset data, List<Transform> transforms, int batch, int epoch) {
    long start = System.nanoTime();
    try (Loader loader = Loader.of(data, transforms, batch).shuffled(Seed.of(1), epoch).dropLast().workers(WORKERS)) {
      while (loader.hasNext()) {
        loader.next();
      }
      return (System.nanoTime() - start) / 1e9 / loader.batches();
    }
  }
}
