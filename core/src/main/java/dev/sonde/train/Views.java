package dev.sonde.train;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * In how many ways one image is looked at before its pixels are named: sizes, mirrored, through a window. The answers are averaged.
 *
 * <p>Text form, words in any order, {@code Views.parse(v.toString())} equals {@code v}:
 * <pre>
 *   plain                           as it is, once
 *   scales 300,375,450,525,600      short sides in pixels; both sides are multiplied by the same factor
 *   max 1000                        the long side of a scaled image is not longer
 *   multiple 8                      both sides are then rounded up to a multiple by stretching
 *   flip                            also mirrored left and right, its answer mirrored back
 *   window 321x321 stride 214       an image larger than that (height x width) is read through a sliding window; without a stride, 2/3 of it
 * </pre>
 *
 * <p>Sources: scales, max, multiple: {@code ValDataset} in {@code mit_semseg/dataset.py} of CSAILVision/semantic-segmentation-pytorch; window:
 * {@code slide_inference} of open-mmlab/mmsegmentation, whose last window is flush with the border too.
 *
 * @param scales   short sides; none for the image's own size
 * @param longest  bound of the long side; 0 for none
 * @param multiple what sides are rounded up to; 1 for nothing
 */
public record Views(List<Integer> scales, int longest, int multiple, boolean flip, @Nullable Window window) {
  /** One look at the image as it is. */
  public static final Views PLAIN = new Views(List.of(), 0, 1, false, null);

  private static final String FORM = "\"scales 300,375,450 max 1000 multiple 8 flip window 321x321 stride 214\", any part of it, or \"plain\"";

  /**
   * A window that moves over an image too large for it.
   *
   * @param down   rows from one place to the next
   * @param across columns from one place to the next
   */
  public record Window(int height, int width, int down, int across) {
    public Window {
      if (height < 1 || width < 1 || down < 1 || across < 1 || down > height || across > width) {
        throw new IllegalArgumentException("a window of %dx%d cannot move by %dx%d; every number must be at least 1, and a step no longer than the window"
            .formatted(height, width, down, across));
      }
    }

    /** First rows or columns: 0, stride, …, and the last place flush with the border. */
    static List<Integer> places(int extent, int window, int stride) {
      List<Integer> places = new ArrayList<>();
      for (int at = 0; at + window < extent; at += stride) {
        places.add(at);
      }
      places.add(Math.max(0, extent - window));
      return places;
    }

    boolean smallerThan(Size image) {
      return height < image.height() || width < image.width();
    }

    @Override
    public String toString() {
      return "window " + height + "x" + width + " stride " + (down == across ? "" + down : down + "x" + across);
    }
  }

  /** Height and width. */
  public record Size(int height, int width) {
    /** Both sides rounded up to a multiple. */
    Size up(int multiple) {
      return new Size((height + multiple - 1) / multiple * multiple, (width + multiple - 1) / multiple * multiple);
    }
  }

  public Views {
    scales = List.copyOf(scales);
    if (scales.stream().anyMatch(side -> side < 1) || longest < 0 || multiple < 1) {
      throw new IllegalArgumentException("views with scales %s, max %d, multiple %d; each must be at least 1".formatted(scales, longest, multiple));
    }
  }

  /** Sizes at which an image is shown to the network. */
  public List<Size> sizes(int height, int width) {
    if (scales.isEmpty()) {
      return List.of(scaled(height, width, longest == 0 ? 1 : Math.min(1, longest / (double) Math.max(height, width))));
    }
    return scales.stream().map(side -> {
      double factor = side / (double) Math.min(height, width);
      return scaled(height, width, longest == 0 ? factor : Math.min(factor, longest / (double) Math.max(height, width)));
    }).toList();
  }

  private Size scaled(int height, int width, double factor) {
    // 1e-6: what a double loses must not cost a pixel
    return new Size(Math.max(1, (int) (height * factor + 1e-6)), Math.max(1, (int) (width * factor + 1e-6))).up(multiple);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException naming the word that is not understood, and the form
   */
  public static Views parse(String text) {
    return new Words(text).read();
  }

  /** Some words, taken from the left. */
  private static final class Words {
    private final String text;
    private final List<String> left;
    private final Set<String> seen = new HashSet<>();

    Words(String text) {
      this.text = text;
      left = new ArrayList<>(Stream.of(text.strip().split("[\\s;]+")).toList());
    }

    Views read() {
      List<Integer> scales = List.of();
      int longest = 0;
      int multiple = 1;
      boolean flip = false;
      Window window = null;
      while (!left.isEmpty()) {
        String word = left.remove(0);
        check(seen.add(word), "has \"" + word + "\" twice");
        switch (word) {
          case "plain" -> check(text.strip().equals("plain"), "has \"plain\" beside other words");
          case "scales" -> scales = Stream.of(next("[0-9]{1,5}(,[0-9]{1,5})*", word).split(",")).map(Integer::valueOf).toList();
          case "max" -> longest = Integer.parseInt(next("[0-9]{1,5}", word));
          case "multiple" -> multiple = Integer.parseInt(next("[0-9]{1,5}", word));
          case "flip" -> flip = true;
          case "window" -> window = window();
          default -> check(false, "has the word \"" + word + "\", which is not understood");
        }
      }
      return new Views(scales, longest, multiple, flip, window);
    }

    private Window window() {
      int[] sides = pair("window");
      if (left.isEmpty() || !left.get(0).equals("stride")) {
        return new Window(sides[0], sides[1], (2 * sides[0] + 2) / 3, (2 * sides[1] + 2) / 3);
      }
      left.remove(0);
      int[] steps = pair("stride");
      return new Window(sides[0], sides[1], steps[0], steps[1]);
    }

    private int[] pair(String word) {
      String[] sides = next("[0-9]{1,5}(x[0-9]{1,5})?", word).split("x");
      return new int[] {Integer.parseInt(sides[0]), Integer.parseInt(sides[sides.length - 1])};
    }

    private String next(String form, String word) {
      String value = left.isEmpty() ? "" : left.remove(0);
      check(value.matches(form), "has no number behind \"" + word + "\"" + (value.isEmpty() ? "" : " but \"" + value + "\""));
      return value;
    }

    private void check(boolean fine, String what) {
      if (!fine) {
        throw new IllegalArgumentException("views \"" + text + "\" " + what + "; views are written " + FORM);
      }
    }
  }

  @Override
  public String toString() {
    if (equals(PLAIN)) {
      return "plain";
    }
    return Stream.of(scales.isEmpty() ? "" : "scales " + scales.stream().map(String::valueOf).collect(Collectors.joining(",")),
        longest == 0 ? "" : "max " + longest, multiple == 1 ? "" : "multiple " + multiple, flip ? "flip" : "", window == null ? "" : window.toString())
        .filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
  }
}
