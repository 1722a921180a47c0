package dev.sonde.train;

import dev.sonde.data.BadData;
import dev.sonde.data.Batch;
import dev.sonde.data.Dataset;
import dev.sonde.data.Loader;
import dev.sonde.data.Mask;
import dev.sonde.data.Transform;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One pass of a {@link Segmenter} over a set whose samples carry masks, with plain numbers on both sides.
 *
 * <p>Transforms change the images alone, and the answer has the size of the mask as it was read. Pictures are decoded one by one; those of equal
 * size, and with masks of equal size, are named together, and the largest group goes first where many sizes wait.
 */
public final class Naming {
  /** Batches' worth of pictures that may wait for others of their size. */
  private static final int WAITING = 4;

  private final Segmenter segmenter;
  private final Dataset data;
  private final int batch;
  private final Consumer<Named> receiver;
  private final Map<List<Integer>, Batch> waiting = new LinkedHashMap<>();
  private int pictures;

  private Naming(Segmenter segmenter, Dataset data, int batch, Consumer<Named> receiver) {
    this.segmenter = segmenter;
    this.data = data;
    this.batch = batch;
    this.receiver = receiver;
  }

  /**
   * Names every sample once.
   *
   * @param batch    pictures at a time; with 1 they come in the order of the set
   * @param receiver of each answer, on this thread
   * @throws BadData where a sample cannot be read, or a mask has a class that the set does not
   */
  public static void over(Segmenter segmenter, Dataset data, List<Transform> transforms, int batch, int workers, Consumer<Named> receiver) {
    over(segmenter, data, transforms, batch, workers, receiver, (index, bad) -> {
      throw bad;
    });
  }

  /**
   * Names every sample that can be read once.
   *
   * @param refused of the index of each that cannot, and why ({@link BadData}, or {@link java.io.UncheckedIOException}); what it throws ends the pass
   */
  public static void over(Segmenter segmenter, Dataset data, List<Transform> transforms, int batch, int workers, Consumer<Named> receiver,
      BiConsumer<Integer, RuntimeException> refused) {
    Naming pass = new Naming(segmenter, data, batch, receiver);
    if (batch < 1) {
      throw new IllegalArgumentException("batch " + batch + " must be at least 1");
    }
    Loader whole = Loader.of(data, transforms, 1).workers(workers).imagesOnly();
    for (int next = 0; next < data.size(); ) {
      next = pass.from(next, whole.from(next), refused);
    }
    List.copyOf(pass.waiting.keySet()).forEach(pass::send);
  }

  /** Goes on at sample {@code at}, to the end or to behind the first that cannot be read, which ends its loader; the sample to go on at. */
  private int from(int at, Loader rest, BiConsumer<Integer, RuntimeException> refused) {
    int next = at;
    try (Loader loader = rest) {
      while (loader.hasNext()) {
        Batch one;
        try {
          one = loader.next();
          one.checkLabels(data);
        } catch (BadData | UncheckedIOException bad) {
          refused.accept(next, bad);
          return next + 1;
        }
        next++;
        take(one);
      }
    }
    return next;
  }

  private void take(Batch one) {
    List<Integer> size = List.of(one.height(), one.width(), one.channels(), one.labelHeight(), one.labelWidth());
    Batch all = waiting.merge(size, copied(one), Naming::joined);
    pictures++;
    if (all.size() == batch) {
      send(size);
    } else if (pictures > WAITING * batch) {
      send(waiting.entrySet().stream().max((a, b) -> Integer.compare(a.getValue().size(), b.getValue().size())).orElseThrow().getKey());
    }
  }

  /** The loader writes its arrays again. */
  private static Batch copied(Batch one) {
    return new Batch(Arrays.copyOf(one.images(), one.elements()), one.size(), one.height(), one.width(), one.channels(),
        Arrays.copyOf(one.labels(), one.places()), one.labelHeight(), one.labelWidth(), Arrays.copyOf(one.indices(), one.size()));
  }

  private static Batch joined(Batch a, Batch b) {
    float[] images = Arrays.copyOf(a.images(), a.elements() + b.elements());
    System.arraycopy(b.images(), 0, images, a.elements(), b.elements());
    return new Batch(images, a.size() + b.size(), a.height(), a.width(), a.channels(), joined(a.labels(), b.labels()), a.labelHeight(), a.labelWidth(),
        joined(a.indices(), b.indices()));
  }

  private static int[] joined(int[] a, int[] b) {
    return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
  }

  private void send(List<Integer> size) {
    Batch all = waiting.remove(size);
    pictures -= all.size();
    Map<String, short[]> answers;
    try (Scope scope = Scope.silent()) {
      answers = segmenter.classes(Tensors.images(all, segmenter.precision()), all.labelHeight(), all.labelWidth());
    }
    for (int i = 0; i < all.size(); i++) {
      receiver.accept(one(all, i, answers));
    }
  }

  private static Named one(Batch all, int i, Map<String, short[]> answers) {
    int places = all.labelHeight() * all.labelWidth();
    short[] truth = new short[places];
    for (int at = 0; at < places; at++) {
      truth[at] = (short) all.labels()[i * places + at];
    }
    Map<String, Mask> masks = new LinkedHashMap<>();
    answers.forEach((part, classes) ->
        masks.put(part, new Mask(all.labelHeight(), all.labelWidth(), Arrays.copyOfRange(classes, i * places, (i + 1) * places))));
    return new Named(all.indices()[i], new Mask(all.labelHeight(), all.labelWidth(), truth), masks);
  }
}
