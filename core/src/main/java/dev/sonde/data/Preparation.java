package dev.sonde.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    List<Step> kinds = Step.parse(texts);
    Preparation fitted = new Preparation(List.of());
    for (Step kind : kinds) {
      List<Step> longer = new ArrayList<>(fitted.steps);
      longer.add(kind.fitted(new Blocks(train, fitted)));
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
    if (steps.isEmpty()) {
      return data;
    }
    return Prepared.of(data, this);
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
  record Blocks(Dataset data, Preparation before) {
    Blocks {
      if (data.size() == 0) {
        throw new IllegalArgumentException(data.name() + " has no images to fit a preparation on");
      }
    }

    /** Length of one image: {@code H·W·C}. */
    int length() {
      return data.get(0).image().values().length;
    }

    int images() {
      return data.size();
    }

    void forEach(Step.Visit visit) {
      int length = length();
      for (int from = 0; from < data.size(); from += BLOCK) {
        float[][] block = new float[Math.min(BLOCK, data.size() - from)][];
        for (int i = 0; i < block.length; i++) {
          block[i] = Prepared.checked(data, from + i, length).image().values();
        }
        before.apply(block);
        visit.block(block);
      }
    }
  }
}
