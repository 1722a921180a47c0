package dev.sonde.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Steps that every image goes through once, before training: fitted on the training set, then applied to whole sets in memory.
 *
 * <pre>
 *   gcn 55        x ← (x − mean of the image) / (‖x − mean‖ / 55)
 *   zca 0.1       x ← U diag(1/√(λ + 0.1)) Uᵀ (x − mean of the set), with λ, U of the set's covariance
 *   mean-image    x ← x − mean of the set, pixel by pixel
 * </pre>
 *
 * <p>Later steps are fitted on what the earlier ones leave. What was fitted is a map of named float arrays ({@link #state()}), to be kept
 * with a model's parameters and given back to {@link #of(List, Map)}. Nothing here draws random numbers.
 */
public final class Preparation {
  /** Images prepared at a time. */
  static final int BLOCK = 500;

  private final List<Step> steps;

  private Preparation(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /** The steps written as {@code texts}, fitted on {@code train} one after the other. */
  public static Preparation fit(List<String> texts, Dataset train) {
    return fit(texts, train, Sieve.strict());
  }

  /** The same, on the samples that {@code sieve} lets pass. */
  public static Preparation fit(List<String> texts, Dataset train, Sieve sieve) {
    Gate gate = new Gate(sieve, Sieve.TRAIN, 1);
    List<Step> kinds = Step.parse(texts);
    Preparation fitted = new Preparation(List.of());
    for (Step kind : kinds) {
      List<Step> longer = new ArrayList<>(fitted.steps);
      longer.add(kind.fitted(new Blocks(train, fitted, gate)));
      fitted = new Preparation(longer);
    }
    return fitted;
  }

  /** The steps written as {@code texts}, as fitted before; throws {@link BadData} where {@code state} lacks something. */
  public static Preparation of(List<String> texts, Map<String, float[]> state) {
    return new Preparation(Step.parse(texts).stream().map(step -> step.restored(state)).toList());
  }

  /** The texts of the steps, in order. */
  public List<String> steps() {
    return steps.stream().map(Step::toString).toList();
  }

  /** What was fitted, by names such as {@code zca.matrix}; empty for {@code gcn} alone. */
  public Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>();
    steps.forEach(step -> state.putAll(step.state()));
    return state;
  }

  /** The whole of {@code data}, prepared and held in memory: 4 bytes a value. */
  public Dataset of(Dataset data) {
    return of(data, Sieve.strict(), Sieve.TRAIN);
  }

  /** The same of what {@code sieve} lets pass of the set that it calls {@code set}; what it keeps out cannot be got from the prepared set. */
  public Dataset of(Dataset data, Sieve sieve, String set) {
    return steps.isEmpty() ? data : Prepared.of(data, this, new Gate(sieve, set, 1));
  }

  /** One image, prepared. */
  public Image of(Image image) {
    float[][] row = {image.values().clone()};
    apply(row);
    return new Image(image.height(), image.width(), image.channels(), row[0]);
  }

  /** Prepares the images of a block in place: {@code [images][H·W·C]}. */
  void apply(float[][] block) {
    steps.forEach(step -> step.apply(block));
  }

  /** A training set in blocks of prepared copies, as often as a fit wants to see it. */
  record Blocks(Dataset data, Preparation before, Gate gate) {
    Blocks {
      if (data.size() == 0) {
        throw new IllegalArgumentException(data.name() + " has no images to fit a preparation on");
      }
    }

    /** Length of one image: {@code H·W·C}. */
    int length() {
      return Prepared.length(data, gate);
    }

    /** How many there are, bad ones not counted: known once {@link #forEach} has seen them all. */
    int images() {
      return data.size() - gate.sieve().count(gate.set());
    }

    void forEach(Step.Visit visit) {
      int length = length();
      for (int from = 0; from < data.size(); from += BLOCK) {
        float[][] block = IntStream.range(from, Math.min(data.size(), from + BLOCK)).mapToObj(i -> Prepared.checked(data, gate, i, length))
            .flatMap(Optional::stream).map(sample -> sample.image().values()).toArray(float[][]::new);
        if (block.length > 0) {
          before.apply(block);
          visit.block(block);
        }
      }
    }
  }
}
