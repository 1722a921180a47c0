package dev.sonde.train;

import dev.sonde.net.Shape;
import dev.sonde.supervise.Part;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.InterpolateFuncOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kBilinear;

/**
 * A compiled body that names pixels, and heads of it where asked for, answering at any size:
 * {@code [N, C, H, W] → [N, K, height, width]}.
 *
 * <p>{@code p = mean over views of softmax(resize(z))}, where z are the scores {@code [N, K, h, w]} of one {@linkplain Views view} of the image and
 * resize is bilinear without aligned corners. A view of another size than the image is made with antialiasing; one whose size the body does not take
 * is stretched to the next multiple of 2, 4, … 128 that it takes. Where a view is read through a
 * window, each place's scores are resized to the window, and z is their mean over the places that cover a pixel.
 *
 * <p>Everything inside lives in {@link Scope}s of its own, one for each view; the answers belong to the caller's.
 */
public final class Segmenter {
  private static final int LARGEST_MULTIPLE = 128;

  private final Model body;
  private final Map<String, Model> heads;
  private final Views views;

  private Segmenter(Model body, Map<String, Model> heads, Views views) {
    this.body = body;
    this.heads = heads;
    this.views = views;
  }

  /**
   * The body alone, looking once.
   *
   * @throws IllegalArgumentException where it does not end in a map
   */
  public static Segmenter of(Model body) {
    if (!body.network().outputShape().isMap()) {
      throw new IllegalArgumentException(body.network().name() + " ends in shape " + body.network().outputShape()
          + ": it names whole pictures, not their pixels");
    }
    return new Segmenter(body, Map.of(), Views.PLAIN);
  }

  /** The same with compiled heads by tap, which are run on the body's activations. */
  public Segmenter heads(Map<String, Model> byTap) {
    return new Segmenter(body, new LinkedHashMap<>(byTap), views);
  }

  /** The same, looking in other ways. */
  public Segmenter views(Views chosen) {
    return new Segmenter(body, heads, chosen);
  }

  /** What the body is called. */
  public String name() {
    return body.network().name();
  }

  /** K. */
  public int classes() {
    return body.network().outputShape().channels();
  }

  /** Who answers: {@link Part#MAIN}, then the heads by tap. */
  public List<String> parts() {
    List<String> all = new ArrayList<>(List.of(Part.MAIN));
    all.addAll(heads.keySet());
    return all;
  }

  Precision precision() {
    return body.precision();
  }

  /** The body's probabilities for images of equal size, in the caller's scope; heads are not run. */
  public Tensor probabilities(Tensor images, int height, int width) {
    return new Segmenter(body, Map.of(), views).all(images, height, width).get(Part.MAIN);
  }

  /** The probabilities of the body ({@link Part#MAIN}) and of each head, by tap. */
  public Map<String, Tensor> all(Tensor images, int height, int width) {
    if (!Scope.isOpen()) {
      throw new IllegalStateException("Segmenter needs an open Scope, or its tensors would never be freed");
    }
    Map<String, Tensor> sums = zeros(images, height, width);
    List<Views.Size> sizes = views.sizes(extent(images, 2), extent(images, 3));
    for (Views.Size asked : sizes) {
      Views.Size size = taken(asked);
      look(images, size, false, height, width, sums);
      if (views.flip()) {
        look(images, size, true, height, width, sums);
      }
    }
    int looks = sizes.size() * (views.flip() ? 2 : 1);
    sums.values().forEach(sum -> sum.div_(new Scalar((double) looks)));
    return sums;
  }

  /** The size itself, or rounded up to the first multiple of 2, 4, … that the body takes: many networks halve their maps and join them again. */
  private Views.Size taken(Views.Size asked) {
    Views.Window window = views.window();
    Views.Size shown = window == null ? asked : new Views.Size(Math.min(asked.height(), window.height()), Math.min(asked.width(), window.width()));
    for (int multiple = 1; multiple <= LARGEST_MULTIPLE; multiple *= 2) {
      Views.Size size = shown.up(multiple);
      if (body.network().takes(Shape.image(body.network().input().channels(), size.height(), size.width())) && (size.equals(shown) || shown.equals(asked))) {
        return size.equals(shown) ? asked : size;
      }
    }
    throw new IllegalArgumentException(name() + " takes no " + (shown.equals(asked) ? "image" : "window") + " of " + shown.height() + "x" + shown.width()
        + "; it was made for " + body.network().input() + (shown.equals(asked) ? ", so resize images in the transforms" : ": choose another window"));
  }

  private Map<String, Tensor> zeros(Tensor images, int height, int width) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    long[] sizes = {images.size(0), classes(), height, width};
    parts().forEach(part -> all.put(part, torch.zeros(sizes, images.options())));
    return all;
  }

  private void look(Tensor images, Views.Size size, boolean mirrored, int height, int width, Map<String, Tensor> sums) {
    try (Scope scope = Scope.silent()) {
      Tensor scaled = scaled(images, size);
      scores(mirrored ? torch.flip(scaled, 3) : scaled, size).forEach((name, scores) -> {
        Tensor answer = torch.softmax(Tensors.resized(scores, height, width), 1);
        sums.get(name).add_(mirrored ? torch.flip(answer, 3) : answer);
      });
    }
  }

  /** By part, at the network's own size, or at the view's where it was read through a window. */
  private Map<String, Tensor> scores(Tensor view, Views.Size size) {
    Views.Window window = views.window();
    return window != null && window.smallerThan(size) ? windowed(view, size, window) : forward(view);
  }

  private Map<String, Tensor> forward(Tensor view) {
    Activations activations = body.forward(view, false, heads.keySet());
    Map<String, Tensor> all = new LinkedHashMap<>(Map.of(Part.MAIN, activations.output()));
    heads.forEach((tap, head) -> all.put(tap, head.forward(activations.at(tap), false, Set.of()).output()));
    return all;
  }

  private Map<String, Tensor> windowed(Tensor view, Views.Size size, Views.Window window) {
    int tall = Math.min(window.height(), size.height());
    int wide = Math.min(window.width(), size.width());
    Map<String, Tensor> sums = zeros(view, size.height(), size.width());
    Tensor times = torch.zeros(new long[] {1, 1, size.height(), size.width()}, view.options());
    for (int top : Views.Window.places(size.height(), tall, window.down())) {
      for (int left : Views.Window.places(size.width(), wide, window.across())) {
        try (Scope scope = Scope.silent()) {
          forward(part(view, top, left, tall, wide)).forEach((name, scores) ->
              part(sums.get(name), top, left, tall, wide).add_(Tensors.resized(scores, tall, wide)));
          part(times, top, left, tall, wide).add_(new Scalar(1.0));
        }
      }
    }
    sums.values().forEach(sum -> sum.div_(times));
    return sums;
  }

  private static int extent(Tensor tensor, int axis) {
    return Math.toIntExact(tensor.size(axis));
  }

  private static Tensor part(Tensor map, int top, int left, int tall, int wide) {
    return map.narrow(2, top, tall).narrow(3, left, wide);
  }

  private static Tensor scaled(Tensor images, Views.Size size) {
    if (images.size(2) == size.height() && images.size(3) == size.width()) {
      return images;
    }
    InterpolateFuncOptions options = new InterpolateFuncOptions();
    options.size().put(new LongVector(size.height(), size.width()));
    options.mode().put(new kBilinear());
    options.align_corners().put(new BoolOptional(false));
    options.antialias().put(true);
    return torch.interpolate(images, options);
  }
}
