package dev.sonde.cli;

import dev.sonde.data.Image;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pictures that were decoded to be named and are soon to be painted over, so that they need not be decoded again: at most 128 MiB of them. */
final class Decoded {
  private static final long MOST = 1L << 25;

  private final Map<Integer, Image> images = new HashMap<>();
  private long values;

  /** Keeps {@code image}, unless it would be too much. */
  synchronized void keep(int index, Image image) {
    if (values + image.values().length <= MOST && images.putIfAbsent(index, image) == null) {
      values += image.values().length;
    }
  }

  /** Hands the picture out, and forgets it; null where it was not kept. */
  synchronized @Nullable Image take(int index) {
    Image image = images.remove(index);
    values -= image == null ? 0 : image.values().length;
    return image;
  }
}
