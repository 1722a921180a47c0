package dev.sonde.train;

import dev.sonde.data.BadData;
import dev.sonde.data.Dataset;
import dev.sonde.data.Sieve;
import dev.sonde.data.Transform;
import dev.sonde.metric.Confusion;
import dev.sonde.supervise.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * How well a {@link Segmenter} names the pixels of a data set, summed over the set.
 *
 * @param pictures how many were named
 * @param parts    counts of pixels: of the body ({@link Part#MAIN}), and of heads by tap
 * @param seconds  wall time
 */
public record Segmentation(int pictures, Map<String, Confusion> parts, double seconds) {

  /**
   * Names every sample of {@code data} once and counts.
   *
   * @param batch    pictures of equal size at a time
   * @param progress told how many pictures are done, after each
   * @throws IllegalArgumentException where the data has no masks, or another number of classes than the segmenter
   * @throws BadData where no pixel of the whole set has a class
   */
  public static Segmentation of(Segmenter segmenter, Dataset data, List<Transform> transforms, int batch, int workers, IntConsumer progress) {
    return of(segmenter, data, transforms, batch, workers, progress, Sieve.strict());
  }

  /** The same of every sample that {@code sieve} lets pass; {@link #pictures} counts those. */
  public static Segmentation of(Segmenter segmenter, Dataset data, List<Transform> transforms, int batch, int workers, IntConsumer progress, Sieve sieve) {
    check(segmenter, data);
    long start = System.nanoTime();
    Map<String, Confusion> parts = new LinkedHashMap<>();
    segmenter.parts().forEach(part -> parts.put(part, Confusion.of(data.classes().size())));
    int[] done = {0};
    Naming.over(segmenter, data, transforms, batch, workers, named -> {
      parts.forEach(named::counted);
      progress.accept(++done[0]);
    }, (index, bad) -> sieve.keep(Sieve.TEST, index, data.origin(index), bad));
    if (done[0] == 0) {
      throw new BadData("no sample of " + data.name() + " can be used, so nothing can be judged; all " + data.size() + " were left out");
    }
    if (parts.get(Part.MAIN).total() == 0) {
      throw unjudged(data);
    }
    return new Segmentation(done[0], parts, (System.nanoTime() - start) / 1e9);
  }

  /** The failure of a set in which no pixel is known. */
  static BadData unjudged(Dataset data) {
    return new BadData("no pixel of " + data.name() + " has a class: all are ignored, so nothing can be judged; look at its masks, the offset and what is"
        + " ignored (sonde doctor)");
  }

  private static void check(Segmenter segmenter, Dataset data) {
    if (!data.dense()) {
      throw new IllegalArgumentException(data.name() + " has one class for a picture, but " + segmenter.name() + " names pixels; name data with masks");
    }
    if (segmenter.classes() != data.classes().size()) {
      throw new IllegalArgumentException(segmenter.name() + " has " + segmenter.classes() + " outputs, but " + data.name() + " has " + data.classes().size()
          + " classes; evaluate it on the data it was trained for, or train it anew on this");
    }
  }

  /** Of the body. */
  public Confusion main() {
    return parts.get(Part.MAIN);
  }
}
