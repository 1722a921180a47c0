package dev.sonde.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Readers of lists of image/mask pairs. Paths are relative to the data root.
 *
 * <pre>
 * NAME.odgt    one JSON object a line, keys fpath_img and fpath_segm (width and height may be there): CSAIL's lists of ADE20K
 * NAME.csv     a heading with the columns image and mask (or annotation, or label), others passed over
 * NAME.txt     "image mask" a line, apart by blanks or a tab; # begins a comment line
 * </pre>
 *
 * <p>What is wrong with one pair is told to {@code problems}, which may throw it or gather it.
 */
final class PairList {
  private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Within root;
  private final Consumer<BadData> problems;
  private final List<Pair> pairs = new ArrayList<>();

  private PairList(Within root, Consumer<BadData> problems) {
    this.root = root;
    this.problems = problems;
  }

  /** The pairs that {@code list} names. */
  static List<Pair> read(Path list, Within root, Consumer<BadData> problems) {
    PairList reader = new PairList(root, problems);
    if (list.toString().endsWith(".csv")) {
      List<String> lines = TextFile.lines(list);
      String heading = lines.isEmpty() ? "" : lines.get(0);
      int[] columns = columns(heading, list);
      reader.each(list, (line, from) -> line.equals(heading) ? null : reader.row(line, columns, from));
      return List.copyOf(reader.pairs);
    }
    boolean odgt = list.toString().endsWith(".odgt");
    reader.each(list, (line, from) -> odgt ? reader.record(line, from) : reader.words(line, from));
    return List.copyOf(reader.pairs);
  }

  /** The pairs of the stems that {@code list} names, in two folders: VOC's way. */
  static List<Pair> stems(Path list, Stems stems, Within root, Consumer<BadData> problems) {
    PairList reader = new PairList(root, problems);
    reader.each(list, (line, from) -> stems.pair(line, root, from));
    return List.copyOf(reader.pairs);
  }

  /** Every line but blank ones and comments, with where it stands. */
  private void each(Path list, BiFunction<String, String, @Nullable Pair> reader) {
    List<String> lines = TextFile.numbered(list);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String from = list + ", line " + (i + 1) + ",";
      if (!line.isEmpty() && !line.startsWith("#")) {
        add(() -> reader.apply(line, from));
      }
    }
  }

  private void add(Supplier<@Nullable Pair> pair) {
    try {
      Pair found = pair.get();
      if (found != null) {
        pairs.add(found);
      }
    } catch (BadData e) {
      problems.accept(e);
    }
  }

  private static int[] columns(String heading, Path list) {
    List<String> names = Stream.of(heading.toLowerCase(Locale.ROOT).split(",")).map(String::strip).toList();
    int mask = Stream.of("mask", "annotation", "label").mapToInt(names::indexOf).filter(i -> i >= 0).findFirst().orElse(-1);
    if (mask < 0 || !names.contains("image")) {
      throw new BadData(list + " has the columns " + names + "; its first line must name the columns image and mask");
    }
    return new int[] {names.indexOf("image"), mask};
  }

  private Pair row(String line, int[] columns, String from) {
    List<String> cells = Stream.of(line.split(",")).map(String::strip).toList();
    if (cells.size() <= Math.max(columns[0], columns[1])) {
      throw new BadData(from + " has " + cells.size() + " columns, fewer than its heading");
    }
    return new Pair(root.resolve(cells.get(columns[0]), from), root.resolve(cells.get(columns[1]), from), from);
  }

  private Pair words(String line, String from) {
    List<String> words = Stream.of(line.split(line.contains("\t") ? "\t+" : "\\s+")).toList();
    if (words.size() != 2) {
      throw new BadData(from + " must have two words, an image and its mask, not " + words.size());
    }
    return new Pair(root.resolve(words.get(0), from), root.resolve(words.get(1), from), from);
  }

  private Pair record(String line, String from) {
    try {
      JsonNode record = JSON.readTree(line);
      return new Pair(root.resolve(path(record, "fpath_img", from), from), root.resolve(path(record, "fpath_segm", from), from), from);
    } catch (JsonProcessingException e) {
      throw new BadData(from + " is no JSON object: " + Sentence.of(e), e);
    }
  }

  private static String path(JsonNode record, String key, String from) {
    if (!record.path(key).isTextual()) {
      throw new BadData(from + " has no text \"" + key + "\", which names a file relative to the data root");
    }
    return record.get(key).textValue();
  }
}
