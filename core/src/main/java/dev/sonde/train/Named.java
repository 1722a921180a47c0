package dev.sonde.train;

import dev.sonde.data.Mask;
import dev.sonde.metric.Confusion;
import dev.sonde.supervise.Part;
import java.util.Map;

/**
 * A picture whose pixels were named.
 *
 * @param index of the sample in its set
 * @param truth its mask as it was read; {@link Mask#IGNORE} where nobody knows
 * @param masks the class of highest probability at each pixel, of the truth's size: of the body ({@link Part#MAIN}), and of heads by tap
 */
public record Named(int index, Mask truth, Map<String, Mask> masks) {
  public Named {
    masks = Map.copyOf(masks);
  }

  /** The body's answer. */
  public Mask mask() {
    return masks.get(Part.MAIN);
  }

  /** Counts one part's answer against the truth; ignored pixels do not count. */
  public Confusion counted(String part, Confusion into) {
    return into.add(truth.classes(), masks.get(part).classes());
  }
}
