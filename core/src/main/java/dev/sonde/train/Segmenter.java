package dev.sonde.train;

import dev.sonde.net.Shape;
import dev.sonde.supervise.Part;
import dev.sonde.torch.Activations;
import dev.sonde.torch.Engine;
import dev.sonde.torch.Model;
import dev.sonde.torch.Precision;
import dev.sonde.torch.Scope;
import dev.sonde.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.InterpolateFuncOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kBilinear;
import org.jspecify.annotations.Nullable;

/**
 * A compiled body that names pixels, and heads of it where asked for, answering at any size:
 * {@code [N, C, H, W] → [N, K, height, width]}.
 *
 * <p>{@code p = mean over views of softmax(resize(z))}, where z are the scores {@code [N, K, h, w]} of one {@linkplain Views view} of the image and
 * resize is bilinear without aligned corners. A view of another size than the image is made with antialiasing; one whose size the body does not take
 * is stretched to the next multiple of 2, 4, … 128 that it takes. Where a view is read through a
 * window, each place's scores are resized to the window, and z is their mean over the places that cover a pixel.
 *
 * <p>Everything inside lives in {@link Scope}s of its own, one for each view or band; the answers belong to the caller's.
 */
public final class Segmenter {
  private static final int LARGEST_MULTIPLE = 128;
  /** Values of one band of an answer: 256 MiB of float32. */
  private static final long BAND = 1L << 26;
  /** Bytes: 4 GiB. */
  private static final long MOST = 4L << 30;

  private final Model body;
  private final Map<String, Model> heads;
  private final Views views;
  private final @Nullable Engine engine;

  private Segmenter(Model body, Map<String, Model> heads, Views views, @Nullable Engine engine) {
    this.engine = engine;
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
    return new Segmenter(body, Map.of(), Views.PLAIN, null);
  }

  /** The same with compiled heads by tap, which are run on the body's activations. */
  public Segmenter heads(Map<String, Model> byTap) {
    return new Segmenter(body, new LinkedHashMap<>(byTap), views, engine);
  }

  /** The same, looking in other ways. */
  public Segmenter views(Views chosen) {
    return new Segmenter(body, heads, chosen, engine);
  }

  /** The same, sooner and up to rounding: {@code ready} is made of the body and returns the heads' taps. */
  public Segmenter by(Engine ready) {
    return new Segmenter(body, heads, views, ready);
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
    return new Segmenter(body, Map.of(), views, engine).all(images, height, width).get(Part.MAIN);
  }

  /**
   * The probabilities of the body ({@link Part#MAIN}) and of each head, by tap.
   *
   * @throws IllegalArgumentException where the answer or what it is made from would need more than 4 GiB
   */
  public Map<String, Tensor> all(Tensor images, int height, int width) {
    required();
    bounded(images, height, width, (double) parts().size() * height * width);
    Map<String, Tensor> sums = zeros(images, height, width);
    List<View> looks = looks(images);
    for (View view : looks) {
      try (Scope scope = Scope.silent()) {
        Look look = look(images, view);
        sums.forEach((part, sum) -> sum.add_(look.shares(part, new Band(height, width, 0, height))));
      }
    }
    sums.values().forEach(sum -> sum.div_(new Scalar((double) looks.size())));
    return sums;
  }

  /**
   * The class of highest probability at each pixel, the lowest among equals, by part: {@code N·height·width} in row-major order. The answer is made in bands
   * of rows, so that memory is bounded by the scores at the network's own size, not by the picture's.
   *
   * @throws IllegalArgumentException where those would need more than 4 GiB
   */
  public Map<String, short[]> classes(Tensor images, int height, int width) {
    required();
    bounded(images, height, width, 0);
    List<Look> looks = new ArrayList<>();
    try {
      for (View view : looks(images)) {
        try (Scope scope = Scope.silent()) {
          looks.add(look(images, view).kept(scope));
        }
      }
      Map<String, short[]> all = new LinkedHashMap<>();
      parts().forEach(part -> all.put(part, classes(looks, part, extent(images, 0), Band.all(height, width, images.size(0) * classes(), BAND))));
      return all;
    } finally {
      looks.forEach(Look::close);
    }
  }

