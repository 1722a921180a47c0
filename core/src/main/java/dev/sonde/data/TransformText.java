package dev.sonde.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The text forms of the transforms: a name and its numbers, as {@link Transform} lists them. */
enum TransformText {
  FLIP("flip", 0, words -> Transform.flip()),
  CROP("crop HEIGHTxWIDTH", 1, words -> Transform.crop(side(words[1], 0), side(words[1], 1))),
  CENTER_CROP("center-crop HEIGHTxWIDTH", 1, words -> Transform.centerCrop(side(words[1], 0), side(words[1], 1))),
  PAD_CROP("pad-crop PIXELS", 1, words -> Transform.padCrop(Integer.parseInt(words[1]))),
  RESIZE("resize SHORT-SIDE or resize SHORT-SIDE max LONGEST or resize HEIGHTxWIDTH", Set.of(1, 3), words ->
      words.length == 2 && words[1].contains("x") ? Transform.resize(side(words[1], 0), side(words[1], 1))
      : new Geometry.ResizeShort(Integer.parseInt(words[1]), words.length == 2 ? 0 : after("max", words))),
  STRETCH("stretch MULTIPLE", 1, words -> new Geometry.Stretch(Integer.parseInt(words[1]))),
  RANDOM_RESIZED_CROP("random-resized-crop HEIGHTxWIDTH", 1, words ->
      Transform.randomResizedCrop(side(words[1], 0), side(words[1], 1))),
  SCALE_JITTER("scale-jitter LEAST MOST", 2, words -> Transform.scaleJitter(number(words[1]), number(words[2]))),
  MULTI_SCALE("multi-scale SIDE,SIDE,… max LONGEST", 3, words -> Transform.multiScale(sides(words[1]), after("max", words))),
  PAD("pad MULTIPLE or pad MULTIPLE label CLASS", Set.of(1, 3), words -> words.length == 2 ? Transform.pad(Integer.parseInt(words[1]))
      : Transform.pad(Integer.parseInt(words[1]), after("label", words))),
  JITTER("jitter BRIGHTNESS CONTRAST SATURATION", 3, words -> Transform.jitter(number(words[1]), number(words[2]), number(words[3]))),
  SCALE("scale FACTOR", 1, words -> Transform.scale(number(words[1]))),
  MEAN_PIXEL("mean-pixel R,G,B", 1, words -> Transform.meanPixel(numbers(words[1]))),
  NORMALIZE("normalize MEAN,MEAN,MEAN DEVIATION,DEVIATION,DEVIATION", 2, words ->
      Transform.normalize(numbers(words[1]), numbers(words[2])));

  /** Makes a transform of its words, the name first. */
  private interface Reader {
    Transform read(String[] words);
  }

  private final String form;
  private final Set<Integer> numbers;
  private final Reader reader;

  TransformText(String form, int numbers, Reader reader) {
    this(form, Set.of(numbers), reader);
  }

  TransformText(String form, Set<Integer> numbers, Reader reader) {
    this.form = form;
    this.numbers = numbers;
    this.reader = reader;
  }

  static Transform parse(String text) {
    String[] words = text.strip().split("\\s+");
    Optional<TransformText> kind = Arrays.stream(values()).filter(k -> k.word().equals(words[0])).findFirst();
    return kind.orElseThrow(() -> unknown(words[0])).read(text, words);
  }

  private Transform read(String text, String[] words) {
    if (!numbers.contains(words.length - 1)) {
      throw new IllegalArgumentException(Sentence.of("\"" + text + "\" has " + (words.length - 1) + " values after its name; write "
          + form));
    }
    try {
      return reader.read(words);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(Sentence.of("\"" + text + "\" holds a value that is no number; write " + form), e);
    }
  }

  private String word() {
    return form.split(" ")[0];
  }

  private static IllegalArgumentException unknown(String word) {
    List<String> words = Arrays.stream(values()).map(TransformText::word).toList();
    return new IllegalArgumentException(Sentence.of("no transform is called \"" + word + "\"; known are " + String.join(", ", words)));
  }

  /** Height (0) or width (1) of {@code 227} or {@code 200x300}. */
  private static int side(String word, int which) {
    String[] sides = word.split("x", 2);
    return Integer.parseInt(sides[Math.min(which, sides.length - 1)]);
  }

  private static List<Integer> sides(String word) {
    return Arrays.stream(word.split(",", -1)).map(Integer::valueOf).toList();
  }

  /** The number behind a keyword, third and fourth of the words. */
  private static int after(String keyword, String[] words) {
    if (!words[2].equals(keyword)) {
      throw new IllegalArgumentException(Sentence.of("\"" + words[2] + "\" of \"" + String.join(" ", words) + "\" must be " + keyword));
    }
    return Integer.parseInt(words[3]);
  }

  private static double number(String word) {
    return Double.parseDouble(word);
  }

  private static List<Double> numbers(String word) {
    return Arrays.stream(word.split(",")).map(Double::valueOf).toList();
  }
}