  private static short[] classes(List<Look> looks, String part, int count, List<Band> bands) {
    int pixels = bands.get(0).height() * bands.get(0).width();
    short[] all = new short[Math.multiplyExact(count, pixels)];
    for (Band band : bands) {
      try (Scope scope = Scope.silent()) {
        short[] some = Tensors.classes(sum(looks, part, band));
        int length = band.rows() * band.width();
        for (int i = 0; i < count; i++) {
          System.arraycopy(some, i * length, all, i * pixels + band.top() * band.width(), length);
        }
      }
    }
    return all;
  }

  /** What has the order of the probabilities: their sum, or of a single look the scores. */
  private static Tensor sum(List<Look> looks, String part, Band band) {
    Look first = looks.get(0);
    if (looks.size() == 1) {
      return band.of(first.scores().get(part));
    }
    Tensor sum = first.shares(part, band);
    looks.subList(1, looks.size()).forEach(look -> sum.add_(look.shares(part, band)));
    return sum;
  }

  private static void required() {
    if (!Scope.isOpen()) {
      throw new IllegalStateException("Segmenter needs an open Scope, or its tensors would never be freed");
    }
  }

  /** A size at which an image is looked at, and whether mirrored. */
  private record View(Views.Size size, boolean mirrored) {}

  private List<View> looks(Tensor images) {
    return views.sizes(extent(images, 2), extent(images, 3)).stream().map(this::taken)
        .flatMap(size -> views.flip() ? Stream.of(new View(size, false), new View(size, true)) : Stream.of(new View(size, false))).toList();
  }

  private Look look(Tensor images, View view) {
    Tensor scaled = scaled(images, view.size);
    return new Look(scores(view.mirrored ? torch.flip(scaled, 3) : scaled, view.size), view.mirrored);
  }

  /** Refuses what would not fit: {@code values} for each class, and the scores of every look. */
  private void bounded(Tensor images, int height, int width, double values) {
    double all = values + looks(images).stream().mapToDouble(view -> (double) view.size.height() * view.size.width() * share(view.size)).sum();
    double bytes = all * images.size(0) * classes() * images.element_size();
    if (bytes > MOST) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, "naming the pixels of %d %s of %dx%d in %d classes would take %,.0f bytes for the scores"
          + " alone, and at most %,d are taken; look at smaller ones (--scales 450 --views \"max 1000\", or resize in the transforms), in fewer ways, or at fewer"
          + " at a time", images.size(0), images.size(0) == 1 ? "picture" : "pictures", height, width, classes(), bytes, MOST));
    }
  }

  /** Scores for each pixel of a view and class, over all parts: as the networks were drawn, or 1 where windows are put together. */
  private double share(Views.Size size) {
    Views.Window window = views.window();
    if (window != null && window.smallerThan(size)) {
      return parts().size();
    }
    double pixels = area(body.network().input());
    return area(body.network().outputShape()) / pixels + heads.values().stream().mapToDouble(head -> area(head.network().outputShape()) / pixels).sum();
  }

  private static double area(Shape map) {
    return (double) map.height() * map.width();
  }

  /** The size itself, or rounded up to the first multiple of 2, 4, … that the body takes: many networks halve their maps and join them again. */
  private Views.Size taken(Views.Size asked) {
    Views.Window window = views.window();
    Views.Size shown = window == null ? asked : new Views.Size(Math.min(asked.height(), window.height()), Math.min(asked.width(), window.width()));
    for (int multiple = 1; multiple <= LARGEST_MULTIPLE; multiple *= 2) {
      Views.Size size = shown.up(multiple);
      if (body.takes(Shape.image(body.network().input().channels(), size.height(), size.width())) && (size.equals(shown) || shown.equals(asked))) {
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

  /** By part, at the network's own size, or at the view's where it was read through a window. */
  private Map<String, Tensor> scores(Tensor view, Views.Size size) {
    Views.Window window = views.window();
    return window != null && window.smallerThan(size) ? windowed(view, size, window) : forward(view);
  }

  private Map<String, Tensor> forward(Tensor view) {
    Activations activations = engine == null ? body.forward(view, false, heads.keySet()) : engine.forward(view);
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
